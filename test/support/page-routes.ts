import type { TestApp } from './test-app.ts';

/** What is laid beside pages: the API, its documents, files, tools of development, OAuth. */
export const NO_PAGE =
  /^\/(?:oauth\/(?:token|par|userinfo|revoke|introspect)|api|assets|\.well-known|dev|swagger|redoc|favicon\.ico|sitemap\.xml|robots\.txt)(?:\/|$)/;

/** What forms of other sites are sent to; it only leads on to a page. */
const FOREIGN_FORMS = new Set([
  'POST /oauth/authorize',
  'POST /oauth/end-session',
  'POST /sign-in/with/:provider/callback',
]);

/** A path with made-up values for parameters. */
const filled = (path: string) =>
  path.replaceAll(/:\w+(?:\{[^}]*\})?/g, '01234567-89ab-7def-8123-456789abcdef');

/** Every page of the app as `[method, path]`, by default as it can be opened. */
export function pageRoutes({ app }: TestApp, written = filled): ['GET' | 'POST', string][] {
  const seen = new Map<string, ['GET' | 'POST', string]>();
  for (const { method, path } of app.routes) {
    if ((method !== 'GET' && method !== 'POST') || NO_PAGE.test(path)) continue;
    if (FOREIGN_FORMS.has(`${method} ${path}`)) continue;
    seen.set(`${method} ${path}`, [method, written(path)]);
  }
  return [...seen.values()];
}
