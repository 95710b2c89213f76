import { expect, it } from 'vitest';
import { LEADING_ON, PAGE_PATHS } from '../../e2e/pages/page-paths.ts';
import { pageRoutes } from '../../support/page-routes.ts';
import { createTestApp } from '../../support/test-app.ts';

it('the browser is shown every page that there is', () => {
  const written = (path: string) => path.replaceAll(/\{[^}]*\}/g, '');
  const routes = pageRoutes(createTestApp(), written);
  const pages = routes.filter(([method]) => method === 'GET').map(([, path]) => path);
  expect([...PAGE_PATHS, ...LEADING_ON].sort()).toEqual(pages.sort());
});
