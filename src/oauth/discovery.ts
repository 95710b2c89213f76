import { type Context, Hono } from 'hono';
import type { JWK } from 'jose';
import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { rateLimited } from '../limits/errors.ts';

export type DiscoveryDeps = {
  issuer: string;
  appUrl: string;
  publicKeys: JWK[];
  /** Clients that may introspect tokens; without any, the metadata omits the endpoint. */
  introspectionClients: unknown[];
};

/** Seconds a key set may be cached, so that a new key is known before the old one goes. */
const JWKS_MAX_AGE = 300;

const keySchema = z.looseObject({
  kid: z.string().meta({ examples: ['2026-01'] }),
  kty: z.enum(['EC', 'OKP']),
  alg: z.enum(['ES256', 'EdDSA']),
});
const authMethod = z.enum(['none', 'client_secret_basic', 'client_secret_post']);
const BY_SECRET: z.infer<typeof authMethod>[] = ['client_secret_basic', 'client_secret_post'];
const metadata = z
  .object({
    issuer: z.string().meta({ examples: ['https://auth.example.com'] }),
    jwks_uri: z.url(),
    token_endpoint: z.url(),
    token_endpoint_auth_methods_supported: z.array(authMethod),
    revocation_endpoint: z.url(),
    revocation_endpoint_auth_methods_supported: z.array(authMethod),
    introspection_endpoint: z
      .url()
      .optional()
      .meta({ examples: ['https://auth.example.com/api/v1/auth/token/introspect'] }),
    introspection_endpoint_auth_methods_supported: z
      .array(authMethod)
      .optional()
      .meta({ examples: [BY_SECRET] }),
    grant_types_supported: z.array(z.literal('refresh_token')),
    response_types_supported: z.array(z.string()).meta({ examples: [[]] }),
    service_documentation: z.url(),
  })
  .meta({ id: 'ServerMetadata' });

const AT = 'https://auth.example.com';
const exampleMetadata = {
  jwks_uri: `${AT}/.well-known/jwks.json`,
  token_endpoint: `${AT}/api/v1/auth/token/refresh`,
  revocation_endpoint: `${AT}/api/v1/auth/token/revoke`,
  revocation_endpoint_auth_methods_supported: ['none', ...BY_SECRET],
  service_documentation: `${AT}/api/docs`,
};
// The public half of the key in RFC 7517, appendix A.1.
const exampleKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  kid: '2026-01',
  alg: 'ES256',
  use: 'sig',
};

const keysDoc = describeRoute({
  operationId: 'getPublicKeys',
  summary: 'Get the public keys that verify tokens (RFC 7517)',
  description: 'May be cached for five minutes. Never contains a shared secret (HS256).',
  tag: 'Tokens',
  answer: {
    status: 200,
    description: 'A JWK Set.',
    schema: z.object({ keys: z.array(keySchema) }).meta({ id: 'KeySet' }),
    example: { keys: [exampleKey] },
  },
  errors: [rateLimited],
});
const metadataDoc = describeRoute({
  operationId: 'getServerMetadata',
  summary: 'Get the server metadata (RFC 8414)',
  description: 'Lists only supported endpoints and methods.',
  tag: 'Tokens',
  answer: {
    status: 200,
    description: 'The metadata.',
    schema: metadata,
    example: exampleMetadata,
  },
  errors: [rateLimited],
});

/** `/.well-known`: public keys and server metadata (RFC 7517, RFC 8414). */
export const discoveryRoutes = (provide: (c: Context) => DiscoveryDeps) =>
  new Hono({ strict: false })
    .get('/jwks.json', keysDoc, (c) =>
      c.json({ keys: provide(c).publicKeys }, 200, {
        'Cache-Control': `public, max-age=${JWKS_MAX_AGE}`,
        'Access-Control-Allow-Origin': '*',
      }),
    )
    .get('/oauth-authorization-server', metadataDoc, (c) => {
      return c.json(toMetadata(provide(c)), 200, {
        'Cache-Control': `public, max-age=${JWKS_MAX_AGE}`,
        'Access-Control-Allow-Origin': '*',
      });
    });

// Lists only what is supported: clients rely on it.
function toMetadata({
  issuer,
  appUrl,
  introspectionClients,
}: DiscoveryDeps): z.infer<typeof metadata> {
  const auth = `${appUrl}/api/v1/auth`;
  const hasClients = introspectionClients.length > 0;
  return {
    issuer,
    jwks_uri: `${appUrl}/.well-known/jwks.json`,
    token_endpoint: `${auth}/token/refresh`,
    token_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: ['refresh_token'],
    response_types_supported: [],
    revocation_endpoint: `${auth}/token/revoke`,
    revocation_endpoint_auth_methods_supported: ['none', ...(hasClients ? BY_SECRET : [])],
    ...(hasClients
      ? {
          introspection_endpoint: `${auth}/token/introspect`,
          introspection_endpoint_auth_methods_supported: BY_SECRET,
        }
      : {}),
    service_documentation: `${appUrl}/api/docs`,
  };
}
