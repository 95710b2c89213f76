import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { speakOauth } from '../http/oauth-error.ts';
import { shareRefusal } from './clients/client-origins.ts';
import { type ParRoutesDeps, parRoutes } from './token-endpoint/par-routes.ts';
import { type TokenRoutesDeps, tokenRoutes } from './token-endpoint/token-routes.ts';
import {
  type TokenStateRoutesDeps,
  tokenStateRoutes,
} from './token-endpoint/token-state-routes.ts';
import { type UserInfoRoutesDeps, userInfoRoutes } from './token-endpoint/user-info-routes.ts';

/**
 * They shield themselves, and allow servers more than one address
 * (`token-endpoint/enter-as-client.ts`).
 */
export const SELF_SHIELDED = [
  '/api/v1/auth/token/introspect',
  '/oauth/token',
  '/oauth/par',
  '/oauth/revoke',
  '/oauth/introspect',
];

/** What pages of clients ask by script (`clients/client-origins.ts`). */
const BY_SCRIPT = ['/oauth/token', '/oauth/par', '/oauth/userinfo', '/oauth/revoke'];
export const askedByScript = (c: Context): boolean => BY_SCRIPT.includes(c.req.path);

const ENDPOINTS = new Set([...BY_SCRIPT, '/oauth/introspect']);
/** Makes every error of the endpoints an OAuth error, since libraries cannot read pages. */
export const endpointErrors: MiddlewareHandler = async (c, next) => {
  if (ENDPOINTS.has(c.req.path)) speakOauth(c);
  await next();
  if (c.req.path === '/oauth/userinfo' && c.res.status >= 400) shareRefusal(c);
};

/** `/oauth`: what clients ask without the person. */
export const oauthEndpoints = (
  provide: (
    c: Context,
  ) => TokenRoutesDeps & ParRoutesDeps & TokenStateRoutesDeps & UserInfoRoutesDeps,
) =>
  new Hono({ strict: false })
    .route('/', tokenRoutes(provide))
    .route('/', parRoutes(provide))
    .route('/', userInfoRoutes(provide))
    .route('/', tokenStateRoutes(provide));
