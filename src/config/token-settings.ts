import * as z from 'zod';
import { jwkSetSchema } from '../tokens/signing-keys.ts';
import { jsonText, seconds, splitList, textList, whole } from './kinds.ts';

/**
 * A confidential client: its id and secret have the characters of RFC 6749 (appendices A.1, A.2),
 * and the secret is too long to guess.
 */
const clientSchema = z.object({
  id: z.string().regex(/^[ -~]{1,255}$/, 'has an id that no client can have'),
  secret: z.string().regex(/^[ -~]{16,255}$/, 'requires secrets of 16 characters or more'),
});

/** Converts `id:secret` pairs, split at the first colon, to JSON. */
const toClientList = (list: string) =>
  JSON.stringify(
    splitList(list).map((pair) => {
      const [, id = '', secret = ''] = /^([^:\s]+):(\S+)$/.exec(pair) ?? [];
      return { id, secret };
    }),
  );

/** Keys, and the tokens that they sign. */
export const tokenSettings = {
  JWT_KEYS: jsonText
    .pipe(jwkSetSchema)
    .meta({ secret: true, takes: 'JWK Set' })
    .describe('Private keys; the first but RSA ones signs access tokens, all verify.'),
  AUTH_SECRET: z
    .string()
    .min(32)
    .meta({ secret: true })
    .describe('Random; every key but `JWT_KEYS` is derived from it.'),
  AUTH_SECRET_PREVIOUS: textList
    .pipe(z.array(z.string().min(32)))
    .meta({ secret: true, takes: 'by commas, or JSON array' })
    .describe('Former `AUTH_SECRET`s, still accepted.'),
  FIRST_PARTY_CLIENT_ID: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'is no client id')
    .default('latchkey')
    .meta({ takes: 'printable ASCII' })
    .describe('`client_id` of access tokens of our own routes.'),
  JWT_ISSUER: z
    .string()
    .min(1)
    .optional()
    .describe('The `iss` of tokens. OpenID Connect libraries take only `APP_URL`, the default.'),
  JWT_AUDIENCE: z.string().min(1).optional().describe('The `aud` of tokens; `APP_URL` if not set.'),
  DPOP_NONCE: z
    .enum(['off', 'required'])
    .default('off')
    .describe('Whether DPoP proofs must have a nonce of the server.'),
  INTROSPECTION_CLIENTS: z
    .string()
    .default('')
    .transform((text) => (text.trim().startsWith('[') ? text : toClientList(text)))
    .pipe(jsonText)
    .pipe(z.array(clientSchema))
    .meta({ secret: true, takes: '`id:secret` by commas, or JSON' })
    .describe('Servers that may introspect tokens.'),
};

/** How long sessions and their tokens live. */
export const sessionSettings = {
  ACCESS_TOKEN_TTL: seconds(900).describe('Life of an access token.'),
  REFRESH_TOKEN_TTL: seconds(604_800).describe('Life of a session.'),
  REFRESH_TOKEN_TTL_REMEMBER: seconds(1_209_600).describe('Life of a session with `remember_me`.'),
  REFRESH_GRACE_SECONDS: seconds(30, 0).describe(
    'How long a retired refresh token returns the current one.',
  ),
  SESSION_IDLE_TTL: seconds(0, 0).describe(
    'Ends sessions not refreshed for this long; 0 for never.',
  ),
  MAX_SESSIONS_PER_USER: whole(20, 1).describe('One more ends the session idle longest.'),
};
