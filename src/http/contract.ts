import { zValidator } from '@hono/zod-validator';
import type { Context, MiddlewareHandler, ValidationTargets } from 'hono';
import type * as z from 'zod';
import type { ErrorFactory, FieldError } from '../shared/errors.ts';
import { bodyTooLarge, invalidJson, unsupportedMediaType, validationError } from './errors.ts';

/** What the documentation says of a route, beside what its validators tell by themselves. */
export type RouteDoc = {
  summary: string;
  description?: string;
  tag: string;
  /** How a caller proves who it is; left out for routes that anyone may call. */
  security?: 'access_token' | 'refresh_token' | 'optional' | 'cron_secret' | 'client';
  /** The successful answer. */
  answer: {
    status: 200 | 201;
    description: string;
    schema?: z.ZodType;
    type?: string;
  };
  /** Errors beyond those that every route may answer. */
  errors?: ErrorFactory[];
};

/** Where a middleware keeps what the documentation needs of it. */
export const documented = Symbol('documented');
export type Documented =
  | { kind: 'route'; doc: RouteDoc }
  | {
      kind: 'input';
      target: keyof ValidationTargets;
      schema: z.ZodType;
      optional: boolean;
    };

/** Attaches documentation to a route. Does nothing while serving. */
export function describeRoute(doc: RouteDoc): MiddlewareHandler {
  const middleware: MiddlewareHandler = (_, next) => next();
  return Object.assign(middleware, {
    [documented]: { kind: 'route', doc } satisfies Documented,
  });
}

/**
 * Validates one part of a request and documents it. JSON bodies must say that they are JSON.
 * Throws `validation_error` with every broken field, `invalid_json`, `unsupported_media_type`.
 */
export function validate<Schema extends z.ZodType, Target extends keyof ValidationTargets>(target: Target, schema: Schema) {
  const inner = zValidator(target, schema, (result) => {
    if (!result.success) throw validationError({ errors: toFieldErrors(result.error.issues) });
  });
  const outer = async (c: Context, next: () => Promise<void>) => {
    if (target === 'json') await requireJson(c);
    return inner(c as never, next);
  };
  return document(outer as unknown as typeof inner, {
    kind: 'input',
    target,
    schema,
    optional: false,
  });
}

/** Like {@link validate} for a JSON body that may be left out, content type and all. */
export function validateOptional<Schema extends z.ZodType>(schema: Schema) {
  const inner = validate('json', schema);
  const outer = async (c: Context, next: () => Promise<void>) => {
    if ((await c.req.text()).trim() !== '') return inner(c as never, next);
    c.req.addValidatedData('json', schema.parse({}) as object);
    return next();
  };
  return document(outer as unknown as typeof inner, {
    kind: 'input',
    target: 'json',
    schema,
    optional: true,
  });
}

/** Like {@link validate} for a body that may be JSON or a form, as OAuth clients send (RFC 6749 §4.1.3). */
export function validateForm<Schema extends z.ZodType>(schema: Schema) {
  const inner = validate('json', schema);
  const outer = async (c: Context, next: () => Promise<void>) => {
    if (mediaTypeOf(c) !== 'application/x-www-form-urlencoded') return inner(c as never, next);
    const result = schema.safeParse(await c.req.parseBody());
    if (!result.success) throw validationError({ errors: toFieldErrors(result.error.issues) });
    c.req.addValidatedData('json', result.data as object);
    return next();
  };
  return document(outer as unknown as typeof inner, { kind: 'input', target: 'json', schema, optional: false });
}

function mediaTypeOf(c: Context): string | undefined {
  return (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase();
}

function document<T extends object>(middleware: T, about: Documented): T {
  return Object.assign(middleware, { [documented]: about });
}

async function requireJson(c: Context): Promise<void> {
  if (mediaTypeOf(c) !== 'application/json') throw unsupportedMediaType({ detail: 'Send application/json.' });
  try {
    await c.req.json();
  } catch {
    throw invalidJson();
  }
}

/** The broken rules of a validation, one entry each. */
export function toFieldErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return issues.map((issue) => ({
    field: issue.path.length === 0 ? 'body' : issue.path.join('.'),
    code: issue.code === 'invalid_type' && issue.message.includes('undefined') ? 'required' : issue.code,
    message: issue.message,
  }));
}

/** The errors that every route with a body may answer. */
export const bodyErrors: ErrorFactory[] = [validationError, invalidJson, unsupportedMediaType, bodyTooLarge];
