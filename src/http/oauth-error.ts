import type { Context, MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { type AppError, defineError } from '../shared/errors.ts';
import { isForm } from './form.ts';

/** A refusal in the words of OAuth (RFC 6749 §5.2). */
export const oauthErrorSchema = z
  .looseObject({
    error: z.string().meta({ examples: ['invalid_request'] }),
    error_description: z.string().meta({ examples: ['token: Invalid input'] }),
  })
  .meta({ id: 'OAuthError' });

/** A client that did not prove who it is. Thrown with the challenge that it is to answer. */
export const invalidClient = defineError(
  'invalid_client',
  'unauthenticated',
  'The client is not known',
);
/** A form that asks the token endpoint for what it does not give. */
export const unsupportedGrantType = defineError(
  'unsupported_grant_type',
  'invalid',
  'This kind of grant is not supported',
);

const SPOKEN = 'speaksOauth';

/** Has this request refused in the words of OAuth, which is all that the libraries which send forms can read. */
export function speakOauth(c: Context): void {
  c.set(SPOKEN, true);
}

/** Has forms refused in the words of OAuth; JSON keeps its problem document. */
export const oauthForForms: MiddlewareHandler = (c, next) => {
  if (isForm(c)) speakOauth(c);
  return next();
};

/** The body and status of a refusal in the words of OAuth; null for a request that does not speak it. */
export function toOauthError(c: Context, refusal: AppError, usual: number) {
  if (c.get(SPOKEN) !== true) return null;
  const [error, status] = inOauthWords(refusal, usual);
  const fields = refusal.details.errors?.map(({ field, message }) => `${field}: ${message}`);
  const description = fields?.join('. ') ?? refusal.title;
  // RFC 6749 §5.2 allows printable ASCII without quotes and backslashes.
  const body = { error, error_description: description.replaceAll(/[^ !#-[\]-~]/g, '') };
  return { status, body: body satisfies z.infer<typeof oauthErrorSchema> };
}

function inOauthWords(refusal: AppError, status: number): [string, number] {
  if ([invalidClient.code, unsupportedGrantType.code].includes(refusal.code))
    return [refusal.code, status];
  if (refusal.kind === 'token_refused') return ['invalid_grant', 400];
  if (status === 429 || status === 503) return ['temporarily_unavailable', status];
  return [status >= 500 ? 'server_error' : 'invalid_request', status];
}
