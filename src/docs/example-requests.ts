import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';

type Example = { summary: string; value: unknown };
type Media = { examples?: Record<string, Example> };
type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Record<string, unknown>[];
  parameters?: { name: string; in: string; example?: unknown }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
};
/** The parts of an OpenAPI document that are read here. */
export type ReadDocument = {
  info: { title: string; description: string };
  paths: Record<string, Record<string, Operation>>;
};

/** A request in the document. `{{name}}` stands for a variable. */
export type ExampleRequest = {
  operationId: string;
  /** `operationId`, followed by the name of the example if there are several. */
  id: string;
  name: string;
  description: string;
  method: string;
  /** Path and query. */
  target: string;
  /** The security scheme of its credentials, or null. */
  scheme: string | null;
  /** The variable with its access token, if it needs one. */
  bearer: 'accessToken' | 'adminToken';
  body: string | null;
  /** The documented status. */
  status: number;
};

const STAND_INS: [RegExp | string, string][] = [
  [EXAMPLE_TOKENS.access, '{{accessToken}}'],
  [EXAMPLE_TOKENS.refresh, '{{refreshToken}}'],
  [EXAMPLE_TOKENS.secondFactor, '{{mfaToken}}'],
  [/(?<=")[a-z]{3}_[\w-]{43}(?=")/g, '{{token}}'],
  ['"123456"', '"{{code}}"'],
  ['"ada"', '"{{username}}"'],
  ['ada@example.com', '{{email}}'],
  ['ada@example.net', '{{newEmail}}'],
];

/** Returns every request in a document, in its order. */
export function readExampleRequests({ paths }: ReadDocument): ExampleRequest[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      readOperation(method.toUpperCase(), path, operation),
    ),
  );
}

function readOperation(method: string, path: string, operation: Operation): ExampleRequest[] {
  const { operationId, summary, description, tags, requestBody, responses } = operation;
  const bodies = Object.entries(
    requestBody?.content['application/json']?.examples ?? {
      example: { summary, value: undefined },
    },
  );
  return bodies.map(([name, example]) => ({
    operationId,
    id: bodies.length === 1 ? operationId : `${operationId}.${name}`,
    name: bodies.length === 1 ? summary : `${summary}: ${example.summary}`,
    description,
    method,
    target: targetOf(path, operation),
    scheme: schemeOf(operation),
    bearer: tags.includes('Administration') ? 'adminToken' : 'accessToken',
    body:
      example.value === undefined ? null : withVariables(JSON.stringify(example.value, null, 2)),
    status: Number(Object.keys(responses).find((status) => status.startsWith('2'))),
  }));
}

// The first scheme other than a cookie: clients send cookies by themselves.
function schemeOf({ security }: Operation): string | null {
  const ways = security.map((way) => Object.keys(way)[0] ?? null);
  return ways.find((way) => way !== 'refreshCookie') ?? null;
}

// Ids are named after their kind: `/sessions/{id}` becomes `/sessions/{{sessionId}}`. Every other
// path parameter has an example.
function targetOf(path: string, { parameters = [] }: Operation): string {
  const exampleOf = (name: string) =>
    String(parameters.find((one) => one.in === 'path' && one.name === name)?.example);
  const filled = path
    .replaceAll(/(\w+?)s\/\{id\}/g, '$1s/{{$1Id}}')
    .replaceAll('{client_id}', '{{oauthClientId}}')
    .replaceAll(/(?<!\{)\{(\w+)\}/g, (_, name: string) => exampleOf(name));
  const query = parameters.filter((one) => one.in === 'query' && one.example !== undefined);
  const search = new URLSearchParams(query.map(({ name, example }) => [name, String(example)]));
  return search.size === 0 ? filled : `${filled}?${search}`;
}

function withVariables(text: string): string {
  return STAND_INS.reduce(
    (filled, [standIn, variable]) => filled.replaceAll(standIn, variable),
    text,
  );
}
