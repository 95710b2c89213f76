import type { Context, MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { type AppError, defineError } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { isForm } from './form.ts';

/** An OAuth error response (RFC 6749 §5.2). */
export const oauthErrorSchema = once(() =>
  z
    .looseObject({
      error: z.string().meta({ examples: ['invalid_request'] }),
      error_description: z.string().meta({ examples: ['token: Invalid input'] }),
    })
    .meta({ id: 'OAuthError' }),
);
type OauthError = z.infer<ReturnType<typeof oauthErrorSchema>>;

/** A client that failed to authenticate. Thrown with the challenge. */
export const invalidClient = defineError(
  'invalid_client',
  'unauthenticated',
  'Client authentication failed',
);
/** A form with a grant that the token endpoint does not support. */
export const unsupportedGrantType = defineError(
  'unsupported_grant_type',
  'invalid',
  'This grant type is not supported',
);

/** A scope that exceeds what was granted, or what the client may ask for. */
export const invalidScope = defineError('invalid_scope', 'invalid', 'The scope is not granted');

/** Tokens for another resource than was granted (RFC 8707 §2.2). */
export const invalidTarget = defineError(
  'invalid_target',
  'invalid',
  'The resource is not the one that was granted',
);

/** A proof of a key that is missing, wrong, too old or used (RFC 9449 §5, §7.1). */
export const invalidDpopProof = defineError(
  'invalid_dpop_proof',
  'token_refused',
  'The proof of the key is not valid',
);

/** A good proof that lacks the server's nonce, which is thrown with it (RFC 9449 §8, §9). */
export const useDpopNonce = defineError(
  'use_dpop_nonce',
  'token_refused',
  'The proof of the key lacks the nonce of the server',
);

/** Whether an error is about the proof of a key, and has a code that clients of OAuth know. */
export const isOfProof = (code: string): boolean =>
  code === invalidDpopProof.code || code === useDpopNonce.code;

const SPOKEN = 'speaksOauth';

/** Makes this request fail with OAuth errors, the only ones that OAuth libraries can read. */
export function speakOauth(c: Context): void {
  c.set(SPOKEN, true);
}

/** Whether this request fails with OAuth errors. */
export const speaksOauth = (c: Context): boolean => c.get(SPOKEN) === true;

/** Makes forms fail with OAuth errors; JSON keeps its problem document. */
export const oauthForForms: MiddlewareHandler = (c, next) => {
  if (isForm(c)) speakOauth(c);
  return next();
};

/** Returns the body and status of an OAuth error; null for a request without OAuth errors. */
export function toOauthError(c: Context, refusal: AppError, usual: number) {
  if (!speaksOauth(c)) return null;
  const [error, status] = oauthCodeOf(refusal, usual);
  const fields = refusal.details.errors?.map(({ field, message }) => `${field}: ${message}`);
  const description = fields?.join('. ') ?? refusal.details.detail ?? refusal.title;
  // RFC 6749 §5.2 allows printable ASCII without quotes and backslashes.
  const body = { error, error_description: description.replaceAll(/[^ !#-[\]-~]/g, '') };
  return { status, body: body satisfies OauthError };
}

const OWN_CODES = [invalidClient, unsupportedGrantType, invalidScope, invalidTarget].map(
  ({ code }) => code,
);

function oauthCodeOf(refusal: AppError, status: number): [string, number] {
  if (OWN_CODES.includes(refusal.code)) return [refusal.code, status];
  if (isOfProof(refusal.code)) return [refusal.code, 400];
  if (refusal.kind === 'token_refused') return ['invalid_grant', 400];
  if (status === 429 || status === 503) return ['temporarily_unavailable', status];
  return [status >= 500 ? 'server_error' : 'invalid_request', status];
}
