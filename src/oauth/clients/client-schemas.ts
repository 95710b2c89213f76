import type { JWK } from 'jose';
import * as z from 'zod';
import { SECOND } from '../../shared/clock.ts';
import { plainText } from '../../shared/plain-text.ts';
import { AUTH_METHODS, ID_TOKEN_ALGORITHMS, SCOPES } from './client.ts';
import { ANSWER, faultOfQuery, faultOfRedirectUri, SIGN_OUT_ANSWER } from './redirect-uri.ts';

/** Figures that keep a row small and a look-up cheap; no real client needs more. */
const MOST_URIS = 20;
const MOST_KEYS = 5;
/** Seconds. Shorter tokens cost a refresh with each request, longer ones outlive a withdrawal. */
const ACCESS_TTL = { least: 60, most: 3600 };
const REFRESH_TTL = { least: 3600, most: 90 * 24 * 3600 };

const uriWithout = (added: readonly string[]) =>
  z.string().superRefine((uri, context) => {
    const fault = faultOfRedirectUri(uri) ?? faultOfQuery(uri, added);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });
const urisWithout = (added: readonly string[]) =>
  z.array(uriWithout(added)).max(MOST_URIS).refine(areDistinct, 'has a URI twice');

/** This service calls it; `client-rules.ts` says which hosts. Empty to have none. */
const backchannelUri = z
  .union([z.literal(''), uriWithout([])])
  .transform((uri) => (uri === '' ? null : uri));

const base64url = z.string().regex(/^[\w-]+$/);
/** 256 bits: a coordinate of P-256, a key of Ed25519. */
const coordinate = base64url.length(43);
const use = {
  kid: z
    .string()
    .regex(/^[!-~]{1,255}$/)
    .optional(),
  use: z.literal('sig').optional(),
  // WebCrypto writes these into the public keys that it exports.
  key_ops: z.array(z.literal('verify')).length(1).optional(),
  ext: z.boolean().optional(),
};
/** Public keys by which a client signs assertions. Private members are refused, never stored. */
const publicKey = z
  .discriminatedUnion('kty', [
    z.strictObject({
      ...use,
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: coordinate,
      y: coordinate,
      alg: z.literal('ES256').optional(),
    }),
    z.strictObject({
      ...use,
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: coordinate,
      alg: z.enum(['EdDSA', 'Ed25519']).optional(),
    }),
    z.strictObject({
      ...use,
      kty: z.literal('RSA'),
      // From 2048 bits (RFC 7518 §3.5) to 8192, which cost more to verify than they are worth.
      n: base64url.min(342).max(1366),
      e: base64url.max(11),
      alg: z.enum(['RS256', 'PS256']).optional(),
    }),
  ])
  .transform((key) => key as JWK);
const jwks = z.object({
  keys: z
    .array(publicKey)
    .min(1)
    .max(MOST_KEYS)
    .refine((keys) => areDistinct(keys.flatMap(({ kid }) => kid ?? [])), 'has a `kid` twice'),
});

const scope = z
  .string()
  .max(255)
  .transform((text) => text.split(' ').filter((one) => one !== ''))
  .pipe(z.array(z.enum(SCOPES)).min(1))
  .transform((given) => SCOPES.filter((one) => given.includes(one)));
/** Seconds in milliseconds; null for 0, which stands for the service’s own. */
const seconds = ({ least, most }: typeof ACCESS_TTL) =>
  z
    .union([z.literal(0), z.int().min(least).max(most)])
    .transform((value) => (value === 0 ? null : value * SECOND));

/** What can be said of a client, in the names of RFC 7591 §2 and ours. */
const fields = {
  client_name: plainText(80)
    .min(1)
    .meta({ examples: ['Example app'] }),
  redirect_uris: urisWithout(ANSWER)
    .min(1)
    .meta({ examples: [['https://app.example.com/callback']] }),
  post_logout_redirect_uris: urisWithout(SIGN_OUT_ANSWER).meta({
    examples: [['https://app.example.com/']],
  }),
  token_endpoint_auth_method: z
    .enum(AUTH_METHODS)
    .describe('How it proves itself at every endpoint, and no other way.'),
  jwks: jwks.describe(
    'The keys for `private_key_jwt`. An RSA key is for PS256, unless its `alg` is `RS256`.',
  ),
  scope: scope.meta({ examples: ['openid profile email offline_access'] }),
  id_token_signed_response_alg: z.enum(ID_TOKEN_ALGORITHMS),
  backchannel_logout_uri: backchannelUri.describe(
    '`https` on a public host; empty for none. Gets a logout token when a user is signed out.',
  ),
  first_party: z.boolean().describe('Ours: skips consent, and may hold `account`.'),
  require_pkce: z.boolean().describe('Only confidential clients may do without; see the guide.'),
  require_pushed_authorization_requests: z
    .boolean()
    .describe('Whether it has to push its requests (RFC 9126) to get a code.'),
  dpop_bound_access_tokens: z
    .boolean()
    .describe('Whether it gets only tokens that are bound to a key of its own (DPoP, RFC 9449).'),
  claims_in_id_token: z
    .boolean()
    .describe('Whether ID tokens have the claims of `profile`, `email` and `roles` too.'),
  lenient_assertion_audience: z
    .boolean()
    .describe(
      'Whether the `aud` of its assertions may be a list, and name the token endpoint instead of ' +
        'the issuer.',
    ),
  access_token_ttl: seconds(ACCESS_TTL).describe('Seconds; 0 for `ACCESS_TOKEN_TTL`.'),
  refresh_token_ttl: seconds(REFRESH_TTL).describe('Seconds; 0 for `REFRESH_TOKEN_TTL_REMEMBER`.'),
};

/** A client to register: what is left out is as `client-columns.ts` says. */
export const newClient = z
  .object(fields)
  .partial()
  .required({ client_name: true, redirect_uris: true });
export type NewClient = z.output<typeof newClient>;

/** What is to change of a client; what is left out stays. */
export const clientChanges = z
  .object({ ...fields, disabled: z.boolean() })
  .partial()
  .describe('What is left out stays as it is.');
export type ClientChanges = z.output<typeof clientChanges>;

function areDistinct(list: string[]): boolean {
  return new Set(list).size === list.length;
}
