import type { RouteAnswer, RouteExample } from '../http/contract.ts';
import { exampleProblem, statusOf } from '../http/problem.ts';
import type { ErrorFactory } from '../shared/errors.ts';
import { exampleOf } from './example-of.ts';
import { type Json, toJsonSchema } from './openapi-schema.ts';

/** The headers of responses. */
export const headerComponents = {
  'RateLimit-Policy': {
    description: 'The limits of this route: `"login";q=25;w=3600`.',
    schema: { type: 'string' },
  },
  RateLimit: {
    description: 'The remaining requests, and seconds until the reset: `"login";r=24;t=3599`.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds to wait before a retry.',
    schema: { type: 'integer' },
  },
  'WWW-Authenticate': {
    description:
      '`Bearer` or `DPoP`, with `error` if a token was sent (RFC 6750, 9449); `Basic` for clients.',
    schema: { type: 'string' },
  },
};
type HeaderName = keyof typeof headerComponents;

const LIMIT_HEADERS: HeaderName[] = ['RateLimit-Policy', 'RateLimit'];

function headers(names: HeaderName[]): Json {
  return names.length === 0
    ? {}
    : {
        headers: Object.fromEntries(
          names.map((name) => [name, { $ref: `#/components/headers/${name}` }]),
        ),
      };
}

/** Returns a success response under its status, with an example per example of the request. */
export function toAnswer(
  answer: RouteAnswer,
  examples: Record<string, RouteExample>,
  isLimited: boolean,
  components: Json,
): Json {
  const { status, description, type = 'application/json' } = answer;
  const described = { description, ...headers(isLimited ? LIMIT_HEADERS : []) };
  if (answer.schema === undefined)
    return {
      [status]: answer.type === undefined ? described : { ...described, content: { [type]: {} } },
    };
  const schema = toJsonSchema(answer.schema(), 'output', components);
  const formOf = (example: RouteExample) =>
    example.answer === undefined ? schema : toJsonSchema(example.answer(), 'output', components);
  const shown = Object.entries(examples).map(([name, example]) => [
    name,
    {
      summary: example.summary,
      value: { ...(exampleOf(formOf(example), components) as Json), ...answer.example },
    },
  ]);
  return {
    [status]: {
      ...described,
      content: { [type]: { schema, examples: Object.fromEntries(shown) as Json } },
    },
  };
}

/** Returns the errors of a route by status, with an example per code, and `otherMedia` if any. */
export function toErrorAnswers(errors: ErrorFactory[], path: string, otherMedia: Json): Json {
  const byStatus = Object.groupBy(
    [...new Map(errors.map((error) => [error.code, error])).values()],
    ({ kind }) => statusOf(kind),
  );
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, some = []]) => [
      status,
      toErrorAnswer(some, path, otherMedia),
    ]),
  );
}

function toErrorAnswer(errors: ErrorFactory[], path: string, otherMedia: Json): Json {
  const codes = errors.map(({ code }) => code);
  const examples = errors.map((error) => [
    error.code,
    { summary: error.title, value: exampleProblem(error, path) },
  ]);
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    ...headers([...new Set(errors.flatMap(headersOf))]),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { code: { type: 'string', enum: codes } } },
          ],
        },
        examples: Object.fromEntries(examples) as Json,
      },
      ...otherMedia,
    },
  };
}

function headersOf({ kind }: ErrorFactory): HeaderName[] {
  switch (kind) {
    case 'too_many_requests':
      return [...LIMIT_HEADERS, 'Retry-After'];
    case 'unavailable':
      return ['Retry-After'];
    case 'unauthenticated':
    case 'token_refused':
      return ['WWW-Authenticate'];
    default:
      return [];
  }
}
