import { type Schema, Validator } from '@cfworker/json-schema';
import type { Hono } from 'hono';
import { configurationError } from '../../src/config.ts';
import { createOpenApiDocument } from '../../src/docs/openapi.ts';
import { internalError } from '../../src/http/problem.ts';

export type Json = { [key: string]: unknown };
export type Examples = Record<string, { summary: string; value: unknown }>;
export type Media = { schema?: Schema; examples?: Examples };
export type Parameter = {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  schema: Schema;
  example?: unknown;
};
export type Answer = { description: string; headers?: Json; content?: Record<string, Media> };
export type Operation = {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  security?: Json[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<string, Answer>;
  'x-rate-limits'?: { scope: string; limit: number; window: number; per: string }[];
};
export type ApiDocument = {
  openapi: string;
  info: Json;
  servers: Json[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; headers: Json; securitySchemes: Json };
};
/** An operation with its method and path. */
export type Route = Operation & { method: string; path: string };

/** The document of an app in any configuration; makes no request. */
export function documentOf(app: Pick<Hono, 'routes'>): ApiDocument {
  return createOpenApiDocument(app.routes, {
    title: 'Test',
    version: '0',
    description: '',
    contactUrl: 'https://auth.test',
    errors: [internalError, configurationError],
    ruleOf: () => null,
  }) as ApiDocument;
}

/** Every operation of a document. */
export function routesOf({ paths }: Pick<ApiDocument, 'paths'>): Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** A value's violations of a schema, which may refer to the document's components. */
export function violations(document: ApiDocument, schema: Schema, value: unknown): string[] {
  const validator = new Validator(
    { ...schema, components: { schemas: document.components.schemas } },
    '2020-12',
    false,
  );
  return validator
    .validate(value)
    .errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`);
}

/** The error codes documented for a status of an operation. */
export function documentedCodes({ responses }: Operation, status: number): string[] {
  return Object.keys(responses[status]?.content?.['application/problem+json']?.examples ?? {});
}

let routes: { matches: RegExp; route: Route }[] | undefined;

/**
 * Throws unless this error is documented. Every response in every test passes through here, so an
 * undocumented code fails the test that provokes it. Undocumented paths are ignored.
 */
export async function assertDocumented(
  app: Pick<Hono, 'routes'>,
  method: string,
  path: string,
  response: Response,
): Promise<void> {
  // RFC 9110 §15.5.2, checked for every response too.
  if (response.status === 401 && !response.headers.has('WWW-Authenticate'))
    throw new Error(`${method} ${path} returns 401 without a challenge`);
  if (response.headers.get('Content-Type') !== 'application/problem+json') return;
  routes ??= routesOf(documentOf(app)).map((route) => ({
    route,
    matches: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  }));
  const found = routes.find(({ route, matches }) => route.method === method && matches.test(path));
  if (found === undefined) return;
  const { code } = await response.clone().json<{ code: string }>();
  if (documentedCodes(found.route, response.status).includes(code)) return;
  throw new Error(`${method} ${path} returns ${response.status} ${code}, which is not documented`);
}
