import { describe, expect, it } from 'vitest';
import { documentOf, routesOf } from '../support/api-document.ts';
import { giveRoles } from '../support/edit-users.ts';
import { addPasskey, tryPasskey } from '../support/passkeys.ts';
import { as, bearer, newcomer, register, signIn, type Tokens } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { beginTotp } from '../support/totp.ts';

const document = documentOf(createTestApp().app);

type Case = { method: string; path: string; parameter: string };

/** Names of ids; that of a client is none of ours, but a name by RFC 6749 §2.2. */
const IS_ID = /^(id|cursor|(?!client_)\w+_id)$/;
/** Cursors that are signed places, and ids of messages, which the queue gives. */
const FOREIGN = [
  'cursor of /api/v1/admin/users',
  'cursor of /api/v1/admin/events',
  'cursor of /api/v1/admin/dead-letters',
  'id of /api/v1/admin/dead-letters/{id}',
  'id of /api/v1/admin/dead-letters/{id}/retry',
];
const isId = (name: string, path: string) =>
  IS_ID.test(name) && !FOREIGN.includes(`${name} of ${path}`);
/** Every parameter that is an id, by its documented format or its name. */
const CASES = routesOf(document).flatMap<Case>(({ method, path, parameters = [] }) =>
  parameters
    .filter(({ name, schema }) => schema.format === 'uuid' || isId(name, path))
    .map(({ name }) => ({ method, path, parameter: name })),
);

type People = {
  otp?: string;
  tokens: Tokens;
  admin: string;
  adminId: string;
  userId: string;
  session: string;
};

/** A signed-in admin with two sessions, and another user. */
async function people(app: TestApp): Promise<People> {
  const user = await newcomer(app);
  const admin = await newcomer(app);
  await register(app);
  await giveRoles(['admin'], { id: admin.user.id });
  const { session_id: session } = await signIn(app, admin.email);
  return {
    tokens: admin,
    admin: admin.access_token,
    adminId: admin.user.id,
    userId: user.user.id,
    session,
  };
}

/** Adds a passkey, and signs in with it: what changes it requires a proof of that strength. */
async function addedPasskey(app: TestApp, world: People): Promise<{ id: string }> {
  const passkey = await addPasskey(app, world.tokens);
  const { access_token } = await (await tryPasskey(app, passkey.authenticator)).json<Tokens>();
  world.admin = access_token;
  return passkey;
}

async function idFor(app: TestApp, { path, parameter }: Case, world: People): Promise<string> {
  if (parameter === 'user_id') return world.userId;
  if (path.includes('/passkeys/')) {
    return (await addedPasskey(app, world)).id;
  }
  if (path.endsWith('/confirm')) {
    const begun = await beginTotp(app, world.admin);
    world.otp = await begun.code();
    return begun.id;
  }
  if (path.includes('/mfa/')) return (await addedPasskey(app, world)).id;
  if (parameter !== 'cursor') return path.includes('/sessions/') ? world.session : world.userId;
  const page = await app.fetch(`${path}?limit=1`, { headers: bearer(world.admin) });
  const { next_cursor: cursor } = await page.json<{ next_cursor: string }>();
  return cursor;
}

function bodyOf({ method, path }: Case, { otp }: People): string | null {
  if (path.endsWith('/confirm')) return JSON.stringify({ otp });
  if (method === 'PATCH') return JSON.stringify({ label: 'Phone' });
  if (path.endsWith('/roles')) return JSON.stringify({ roles: ['user'] });
  return method === 'GET' ? null : '{}';
}

/** Sends a request with this id; returns the status and the body. */
async function ask(app: TestApp, example: Case, world: People, id: string) {
  const { method, path, parameter } = example;
  const filled = path.replace(`{${parameter}}`, id).replace('{act}', 'unlock');
  const target = filled === path ? `${path}?limit=2&${parameter}=${id}` : filled;
  const response = await app.fetch(target, {
    method,
    headers: { ...bearer(world.admin), 'Content-Type': 'application/json' },
    body: bodyOf(example, world),
  });
  return { status: response.status, body: await response.json<Record<string, unknown>>() };
}

describe('an id', () => {
  it('is documented as a UUID in every parameter', () => {
    expect(CASES.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining([
        'DELETE /api/v1/auth/sessions/{id}',
        'GET /api/v1/audit/logs',
        'GET /api/v1/admin/users/{id}',
        'POST /api/v1/admin/users/{id}/{act}',
        'PUT /api/v1/admin/users/{id}/roles',
        'DELETE /api/v1/admin/users/{id}',
      ]),
    );
    for (const { method, path, parameters = [] } of routesOf(document))
      for (const { name, schema } of parameters)
        if (isId(name, path)) expect(schema.format, `${name} of ${method} ${path}`).toBe('uuid');
  });

  it.each(CASES)('is accepted in capitals: $parameter of $method $path', async (example) => {
    const answers = [];
    for (const spell of [(id: string) => id, (id: string) => id.toUpperCase()]) {
      const app = createTestApp();
      const world = await people(app);
      const id = await idFor(app, example, world);
      const { status, body } = await ask(app, example, world, spell(id));
      expect(status).toBe(200);
      const shown = (body.logs ?? body.users) as unknown[] | undefined;
      if (shown !== undefined) expect(shown).not.toEqual([]);
      answers.push(shown?.length ?? Object.keys(body).sort());
    }
    expect(answers[1]).toEqual(answers[0]);
  });

  it('is found by administrators in capitals', async () => {
    const app = createTestApp();
    const { admin, userId } = await people(app);
    const answer = await app.admin.users.$get(
      { query: { query: userId.toUpperCase() } },
      as(admin),
    );
    const { users } = await answer.json();
    expect(users.map(({ id }) => id)).toEqual([userId]);
  });

  it.each(['x', '0190f5a4-7d2b-7c3e-9a41', '{0190f5a4-7d2b-7c3e-9a41-5b6c7d8e9f01}', '%00'])(
    'returns 404 if malformed: %s',
    async (id) => {
      const app = createTestApp();
      const { admin } = await people(app);
      for (const path of [`/api/v1/auth/sessions/${id}`, `/api/v1/admin/users/${id}`])
        expect(
          (await app.fetch(path, { method: 'DELETE', headers: bearer(admin) })).status,
          path,
        ).toBe(404);
    },
  );
});
