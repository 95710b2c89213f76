import type { RouterRoute } from 'hono/types';
import { bodyErrors, type Documented, documentedBy, type RouteDoc } from '../http/contract.ts';
import { bodyTooLarge, validationError } from '../http/errors.ts';
import { oauthErrorSchema } from '../http/oauth-error.ts';
import { describeTags } from '../http/openapi-tags.ts';
import { problemSchema } from '../http/problem.ts';
import type { ErrorFactory } from '../shared/errors.ts';
import { exampleOf } from './example-of.ts';
import { headerComponents, toAnswer, toErrorAnswers } from './openapi-answers.ts';
import { type DocumentedLimit, limitExtension, limitSentence } from './openapi-limits.ts';
import { type Input, toParameters, toRequestBody } from './openapi-requests.ts';
import { type Json, toJsonSchema } from './openapi-schema.ts';
import { SECURITY, securitySchemes } from './openapi-security.ts';

type Limit = Extract<Documented, { kind: 'limit' }>;
type Fresh = Extract<Documented, { kind: 'fresh' }>;
type Route = {
  method: string;
  path: string;
  doc: RouteDoc;
  inputs: Input[];
  limits: Limit[];
  /** Empty where no fresh proof is wanted. */
  fresh: Fresh[];
};

/** The title of the document, and what applies to all of its routes. */
export type DocumentInfo = {
  title: string;
  version: string;
  description: string;
  /** The page of the operator. */
  contactUrl: string;
  /** Errors of every route. */
  errors: ErrorFactory[];
  /** Returns the rule of a limit's scope, its window in milliseconds; null if limits are off. */
  ruleOf: (scope: string) => { limit: number; window: number } | null;
};

/**
 * Creates the OpenAPI 3.1 document of an app from the schemas that validate its requests. Omits
 * routes without documentation.
 */
export function createOpenApiDocument(routes: RouterRoute[], info: DocumentInfo): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  toJsonSchema(problemSchema(), 'output', components);
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
    // Relative to the document's URL, so it is correct behind any proxy and under any name.
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
    const limits = parts.filter((part) => part.kind === 'limit');
    const fresh = parts.filter((part) => part.kind === 'fresh');
    return doc === undefined ? [] : [{ method, path, doc, inputs, limits, fresh }];
  });
}

function toOperation(route: Route, info: DocumentInfo, components: Json): Json {
  const { path, doc, inputs } = route;
  const body = inputs.find((input) => input.target === 'json');
  const form = inputs.find((input) => input.target === 'form');
  const parameters = inputs
    .filter((input) => input.target === 'query' || input.target === 'param')
    .flatMap((input) => toParameters(input, components));
  const limits = limitsInForce(route.limits, info);
  const wants = route.fresh.map(({ sentence }) => sentence);
  const description = [doc.description, ...wants, limitSentence(limits)].filter(Boolean).join(' ');
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

/** The error media type of a route that accepts forms, beside the problem document of JSON. */
function formErrorsOf(inputs: Input[], components: Json): Json {
  if (!inputs.some(({ target, form }) => target === 'form' || form === true)) return {};
  const schema = toJsonSchema(oauthErrorSchema(), 'output', components);
  const shown = { summary: 'To a form', value: exampleOf(schema, components) };
  return { 'application/json': { schema, examples: { form: shown } } };
}

function limitsInForce(limits: Limit[], { ruleOf }: DocumentInfo): DocumentedLimit[] {
  return limits.flatMap(({ scope, by }) => {
    const rule = ruleOf(scope);
    return rule === null ? [] : [{ scope, by, ...rule }];
  });
}

function allErrors(
  { method, doc, inputs, limits, fresh }: Route,
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
    ...fresh.map(({ error }) => error),
    ...errors,
  ];
}
