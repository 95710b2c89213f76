import { describe, expect, it } from 'vitest';
import { documentOf, routesOf, violations } from '../support/api-document.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { bodyOf, examplesOf, headersOf, pathOf } from '../support/example-requests.ts';
import { CLIENT, CRON_SECRET, prepareWorld } from '../support/example-world.ts';
import { createTestApp } from '../support/test-app.ts';

const document = documentOf(createTestApp().app);
const cases = examplesOf(document);

describe('a documented example', () => {
  it.each(cases)('returns the documented response: $title', async (example) => {
    const { route, name } = example;
    const app = createTestApp({
      env: {
        CRON_SECRET,
        INTROSPECTION_CLIENTS: CLIENT,
        PASSKEY_ORIGINS: 'https://app.example.net',
      },
      argon2: cheapArgon2,
    });
    const world = await prepareWorld(app, route, name);
    const response = await app.fetch(pathOf(route, world), {
      method: route.method,
      headers: headersOf(example, world),
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
    const shown = media.examples?.[name]?.value as object;
    expect(Object.keys(value).sort()).toEqual(Object.keys(shown).sort());
    if ('message' in shown) expect(value).toHaveProperty('message', shown.message);
  });

  it('exists for every operation', () => {
    for (const { operationId } of routesOf(document))
      expect(cases.map(({ route }) => route.operationId)).toContain(operationId);
  });
});
