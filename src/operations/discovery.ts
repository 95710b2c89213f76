import { type Context, Hono } from 'hono';
import type { JWK } from 'jose';

export type DiscoveryDeps = {
  issuer: string;
  appUrl: string;
  publicKeys: JWK[];
};

/** Seconds a key set may be kept by others: short enough that a new key in front is known before the old one goes. */
const JWKS_MAX_AGE = 300;

/** `/.well-known`: what other services need to verify tokens (RFC 7517, RFC 8414). */
export const discoveryRoutes = (provide: (c: Context) => DiscoveryDeps) =>
  new Hono({ strict: false })
    .get('/jwks.json', (c) =>
      c.json({ keys: provide(c).publicKeys }, 200, {
        'Cache-Control': `public, max-age=${JWKS_MAX_AGE}`,
        'Access-Control-Allow-Origin': '*',
      }),
    )
    .get('/oauth-authorization-server', (c) => {
      const { issuer, appUrl } = provide(c);
      return c.json(toMetadata(issuer, appUrl), 200, {
        'Cache-Control': `public, max-age=${JWKS_MAX_AGE}`,
        'Access-Control-Allow-Origin': '*',
      });
    });

function toMetadata(issuer: string, appUrl: string) {
  return {
    issuer,
    jwks_uri: `${appUrl}/.well-known/jwks.json`,
    token_endpoint: `${appUrl}/api/v1/auth/token/refresh`,
    token_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: ['refresh_token'],
    response_types_supported: [],
    service_documentation: `${appUrl}/api/docs`,
  };
}
