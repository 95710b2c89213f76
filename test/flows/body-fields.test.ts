import { describe, expect, it } from 'vitest';
import { EXAMPLE_IDS } from '../../src/http/example-values.ts';
import {
  documentOf,
  type Json,
  type Route,
  routesOf,
  violations,
} from '../support/api-document.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { giveRoles } from '../support/edit-users.ts';
import { bodyOf, type Case, examplesOf, headersOf, pathOf } from '../support/example-requests.ts';
import { CLIENT, CRON_SECRET, prepareWorld } from '../support/example-world.ts';
import { bearer, newcomer, refusal } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

const document = documentOf(createTestApp().app);
const JSON_TYPE = 'application/json';

type BodySchema = { properties?: Record<string, Json>; required?: string[] };
const schemaOf = ({ requestBody }: Route) =>
  (requestBody?.content[JSON_TYPE]?.schema ?? {}) as BodySchema;

const create = () =>
  createTestApp({ env: { CRON_SECRET, INTROSPECTION_CLIENTS: CLIENT }, argon2: cheapArgon2 });

/** The examples with null for every omitted field. */
const NULLED = examplesOf(document)
  .filter(({ type }) => type === JSON_TYPE)
  .flatMap<Case & { nulls: string[] }>((example) => {
    const { properties = {} } = schemaOf(example.route);
    const nulls = Object.keys(properties).filter((name) => !(name in (example.body as Json)));
    const nothing = Object.fromEntries(nulls.map((name) => [name, null]));
    const body = { ...(example.body as Json), ...nothing };
    return nulls.length === 0 ? [] : [{ ...example, body, nulls }];
  });

/** Values of every type; each field rejects some of them. */
const VALUES: unknown[] = [5, true, 'no such thing', [], {}, [5], { length: 1 }];

/** Every field of every body. */
const FIELDS = routesOf(document).flatMap((route) =>
  Object.entries(schemaOf(route).properties ?? {}).map(([name, schema]) => ({
    name,
    schema,
    route,
    title: `${name} of ${route.method} ${route.path}`,
  })),
);

describe('null for an optional field', () => {
  it('is tested for every body with such a field', () => {
    expect(NULLED.length).toBeGreaterThan(10);
  });

  it.each(NULLED)('means the same as omitting it: $nulls of $title', async (example) => {
    const { route, name } = example;
    const app = create();
    const world = await prepareWorld(app, route, name);
    const response = await app.fetch(pathOf(route, world), {
      method: route.method,
      headers: headersOf(example, world),
      body: bodyOf(example, world),
    });
    const text = await response.text();
    const status = Object.keys(route.responses).find((candidate) => candidate.startsWith('2'));
    expect(`${response.status} ${response.status < 300 ? '' : text}`.trim()).toBe(status);
    const media = route.responses[response.status]?.content?.[JSON_TYPE];
    expect(Object.keys(JSON.parse(text) as object).sort()).toEqual(
      Object.keys(media?.examples?.[name]?.value as object).sort(),
    );
  });

  it('counts as missing if the field is required', async () => {
    const app = create();
    const response = await app.post('/api/v1/auth/login', {
      email: 'ada@example.com',
      password: null,
    });
    const problem = await response.json<{ errors: { field: string; code: string }[] }>();
    expect(problem.errors).toMatchObject([{ field: 'password', code: 'required' }]);
  });

  it('leaves a profile unchanged, while an empty username removes it', async () => {
    const app = create();
    const { access_token: token } = await newcomer(app);
    const patch = async (body: object) => {
      const response = await app.fetch('/api/v1/auth/profile', {
        method: 'PATCH',
        headers: { ...bearer(token), 'Content-Type': JSON_TYPE },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(200);
      return response.json();
    };
    await patch({ username: 'ada', first_name: 'Ada' });
    expect(await patch({ username: null, first_name: null, timezone: null })).toMatchObject({
      username: 'ada',
      first_name: 'Ada',
      timezone: 'UTC',
    });
    expect(await patch({ username: '' })).toMatchObject({ username: null, first_name: 'Ada' });
  });

  it('counts as no body where the body is optional', async () => {
    const app = create();
    const { refresh_token: token } = await newcomer(app);
    const answer = await app.post('/api/v1/auth/token/refresh', null, {
      Cookie: `__Host-refresh_token=${token}`,
    });
    expect(answer.status).toBe(200);
  });
});

describe('a field of the wrong type', () => {
  it.each(FIELDS)('is rejected by name: $title', async ({ name, schema, route }) => {
    const app = create();
    const person = await newcomer(app);
    await giveRoles(['admin'], { id: person.user.id });
    const [example] = Object.values(route.requestBody?.content[JSON_TYPE]?.examples ?? {});
    const wrong = VALUES.filter((value) => violations(document, schema, value).length > 0);
    expect(wrong.length).toBeGreaterThan(3);
    for (const value of wrong) {
      const response = await app.fetch(
        route.path
          .replace('{id}', person.user.id)
          .replace('{act}', 'unlock')
          .replace('{client_id}', EXAMPLE_IDS.client),
        {
          method: route.method,
          headers: {
            'Content-Type': JSON_TYPE,
            Authorization:
              route.security?.some((scheme) => 'client' in scheme) === true
                ? `Basic ${btoa(CLIENT)}`
                : `Bearer ${person.access_token}`,
          },
          body: JSON.stringify({ ...(example?.value as Json), [name]: value }),
        },
      );
      const { errors } = await response.clone().json<{ errors?: { field: string }[] }>();
      expect([value, ...(await refusal(response))]).toEqual([value, 400, 'validation_error']);
      expect(errors?.some(({ field }) => field.split('.')[0] === name)).toBe(true);
    }
  });
});

describe('a CSRF token', () => {
  it.each([null, '', ' ', '\u200b', 5, [], {}])(
    'is required despite an invalid refresh token in the body: %o',
    async (nothing) => {
      const app = create();
      const { refresh_token: token } = await newcomer(app);
      const headers = { Cookie: `__Host-refresh_token=${token}`, Origin: 'https://evil.example' };
      for (const path of ['token/refresh', 'logout'])
        for (const field of ['refresh', 'refresh_token']) {
          const response = await app.post(`/api/v1/auth/${path}`, { [field]: nothing }, headers);
          expect((await refusal(response))[0]).toBeGreaterThanOrEqual(400);
        }
      const still = await app.post('/api/v1/auth/token/refresh', { refresh: token });
      expect(still.status).toBe(200);
    },
  );
});
