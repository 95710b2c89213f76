import { describe, expect, it } from 'vitest';
import { documentOf, type Route, routesOf, violations } from '../support/api-document.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { CLIENT, CRON_SECRET, prepareWorld, type World } from '../support/example-world.ts';
import { createTestApp } from '../support/test-app.ts';

const document = documentOf(createTestApp().app);

type Case = { title: string; route: Route; name: string; type: string | null; body: unknown };

/** Every request that the document shows: each example in each media type; an operation without a body is one by itself. */
const cases: Case[] = routesOf(document).flatMap<Case>((route) => {
  const where = `${route.method} ${route.path}`;
  const media = Object.entries(route.requestBody?.content ?? {});
  if (media.length === 0)
    return [{ title: where, route, name: 'example', type: null, body: undefined }];
  return media.flatMap(([type, { examples = {} }]) =>
    Object.entries(examples).map(([name, { value }]) => ({
      title: `${where}: ${name} as ${type}`,
      route,
      name,
      type,
      body: value,
    })),
  );
});

function authorization({ security = [] }: Route, { tokens }: World): Record<string, string> {
  const schemes = security.flatMap(Object.keys);
  return {
    ...(schemes.includes('bearer') && tokens !== null
      ? { Authorization: `Bearer ${tokens.access_token}` }
      : {}),
    ...(schemes.includes('client') ? { Authorization: `Basic ${btoa(CLIENT)}` } : {}),
    ...(schemes.includes('cronSecret') ? { 'X-Cron-Secret': CRON_SECRET } : {}),
  };
}

/** The path with its parameters' examples, but for ids, which are those of what is there. */
function pathOf({ path, parameters = [] }: Route, { otherSession, otherUser }: World): string {
  const filled = path.replaceAll(/\{\w+\}/g, (template) => {
    const parameter = parameters.find(
      ({ name, in: place }) => place === 'path' && `{${name}}` === template,
    );
    if (template === '{id}') return path.includes('/sessions/') ? otherSession : otherUser;
    return encodeURIComponent(String(parameter?.example));
  });
  const query = parameters.filter(
    (parameter) => parameter.in === 'query' && parameter.example !== undefined,
  );
  return query.length === 0
    ? filled
    : `${filled}?${new URLSearchParams(query.map(({ name, example }) => [name, String(example)]))}`;
}

/** The body as it is sent, with real secrets in the place of those that nobody can know beforehand. */
function bodyOf({ type, body }: Case, { secrets }: World): string | null {
  if (type === null) return null;
  const text = secrets.reduce(
    (filled, [placeholder, real]) => filled.replace(placeholder, real),
    JSON.stringify(body),
  );
  return type === 'application/json'
    ? text
    : new URLSearchParams(JSON.parse(text) as Record<string, string>).toString();
}

describe('an example of the documentation', () => {
  it.each(cases)('is answered as it says: $title', async (example) => {
    const { route, name, type } = example;
    const app = createTestApp({
      env: { CRON_SECRET, INTROSPECTION_CLIENTS: CLIENT },
      argon2: cheapArgon2,
    });
    const world = await prepareWorld(app, route, name);
    const response = await app.fetch(pathOf(route, world), {
      method: route.method,
      headers: {
        ...authorization(route, world),
        ...(type === null ? {} : { 'Content-Type': type }),
        ...(name === 'browser' ? { Origin: 'https://auth.test' } : {}),
      },
      body: bodyOf(example, world),
    });
    const text = await response.text();
    const [status = '', answer] =
      Object.entries(route.responses).find(([candidate]) => candidate.startsWith('2')) ?? [];
    expect(`${response.status} ${response.status < 300 ? '' : text}`.trim()).toBe(status);
    const [mediaType = '', media] = Object.entries(answer?.content ?? {})[0] ?? [];
    expect(response.headers.get('Content-Type')).toContain(mediaType);
    if (media?.schema === undefined) return;
    const value = JSON.parse(text) as object;
    expect(violations(document, media.schema, value)).toEqual([]);
    expect(Object.keys(value).sort()).toEqual(
      Object.keys(media.examples?.[name]?.value as object).sort(),
    );
  });

  it('exists for every operation', () => {
    for (const { operationId } of routesOf(document))
      expect(cases.map(({ route }) => route.operationId)).toContain(operationId);
  });
});
