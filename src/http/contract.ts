import { zValidator } from '@hono/zod-validator';
import type { Context, MiddlewareHandler, ValidationTargets } from 'hono';
import type * as z from 'zod';
import type { ErrorFactory } from '../shared/errors.ts';
import { mediaTypeOf, parseSafely, toFieldErrors, withoutNulls } from './body.ts';
import {
  bodyTooLarge,
  invalidJson,
  notFound,
  unsupportedMediaType,
  validationError,
} from './errors.ts';
import type { Tag } from './openapi-tags.ts';

/** What a route answers when it does not refuse. */
export type RouteAnswer = {
  status: 200 | 201 | 503;
  description: string;
  schema?: z.ZodType;
  type?: string;
  /** Fields that are shown otherwise than the schema's examples, as a `message` is. */
  example?: object;
};

/** A request that the documentation shows, with its answer, both made of the examples of their schemas' fields. */
export type RouteExample = {
  summary: string;
  /** The fields of the body; without them, what the schema requires and what brings an example. */
  fields?: string[];
  /** Values of fields that differ from the schema's examples. */
  body?: object;
  /** The form that the answer has then, where it may have several. */
  answer?: z.ZodType;
};

/** Whose requests a limit counts together. */
export type LimitedBy =
  | 'address'
  | 'address, if refused'
  | 'name'
  | 'address and name'
  | 'user'
  | 'client';

/** What the documentation says of a route, beside what its validators and limits tell by themselves. */
export type RouteDoc = {
  /** The function that generated clients call; unique, whatever its case and separators. */
  operationId: string;
  summary: string;
  description: string;
  tag: Tag;
  /** How a caller proves who it is; left out for routes that anyone may call. */
  security?:
    | 'access_token'
    | 'refresh_token'
    | 'optional'
    | 'cron_secret'
    | 'client'
    | 'optional_client';
  /** The successful answer. */
  answer: RouteAnswer;
  /** An answer that tells of trouble and is no problem document. */
  otherwise?: RouteAnswer;
  /** Errors beyond those that every route may answer. */
  errors?: ErrorFactory[];
  /** By name; left out where the one that the schemas give says enough. */
  examples?: Record<string, RouteExample>;
};

/** Where a middleware keeps what the documentation needs of it. */
const documented = Symbol('documented');
export type Documented =
  | { kind: 'route'; doc: RouteDoc }
  | {
      kind: 'input';
      target: keyof ValidationTargets;
      schema: z.ZodType;
      optional: boolean;
      /** Whether a form is taken as well as JSON. */
      form?: boolean;
    }
  | { kind: 'limit'; scope: string; by: LimitedBy; error: ErrorFactory };

/** Attaches documentation to a route. Does nothing while serving. */
export function describeRoute(doc: RouteDoc): MiddlewareHandler {
  return document(noop(), { kind: 'route', doc });
}

/** Documents a limit that no middleware of the route counts. Does nothing while serving. */
export function describeLimit(
  scope: string,
  by: LimitedBy,
  error: ErrorFactory,
): MiddlewareHandler {
  return document(noop(), { kind: 'limit', scope, by, error });
}

function noop(): MiddlewareHandler {
  return (_, next) => next();
}

/**
 * Validates one part of a request and documents it. JSON bodies must say that they are JSON; null in one says nothing.
 * Throws `validation_error` with every broken field, `not_found` for a part of the path, `invalid_json`, `unsupported_media_type`.
 */
export function validate<Schema extends z.ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) {
  const refuse = (result: { success: boolean; error?: z.core.$ZodError }) => {
    if (result.success) return;
    // A part of a path that is none leads nowhere.
    throw target === 'param'
      ? notFound()
      : validationError({ errors: toFieldErrors(result.error?.issues ?? []) });
  };
  const inner = zValidator(target, schema, refuse, {
    validationFunction: (_, value) => parseSafely(schema, withoutNulls(value)) as never,
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
    const text = new TextDecoder().decode(await c.req.arrayBuffer()).trim();
    if (text !== '' && text !== 'null') return inner(c as never, next);
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

/** Makes a middleware tell the documentation what it does. */
export function document<T extends object>(middleware: T, about: Documented): T {
  return Object.assign(middleware, { [documented]: about });
}

/** What a middleware tells of itself, if anything. */
export function documentedBy(middleware: object): Documented | undefined {
  return (middleware as { [documented]?: Documented })[documented];
}

async function requireJson(c: Context): Promise<void> {
  if (mediaTypeOf(c) !== 'application/json')
    throw unsupportedMediaType({ detail: 'Send application/json.' });
  try {
    await c.req.json();
  } catch {
    throw invalidJson();
  }
}

/** The errors that every route with a body may answer. */
export const bodyErrors: ErrorFactory[] = [
  validationError,
  invalidJson,
  unsupportedMediaType,
  bodyTooLarge,
];
