import type { PageClient } from './page-client.ts';
import { pageRoutes } from './page-routes.ts';
import type { TestApp } from './test-app.ts';

/** Every page of the console as `[method, path]`, as the router writes it. */
export const consoleRoutes = (app: TestApp) =>
  pageRoutes(app, (path) => path).filter(([, path]) => /^\/admin(?:\/|$)/.test(path));

/** A path with these values for its parameters, and a made-up one for any other. */
export const fillPath = (path: string, values: Record<string, string> = {}) =>
  path.replaceAll(
    /:(\w+)(?:\{[^}]*\})?/g,
    (_, name: string) => values[name] ?? '01234567-89ab-7def-8123-456789abcdef',
  );

/** A good token for the forms of whoever is signed in. */
export function formTokenOf(app: TestApp, browser: PageClient): string {
  const { pageCsrf } = app.servicesWith(() => undefined);
  const claims = browser.jar.get('__Host-refresh_token')?.split('.')[1] ?? '';
  return pageCsrf.make({ session: JSON.parse(atob(claims)).sid });
}
