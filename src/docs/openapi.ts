import type { RouterRoute } from 'hono/types';
import { bodyErrors, type Documented, documentedBy, type RouteDoc } from '../http/contract.ts';
import { bodyTooLarge, validationError } from '../http/errors.ts';
import { oauthErrorSchema } from '../http/oauth-error.ts';
import { describeTags } from '../http/openapi-tags.ts';
import { problemSchema } from '../http/problem.ts';
import type { ErrorFactory } from '../shared/errors.ts';
import { exampleOf } from './example-of.ts';
import { headerComponents, toAnswer, toErrorAnswers } from './openapi-answers.ts';
import { toParameters, toRequestBody } from './openapi-inputs.ts';
import { type DocumentedLimit, limitExtension, limitSentence } from './openapi-limits.ts';
import { type Json, toJsonSchema } from './openapi-schema.ts';
import { SECURITY, securitySchemes } from './openapi-security.ts';

type Input = Extract<Documented, { kind: 'input' }>;
type Limit = Extract<Documented, { kind: 'limit' }>;
type Route = { method: string; path: string; doc: RouteDoc; inputs: Input[]; limits: Limit[] };

/** Where the document stands, and what holds for all of its routes. */
export type DocumentInfo = {
  title: string;
  version: string;
  description: string;
  /** Where the operator of the service is found. */
  contactUrl: string;
  /** Errors that any route may answer. */
  errors: ErrorFactory[];
  /** The rule of a limit's scope, its window in milliseconds; null where limits are off. */
  ruleOf: (scope: string) => { limit: number; window: number } | null;
};

/**
 * The OpenAPI 3.1 document of an app, made from the schemas that validate. Routes without a description stay out.
 * Zod turns schemas into JSON Schema; what is left to do here is to put them in their places.
 */
export function createOpenApiDocument(routes: RouterRoute[], info: DocumentInfo): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  toJsonSchema(problemSchema, 'output', components);
  const grouped = groupByRoute(routes);
  for (const route of grouped) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: toOperation(route, info, components),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: info.title,
      version: info.version,
      description: info.description,
      contact: { name: info.title, url: info.contactUrl },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    // Relative to where the document was fetched: right behind any proxy and under any name.
    servers: [{ url: '/', description: 'The service that serves this document.' }],
    tags: describeTags(new Set(grouped.map(({ doc }) => doc.tag))),
    paths,
    components: { schemas: components, headers: headerComponents, securitySchemes },
  };
}

function groupByRoute(routes: RouterRoute[]): Route[] {
  const groups = new Map<string, Documented[]>();
  for (const { method, path, handler } of routes) {
    const about = documentedBy(handler);
    if (about === undefined) continue;
    const key = `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`;
    groups.set(key, [...(groups.get(key) ?? []), about]);
  }
  return [...groups].flatMap(([key, parts]) => {
    const [method = '', path = ''] = key.split(' ');
    const doc = parts.find((part) => part.kind === 'route')?.doc;
    const inputs = parts.filter((part) => part.kind === 'input');
    return doc === undefined
      ? []
      : [{ method, path, doc, inputs, limits: parts.filter((part) => part.kind === 'limit') }];
  });
}

function toOperation(route: Route, info: DocumentInfo, components: Json): Json {
  const { path, doc, inputs } = route;
  const body = inputs.find((input) => input.target === 'json');
  const form = inputs.find((input) => input.target === 'form');
  const parameters = inputs
    .filter((input) => input.target === 'query' || input.target === 'param')
    .flatMap((input) => toParameters(input, components));
  const limits = standingLimits(route.limits, info);
  const description = [doc.description, limitSentence(limits)].filter(Boolean).join(' ');
  const examples = doc.examples ?? { example: { summary: doc.summary } };
  return {
    operationId: doc.operationId,
    summary: doc.summary,
    description,
    tags: [doc.tag],
    security: doc.security === undefined ? [] : SECURITY[doc.security],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: toRequestBody(body, form, examples, components) }),
    responses: {
      ...toAnswer(doc.answer, examples, limits.length > 0, components),
      ...toErrorAnswers(allErrors(route, info), path, formErrorsOf(inputs, components)),
      ...(doc.otherwise === undefined
        ? {}
        : toAnswer(
            doc.otherwise,
            { otherwise: { summary: doc.otherwise.description } },
            false,
            components,
          )),
    },
    ...limitExtension(limits),
  };
}

/** How a route that takes forms refuses them, beside the problem document that JSON gets. */
function formErrorsOf(inputs: Input[], components: Json): Json {
  if (!inputs.some(({ target, form }) => target === 'form' || form === true)) return {};
  const schema = toJsonSchema(oauthErrorSchema, 'output', components);
  const shown = { summary: 'To a form', value: exampleOf(schema, components) };
  return { 'application/json': { schema, examples: { form: shown } } };
}

function standingLimits(limits: Limit[], { ruleOf }: DocumentInfo): DocumentedLimit[] {
  return limits.flatMap(({ scope, by }) => {
    const rule = ruleOf(scope);
    return rule === null ? [] : [{ scope, by, ...rule }];
  });
}

function allErrors(
  { method, doc, inputs, limits }: Route,
  { errors }: DocumentInfo,
): ErrorFactory[] {
  const takesBody = inputs.some((input) => input.target === 'json');
  return [
    ...(takesBody
      ? bodyErrors
      : inputs.some(({ target }) => target === 'query')
        ? [validationError]
        : []),
    ...(method === 'GET' || takesBody ? [] : [bodyTooLarge]),
    ...(doc.errors ?? []),
    ...limits.map(({ error }) => error),
    ...errors,
  ];
}
