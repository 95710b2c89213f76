import type { TestApp } from './test-app.ts';

/** What is laid beside pages: the API, its documents, files, tools of development. */
export const NO_PAGE =
  /^\/(?:api|assets|\.well-known|dev|swagger|redoc|favicon\.ico|sitemap\.xml|robots\.txt)(?:\/|$)/;

/** Every page of the app as `[method, path]`, with made-up values for parameters. */
export function pageRoutes({ app }: TestApp): ['GET' | 'POST', string][] {
  const seen = new Map<string, ['GET' | 'POST', string]>();
  for (const { method, path } of app.routes) {
    if ((method !== 'GET' && method !== 'POST') || NO_PAGE.test(path)) continue;
    const filled = path.replaceAll(/:\w+(?:\{[^}]*\})?/g, '01234567-89ab-7def-8123-456789abcdef');
    seen.set(`${method} ${path}`, [method, filled]);
  }
  return [...seen.values()];
}
