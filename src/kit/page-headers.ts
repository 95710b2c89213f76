import type { Context, MiddlewareHandler } from 'hono';
import { assets } from './assets.ts';
import type { Brand } from './page-context.ts';

export type PageHeadersDeps = { brand: Pick<Brand, 'color' | 'logoUrl'> };

/**
 * Gives a page its headers: one style sheet and one script by their exact URLs, the company's logo,
 * forms to this origin, nothing else, and never in a cache.
 *
 * The URLs begin with the origin under which the page was asked for: a policy knows no URLs without
 * a host (CSP 3 §2.3.1). `strict-origin` since forms of a page with `no-referrer` are sent with
 * `Origin: null` (Fetch, "append a request Origin header").
 */
export const pageHeaders =
  (provide: (c: Context) => PageHeadersDeps): MiddlewareHandler =>
  async (c, next) => {
    const { brand } = provide(c);
    c.header('Content-Security-Policy', policyOf(brand, new URL(c.req.url).origin));
    c.header('Referrer-Policy', 'strict-origin');
    c.header('Cache-Control', 'no-store');
    await next();
  };

/** What a page needs beyond: where its forms go, and the source of a script of its own. */
type Allowed = { forms?: string; inline?: string };

/** The policy of a page served at an origin. */
export function policyOf(
  brand: PageHeadersDeps['brand'],
  origin: string,
  { forms = "'self'", inline }: Allowed = {},
): string {
  const { style, script } = assets(brand);
  const logo = brand.logoUrl === null ? [] : [new URL(brand.logoUrl).origin];
  return [
    "default-src 'none'",
    `style-src ${origin}${style.path}`,
    [`script-src ${origin}${script.path}`, ...(inline === undefined ? [] : [inline])].join(' '),
    ["img-src 'self' data:", ...logo].join(' '),
    `form-action ${forms}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
