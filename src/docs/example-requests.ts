import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';

type Example = { summary: string; value: unknown };
type Media = { examples?: Record<string, Example> };
type Operation = {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string; example?: unknown }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
};
/** What is read of an OpenAPI document. */
export type ReadDocument = {
  info: { title: string; description: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
};

/** A request that the document shows. `{{name}}` stands for a variable. */
export type ExampleRequest = {
  tag: string;
  name: string;
  description: string;
  method: string;
  /** Path and query. */
  target: string;
  /** Which credentials it needs: the name of a security scheme. */
  scheme: string | null;
  body: string | null;
  /** The fields of its answer. */
  answers: string[];
};

/** Variables that stand for what nobody can know beforehand, and the fields of answers that they are taken from. */
export const TOKEN_FIELDS = {
  accessToken: 'access_token',
  refreshToken: 'refresh_token',
  mfaToken: 'mfa_token',
  token: 'exchange_token',
};

const STAND_INS: [RegExp | string, string][] = [
  [EXAMPLE_TOKENS.access, '{{accessToken}}'],
  [EXAMPLE_TOKENS.refresh, '{{refreshToken}}'],
  [EXAMPLE_TOKENS.secondFactor, '{{mfaToken}}'],
  [/(?<=")[a-z]{3}_[\w-]{43}(?=")/g, '{{token}}'],
  ['"123456"', '"{{code}}"'],
];

/** Every request that a document shows, in its order. */
export function readExampleRequests({ paths }: ReadDocument): ExampleRequest[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      readOperation(method.toUpperCase(), path, operation),
    ),
  );
}

function readOperation(method: string, path: string, operation: Operation): ExampleRequest[] {
  const {
    summary,
    description = '',
    tags,
    security = [],
    parameters = [],
    requestBody,
    responses,
  } = operation;
  const [scheme = null] = security
    .flatMap((option) => Object.keys(option))
    .filter((name) => name !== 'refreshCookie');
  const query = parameters.filter((one) => one.in === 'query' && one.example !== undefined);
  const search = new URLSearchParams(
    query.map(({ name, example }) => [name, String(example)]),
  ).toString();
  const target = path.replaceAll(/\{(\w+)\}/g, '{{$1}}') + (search === '' ? '' : `?${search}`);
  const bodies = Object.entries(
    requestBody?.content['application/json']?.examples ?? {
      example: { summary, value: undefined },
    },
  );
  const answers = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
    .content?.['application/json']?.examples;
  return bodies.map(([name, example]) => ({
    tag: tags[0] ?? '',
    name: example.summary === summary ? summary : `${summary}: ${example.summary}`,
    description,
    method,
    target,
    scheme,
    body:
      example.value === undefined ? null : withVariables(JSON.stringify(example.value, null, 2)),
    answers: Object.keys(answers?.[name]?.value ?? {}),
  }));
}

function withVariables(text: string): string {
  return STAND_INS.reduce(
    (filled, [standIn, variable]) => filled.replaceAll(standIn, variable),
    text,
  );
}

/** The variables that requests need filled in, each with a value to begin with. */
export function readVariables(document: ReadDocument): Record<string, string> {
  const inPath = Object.values(document.paths)
    .flatMap((operations) => Object.values(operations).flatMap(({ parameters = [] }) => parameters))
    .filter((one) => one.in === 'path')
    .map(({ name, example }) => [name, String(example ?? '')]);
  return {
    baseUrl: document.servers[0]?.url ?? '',
    ...Object.fromEntries(inPath),
    code: '',
    cronSecret: '',
    clientId: '',
    clientSecret: '',
  };
}
