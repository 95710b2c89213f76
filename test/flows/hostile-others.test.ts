import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentOf, routesOf } from '../support/api-document.ts';
import { nastyText } from '../support/hostile-values.ts';
import { pageRoutes } from '../support/page-routes.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

// Operations are fuzzed (`fuzz.test.ts`), pages are attacked (`pages/hostile.test.ts`). Here is
// every other route, so that none is in no hostile suite.

/** Text that no answer may contain. */
const INTERNAL = /\bat [^"]{0,200}\.(?:ts|tsx|js|mjs):\d+|SQLITE|D1_ERROR|TypeError|node_modules/;

/** Each route of the app that is neither an operation nor a page. */
function otherRoutes(app: TestApp): string[] {
  const operations = routesOf(documentOf(app.app)).map(({ method, path }) => `${method} ${path}`);
  const pages = pageRoutes(app, (path) => path).map(([method, path]) => `${method} ${path}`);
  const asDocumented = (route: string) => route.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}');
  const routes = app.app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  return [...new Set(routes)].filter(
    (route) => !pages.includes(route) && !operations.includes(asDocumented(route)),
  );
}

/** What a route answers to arbitrary parameters, with and without a body. */
async function attack(app: TestApp, route: string, [name, value, other]: string[]) {
  const [method = '', pattern = ''] = route.split(' ');
  const part = encodeURIComponent((other ?? '').toWellFormed());
  const fields = new URLSearchParams([
    [(name ?? '').toWellFormed(), (value ?? '').toWellFormed()],
    ['q', (other ?? '').toWellFormed()],
  ]);
  const path = pattern.replaceAll(/:\w+(?:\{[^}]*\})?/g, part);
  const answer = await app.fetch(`${path}?${fields}`, {
    method,
    headers: method === 'GET' ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' },
    ...(method === 'GET' ? {} : { body: fields.toString() }),
    redirect: 'manual',
  });
  return { status: answer.status, text: await answer.text() };
}

const sweep = (app: TestApp, route: string, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(fc.array(nastyText, { minLength: 3, maxLength: 3 }), async (texts) => {
      const { status, text } = await attack(app, route, texts);
      expect(status, text).toBeLessThan(500);
      // Files are programs, which may say anything.
      if (!/assets|viewers|schema/.test(route)) expect(text).not.toMatch(INTERNAL);
    }),
    { numRuns },
  );

it.each(otherRoutes(createTestApp()))('%s takes arbitrary input', async (route) => {
  const app = createTestApp();
  await sweep(app, route, 30);
  expect(app.logs.filter(({ level }) => level === 'error')).toEqual([]);
});

it('a route of a new kind is among them, and its fault is found', async () => {
  const app = createTestApp();
  app.app.get('/api/planted/:name', (c) => c.text(decodeURIComponent(c.req.query('q') ?? '')));
  const planted = 'GET /api/planted/:name';
  expect(otherRoutes(app).filter((route) => !otherRoutes(createTestApp()).includes(route))).toEqual(
    [planted],
  );
  await expect(sweep(app, planted, 300)).rejects.toThrow();
});
