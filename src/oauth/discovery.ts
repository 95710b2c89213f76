import { type Context, Hono } from 'hono';
import type { JWK } from 'jose';
import * as z from 'zod';
import { describeRoute } from '../http/contract.ts';
import { rateLimited } from '../limits/errors.ts';
import { once } from '../shared/once.ts';
import { type MetadataDeps, metadata, toMetadata } from './metadata.ts';

export type DiscoveryDeps = MetadataDeps & { publicKeys: JWK[] };

/** Seconds a key set may be cached, so that a new key is known before the old one goes. */
const JWKS_MAX_AGE = 300;
const PUBLIC = {
  'Cache-Control': `public, max-age=${JWKS_MAX_AGE}`,
  'Access-Control-Allow-Origin': '*',
};

const keySchema = once(() =>
  z.looseObject({
    kid: z.string().meta({ examples: ['2026-01'] }),
    kty: z.enum(['EC', 'OKP', 'RSA']),
    alg: z.enum(['ES256', 'EdDSA', 'RS256']),
  }),
);
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
    schema: once(() => z.object({ keys: z.array(keySchema()) }).meta({ id: 'KeySet' })),
    example: { keys: [exampleKey] },
  },
  errors: [rateLimited],
});
const aboutMetadata = {
  description: 'Lists only supported endpoints and methods. May be cached for five minutes.',
  tag: 'Tokens',
  answer: { status: 200, description: 'The metadata.', schema: metadata },
} as const;
const metadataDoc = describeRoute({
  operationId: 'getServerMetadata',
  summary: 'Get the server metadata (RFC 8414)',
  ...aboutMetadata,
  errors: [rateLimited],
});
const openidDoc = describeRoute({
  operationId: 'getOpenidConfiguration',
  summary: 'Get the server metadata (OpenID Connect Discovery)',
  ...aboutMetadata,
  errors: [rateLimited],
});

/** `/.well-known`: public keys and server metadata (RFC 7517, RFC 8414). */
export const discoveryRoutes = (provide: (c: Context) => DiscoveryDeps) =>
  new Hono({ strict: false })
    .get('/jwks.json', keysDoc, (c) => c.json({ keys: provide(c).publicKeys }, 200, PUBLIC))
    .get('/oauth-authorization-server', metadataDoc, (c) =>
      c.json(toMetadata(provide(c)), 200, PUBLIC),
    )
    .get('/openid-configuration', openidDoc, (c) => c.json(toMetadata(provide(c)), 200, PUBLIC));
