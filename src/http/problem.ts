import type { Context } from 'hono';
import * as z from 'zod';
import { isDatabaseFailure } from '../shared/database.ts';
import {
  type AppError,
  defineError,
  type ErrorFactory,
  type ErrorKind,
  findAppError,
  storageUnavailable,
} from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { REQUIRED } from './body.ts';
import { inScheme } from './challenge.ts';
import { isOfProof, toOauthError } from './oauth-error.ts';
import { noteProblem } from './request-log.ts';

/** Problem details (RFC 9457), with a stable `code` for programs. */
export const problemSchema = once(() =>
  z
    .looseObject({
      type: z.string(),
      title: z.string(),
      status: z.int(),
      detail: z.string(),
      instance: z.string(),
      code: z.string(),
      request_id: z.string(),
      errors: z
        .array(z.object({ field: z.string(), code: z.string(), message: z.string() }))
        .optional(),
    })
    .meta({ id: 'Problem' }),
);
export type Problem = z.infer<ReturnType<typeof problemSchema>>;

/** A fault of the service; the response gives no details. */
export const internalError = defineError(
  'internal_error',
  'misconfigured',
  'Something went wrong on our side',
);

/** What a developer reads of a refusal that ends by itself. Constant: it names nobody's count. */
const LATER = 'Try again after as many seconds as the header Retry-After says.';

/** Titles by code, in a language (BCP 47) other than English. */
export type Titles = { language: string; byCode: Record<string, string | undefined> };

/**
 * Converts any error to problem+json. The response to an unexpected error contains only constants;
 * the request log has its cause. With `titles` the title is in their language; a `detail` that says
 * more than the title is for developers, and stays English.
 */
export function toProblemResponse(
  error: unknown,
  c: Context,
  titles: Titles | null = null,
): Response {
  const expected =
    findAppError(error) ??
    (isDatabaseFailure(error) ? storageUnavailable({ retryAfter: 2 }) : internalError());
  const status = statusOf(expected.kind);
  const requestId = c.get('requestId') ?? '';
  noteProblem(c, expected.code);
  const headers = new Headers(expected.details.headers);
  if (expected.details.retryAfter !== undefined)
    headers.set('Retry-After', String(Math.ceil(expected.details.retryAfter)));
  const inOauth = toOauthError(c, expected, status);
  if (inOauth !== null)
    return c.json(inOauth.body, inOauth.status as 400, Object.fromEntries(headers));

  const translated = titles?.byCode[expected.code];
  const title = translated ?? expected.title;
  const problem: Problem = {
    type: problemType(expected.code),
    title,
    status,
    detail: expected.details.detail ?? (headers.has('Retry-After') ? LATER : title),
    instance: new URL(c.req.url).pathname,
    code: expected.code,
    request_id: requestId,
    ...(expected.details.errors === undefined ? {} : { errors: expected.details.errors }),
  };
  headers.set('Content-Type', 'application/problem+json');
  if (titles !== null && translated !== undefined) headers.set('Content-Language', titles.language);
  const asked = expected.details.headers?.['WWW-Authenticate'] ?? challenge(expected);
  if (asked !== null) headers.set('WWW-Authenticate', inScheme(c, asked));
  return c.body(JSON.stringify(problem), {
    status: status as 400,
    headers: Object.fromEntries(headers),
  });
}

/** Returns an example of an error at the path `instance`, for the documentation. */
export function exampleProblem({ code, kind, title }: ErrorFactory, instance: string): Problem {
  const errors = [{ field: 'email', code: 'required', message: REQUIRED }];
  return {
    type: problemType(code),
    title,
    status: statusOf(kind),
    detail: title,
    instance,
    code,
    request_id: '7d4c9a0e-3a52-4c39-9d0e-8f6f0c1b2a3d',
    ...(code === 'validation_error' ? { errors } : {}),
  };
}

function problemType(code: string): string {
  return `urn:latchkey:problem:${code}`;
}

// RFC 6750 §3.1: a request without credentials gets no error code.
function challenge({ kind, code }: AppError): string | null {
  if (kind !== 'token_refused') return null;
  if (code === 'token_missing') return 'Bearer';
  const error = isOfProof(code) ? code : 'invalid_token';
  return `Bearer error="${error}"`;
}

/** Returns the HTTP status of a kind of error. */
export function statusOf(kind: ErrorKind): number {
  switch (kind) {
    case 'invalid':
      return 400;
    case 'unauthenticated':
    case 'token_refused':
      return 401;
    case 'forbidden':
      return 403;
    case 'not_found':
      return 404;
    case 'method_not_allowed':
      return 405;
    case 'conflict':
      return 409;
    case 'too_large':
      return 413;
    case 'unsupported_media_type':
      return 415;
    case 'too_many_requests':
      return 429;
    case 'misconfigured':
      return 500;
    case 'unavailable':
      return 503;
  }
}
