import type { RouterRoute } from 'hono/types';
import * as z from 'zod';
import type { ErrorFactory } from '../shared/errors.ts';
import { bodyErrors, type Documented, documented, type RouteDoc } from './contract.ts';
import { validationError } from './errors.ts';
import { problemSchema, statusOf } from './problem.ts';

type Json = { [key: string]: unknown };
type Input = Extract<Documented, { kind: 'input' }>;

/** Where the document stands. */
export type DocumentInfo = {
  title: string;
  version: string;
  description: string;
  serverUrl: string;
};

const SECURITY: Record<NonNullable<RouteDoc['security']>, Json[]> = {
  access_token: [{ bearer: [] }],
  refresh_token: [{ refreshCookie: [] }, {}],
  optional: [{ bearer: [] }, { refreshCookie: [] }, {}],
  cron_secret: [{ cronSecret: [] }],
  client: [{ client: [] }],
};

/**
 * The OpenAPI 3.1 document of an app, made from the schemas that validate. Routes without a description stay out.
 * Zod turns schemas into JSON Schema; what is left to do here is to put them in their places.
 */
export function createOpenApiDocument(routes: RouterRoute[], info: DocumentInfo): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const [key, parts] of groupByRoute(routes)) {
    const [method = '', path = ''] = key.split(' ');
    const doc = parts.find((part) => part.kind === 'route')?.doc;
    if (doc === undefined) continue;
    const template = path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}');
    const inputs = parts.filter((part) => part.kind === 'input');
    paths[template] = {
      ...paths[template],
      [method.toLowerCase()]: toOperation(method, template, doc, inputs, components),
    };
  }
  toJsonSchema(problemSchema, 'output', components);
  return {
    openapi: '3.1.0',
    info: {
      title: info.title,
      version: info.version,
      description: info.description,
    },
    servers: [{ url: info.serverUrl }],
    paths,
    components: { schemas: components, securitySchemes },
  };
}

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a sign-in.',
  },
  refreshCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'refresh_token',
    description: 'Set by a sign-in; or send `refresh_token` in the body.',
  },
  cronSecret: { type: 'apiKey', in: 'header', name: 'X-Cron-Secret' },
  client: {
    type: 'http',
    scheme: 'basic',
    description: 'One of INTROSPECTION_CLIENTS.',
  },
};

function groupByRoute(routes: RouterRoute[]): Map<string, Documented[]> {
  const groups = new Map<string, Documented[]>();
  for (const route of routes) {
    const about = (route.handler as { [documented]?: Documented })[documented];
    if (about === undefined) continue;
    const key = `${route.method} ${route.path}`;
    groups.set(key, [...(groups.get(key) ?? []), about]);
  }
  return groups;
}

function toOperation(method: string, path: string, doc: RouteDoc, inputs: Input[], components: Json): Json {
  const body = inputs.find((input) => input.target === 'json');
  const parameters = inputs
    .filter((input) => input.target === 'query' || input.target === 'param')
    .flatMap((input) => toParameters(input, components));
  return {
    operationId: toOperationId(method, path),
    summary: doc.summary,
    ...(doc.description === undefined ? {} : { description: doc.description }),
    tags: [doc.tag],
    ...(doc.security === undefined ? {} : { security: SECURITY[doc.security] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: toRequestBody(body, components) }),
    responses: {
      ...toAnswer(doc, components),
      ...toErrorAnswers(allErrors(doc, inputs)),
    },
  };
}

// `/api/v1/auth/password-reset` and `/api/v1/auth/password/reset` are two: slashes become underscores, dashes camel case.
function toOperationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/v1/, '')
    .replaceAll(/[{}]/g, '')
    .replaceAll(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${method.toLowerCase()}${words.replaceAll('/', '_')}`;
}

function toRequestBody(body: Input, components: Json): Json {
  return {
    required: !body.optional,
    content: {
      'application/json': {
        schema: toJsonSchema(body.schema, 'input', components),
      },
    },
  };
}

function toParameters(input: Input, components: Json): Json[] {
  const schema = toJsonSchema(input.schema, 'input', components) as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: input.target === 'param' ? 'path' : 'query',
    required: input.target === 'param' || (schema.required?.includes(name) ?? false),
    schema: property,
  }));
}

function toAnswer({ answer }: RouteDoc, components: Json): Json {
  const content =
    answer.schema === undefined
      ? answer.type === undefined
        ? {}
        : { content: { [answer.type]: {} } }
      : {
          content: {
            [answer.type ?? 'application/json']: {
              schema: toJsonSchema(answer.schema, 'output', components),
            },
          },
        };
  return { [answer.status]: { description: answer.description, ...content } };
}

function allErrors(doc: RouteDoc, inputs: Input[]): ErrorFactory[] {
  const fromInputs = inputs.some((input) => input.target === 'json') ? bodyErrors : inputs.length > 0 ? [validationError] : [];
  return [...new Set([...fromInputs, ...(doc.errors ?? [])])];
}

function toErrorAnswers(errors: ErrorFactory[]): Json {
  const codesByStatus = new Map<number, string[]>();
  for (const { kind, code } of errors) codesByStatus.set(statusOf(kind), [...(codesByStatus.get(statusOf(kind)) ?? []), code]);
  return Object.fromEntries(
    [...codesByStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        content: {
          'application/problem+json': {
            schema: {
              allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
            },
          },
        },
      },
    ]),
  );
}

// Zod puts schemas that have an id into `$defs` of each document it makes; here they all move to one place.
function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const { $schema, $defs, id: _, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Json };
  const rehome = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
  for (const [name, definition] of Object.entries($defs ?? {})) components[name] = withoutId(rehome(definition));
  const name = schema.meta()?.id;
  if (name === undefined || io === 'input') return rehome(made);
  if (!('$ref' in made)) components[name] = rehome(made);
  return { $ref: `#/components/schemas/${name}` };
}

// Zod repeats a schema's id as a keyword, which OpenAPI does not know.
function withoutId({ id, ...definition }: Json): Json {
  return definition;
}
