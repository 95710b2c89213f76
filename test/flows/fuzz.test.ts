import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { EXAMPLE_TOKENS } from '../../src/tokens/example-tokens.ts';
import { documentOf, type Route, routesOf, violations } from '../support/api-document.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { giveRoles } from '../support/edit-users.ts';
import { CLIENT, CRON_SECRET } from '../support/example-world.ts';
import { type HostileRequest, requestOf, STAND_INS } from '../support/hostile-requests.ts';
import { newcomer, type Tokens } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const document = documentOf(createTestApp().app);
const routes = routesOf(document);

/** Requests of the whole run, over all operations. */
const REQUESTS = 1500;
/** Requests for an operation that reads only headers, where less can go wrong. */
const weightOf = ({ requestBody, parameters }: Route) =>
  requestBody === undefined && parameters === undefined ? 1 : 3;
const SHARE = REQUESTS / routes.reduce((sum, route) => sum + weightOf(route), 0);
/** Text that no response may contain: stack frames, names of internals. */
const INTERNAL =
  /\bat [^"]{0,200}\.(ts|tsx|js|mjs):\d+|SQLITE|D1_ERROR|drizzle|TypeError|Cannot read|is not a function|node_modules/i;

let sent = 0;

/** The service with cheap hashes and a signed-in user, until a request signs them out. */
function createTarget() {
  const app = createTestApp({
    env: { CRON_SECRET, INTROSPECTION_CLIENTS: CLIENT },
    argon2: cheapArgon2,
  });
  let person: (Tokens & { email: string }) | null = null;
  return {
    app,
    async person(isAdmin: boolean) {
      person ??= await newcomer(app);
      if (isAdmin) await giveRoles(['admin'], { id: person.user.id });
      return person;
    },
    forget: () => {
      person = null;
    },
  };
}
type Target = ReturnType<typeof createTarget>;

function credentials({ security = [] }: Route): [string, string][] {
  const schemes = security.flatMap(Object.keys);
  if (schemes.includes('client')) return [['Authorization', `Basic ${btoa(CLIENT)}`]];
  if (schemes.includes('cronSecret')) return [['X-Cron-Secret', CRON_SECRET]];
  return schemes.includes('bearer') ? [['Authorization', `Bearer ${STAND_INS.access}`]] : [];
}

/** Replaces placeholders and documented examples with real values. */
function fillIn(text: string, person: Tokens & { email: string }): string {
  return text
    .replaceAll(STAND_INS.access, person.access_token)
    .replaceAll(STAND_INS.refresh, person.refresh_token)
    .replaceAll(STAND_INS.user, person.user.id)
    .replaceAll(STAND_INS.session, person.session_id)
    .replaceAll(EXAMPLE_TOKENS.access, person.access_token)
    .replaceAll(EXAMPLE_TOKENS.refresh, person.refresh_token)
    .replaceAll('ada@example.com', person.email);
}

async function send(
  { app, person, forget }: Target,
  route: Route,
  request: HostileRequest,
): Promise<Response> {
  const sender = await person(route.path.startsWith('/api/v1/admin/'));
  const headers = new Headers();
  for (const [name, value] of request.headers) headers.set(name, fillIn(value, sender));
  sent++;
  const response = await app.fetch(fillIn(request.path, sender), {
    method: route.method,
    headers,
    body: request.body === null ? null : fillIn(request.body, sender),
  });
  // A new user replaces one who signed out or erased the account.
  const still = await app.fetch('/api/v1/auth/me', {
    headers: { Authorization: `Bearer ${sender.access_token}` },
  });
  if (still.status !== 200) forget();
  return response;
}

async function inspect(route: Route, response: Response): Promise<void> {
  const text = await response.text();
  const type = response.headers.get('Content-Type') ?? '';
  expect(text).not.toMatch(INTERNAL);
  expect(response.status, text).toBeLessThan(500);
  // Browsers get errors as pages.
  if (response.status >= 400 && type.startsWith('text/html')) return;
  if (response.status >= 400) {
    // Routes that take forms reject them with OAuth errors.
    const takesForms = Object.keys(route.requestBody?.content ?? {}).length > 1;
    const inOauth = takesForms && type === 'application/json';
    if (!inOauth) expect(type).toBe('application/problem+json');
    const schema = `#/components/schemas/${inOauth ? 'OAuthError' : 'Problem'}`;
    expect(violations(document, { $ref: schema }, JSON.parse(text))).toEqual([]);
    return;
  }
  const schema = route.responses[response.status]?.content?.['application/json']?.schema;
  expect(Object.keys(route.responses)).toContain(String(response.status));
  if (schema !== undefined) expect(violations(document, schema, JSON.parse(text))).toEqual([]);
}

/** Accepted input must not fail later, after the response or in the queue. */
async function inspectAfterwards(app: TestApp): Promise<void> {
  expect(app.logs.filter(({ level }) => level === 'error')).toEqual([]);
  expect((await app.deliverJobs()).retried).toBe(0);
}

describe('an operation with arbitrary input', () => {
  // A failure prints its seed: repeat it with `{ seed, path }` beside `numRuns`.
  it.each(routes.map((route) => ({ title: `${route.method} ${route.path}`, route })))(
    'keeps its contract and never fails: $title',
    async ({ route }) => {
      const target = createTarget();
      const property = fc.asyncProperty(
        requestOf(document, route, credentials(route)),
        async (request) => inspect(route, await send(target, route, request)),
      );
      await fc.assert(property, { numRuns: Math.ceil(SHARE * weightOf(route)) });
      await inspectAfterwards(target.app);
    },
  );

  afterAll(() => expect(sent).toBeGreaterThanOrEqual(REQUESTS));
});
