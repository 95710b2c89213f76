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
import { parseJson, readText } from './json-body.ts';
import type { Tag } from './openapi-tags.ts';

/** The response of a route. */
export type RouteAnswer = {
  status: 200 | 201 | 503;
  description: string;
  /**
   * Makes the schema, by `once`. It only documents: no response is parsed. So it is made with the
   * OpenAPI document, and not whenever a Worker starts.
   */
  schema?: () => z.ZodType;
  type?: string;
  /** Fields that differ from the schema's examples, such as `message`. */
  example?: object;
};

/** A documented request with its response, both built from the examples in their schemas. */
export type RouteExample = {
  summary: string;
  /** The fields of the body; by default the required ones and those with an example. */
  fields?: string[];
  /** Values of fields that differ from the schema's examples. */
  body?: object;
  /** Makes the schema of the response, by `once`, if the route has several. */
  answer?: () => z.ZodType;
};

/** The requests that a limit counts together. */
export type LimitedBy =
  | 'address'
  | 'address, if refused'
  | 'name'
  | 'address and name'
  | 'user'
  | 'client';

/** The documentation of a route, beside what its validators and limits add themselves. */
export type RouteDoc = {
  /** The function name in generated clients; unique even without case and separators. */
  operationId: string;
  summary: string;
  description: string;
  tag: Tag;
  /** How callers authenticate; absent for public routes. */
  security?:
    | 'access_token'
    | 'refresh_token'
    | 'optional'
    | 'cron_secret'
    | 'client'
    | 'optional_client';
  /** The successful response. */
  answer: RouteAnswer;
  /** A failure response that is not a problem document. */
  otherwise?: RouteAnswer;
  /** Errors beyond those of every route. */
  errors?: ErrorFactory[];
  /** By name; absent if the example from the schemas is enough. */
  examples?: Record<string, RouteExample>;
};

/** The key of a middleware under which its documentation is stored. */
const documented = Symbol('documented');
export type Documented =
  | { kind: 'route'; doc: RouteDoc }
  | {
      kind: 'input';
      target: keyof ValidationTargets;
      schema: z.ZodType;
      optional: boolean;
      /** Whether a form is accepted besides JSON. */
      form?: boolean;
    }
  | { kind: 'limit'; scope: string; by: LimitedBy; error: ErrorFactory }
  /** Wants a fresh proof; `sentence` says so. */
  | { kind: 'fresh'; sentence: string; error: ErrorFactory };

/** Attaches documentation to a route. Has no effect on requests. */
export function describeRoute(doc: RouteDoc): MiddlewareHandler {
  return document(noop(), { kind: 'route', doc });
}

/** Documents a limit that no middleware of the route counts. Has no effect on requests. */
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
 * Validates and documents one part of a request. JSON bodies must have the type of JSON; null
 * fields count as absent. Throws `validation_error` with every invalid field, `not_found` for an
 * invalid path parameter, `invalid_json`, `unsupported_media_type`.
 */
export function validate<Schema extends z.ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) {
  const inner = zValidator(
    target,
    schema,
    (result) => {
      if (!result.success) throw refusalOf(target, result.error.issues);
    },
    { validationFunction: (_, value) => parseSafely(schema, withoutNulls(value)) as never },
  );
  const json = async (c: Context, next: () => Promise<void>) => {
    if (mediaTypeOf(c) !== 'application/json') throw notJson();
    acceptJson(c, schema, await readText(c));
    return next();
  };
  // zValidator would parse the body again.
  const middleware = target === 'json' ? (json as unknown as typeof inner) : inner;
  return document(middleware, { kind: 'input', target, schema, optional: false });
}

/** Like {@link validate} for an optional JSON body, whose content type is optional too. */
export function validateOptional<Schema extends z.ZodType>(schema: Schema) {
  const middleware = async (c: Context, next: () => Promise<void>) => {
    const text = (await readText(c)).trim();
    const isEmpty = text === '' || text === 'null';
    if (!isEmpty && mediaTypeOf(c) !== 'application/json') throw notJson();
    acceptJson(c, schema, isEmpty ? '{}' : text);
    return next();
  };
  return document(middleware as unknown as ReturnType<typeof validate<Schema, 'json'>>, {
    kind: 'input',
    target: 'json',
    schema,
    optional: true,
  });
}

/** Attaches documentation to a middleware and returns it. */
export function document<T extends object>(middleware: T, about: Documented): T {
  return Object.assign(middleware, { [documented]: about });
}

/** Returns the documentation of a middleware, if any. */
export function documentedBy(middleware: object): Documented | undefined {
  return (middleware as { [documented]?: Documented })[documented];
}

const notJson = () => unsupportedMediaType({ detail: 'Send application/json.' });

function refusalOf(target: keyof ValidationTargets, issues: readonly z.core.$ZodIssue[]) {
  return target === 'param' ? notFound() : validationError({ errors: toFieldErrors(issues) });
}

function acceptJson(c: Context, schema: z.ZodType, text: string): void {
  const result = parseSafely(schema, withoutNulls(parseJson(text)));
  if (!result.success) throw refusalOf('json', result.error.issues);
  c.req.addValidatedData('json', result.data as object);
}

/** The errors of every route with a body. */
export const bodyErrors: ErrorFactory[] = [
  validationError,
  invalidJson,
  unsupportedMediaType,
  bodyTooLarge,
];
