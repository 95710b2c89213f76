import {
  type ExampleRequest,
  type ReadDocument,
  readExampleRequests,
  readVariables,
  TOKEN_FIELDS,
} from './example-requests.ts';

const CREDENTIALS: Record<string, string> = {
  bearer: 'Authorization: Bearer {{accessToken}}',
  client: 'Authorization: Basic {{clientId}} {{clientSecret}}',
  cronSecret: 'X-Cron-Secret: {{cronSecret}}',
};

/**
 * The requests of an OpenAPI document as a `.http` file, as the REST Client of VS Code and httpYac read it. Each token is
 * taken from the answer of the first request that answers it: send that one, and the others have what they need.
 */
export function toHttpFile(document: ReadDocument): string {
  const requests = readExampleRequests(document);
  const sources = Object.entries(TOKEN_FIELDS).map(([variable, field]) => ({
    variable,
    field,
    from: findSource(requests, field),
  }));
  const variables = Object.entries(readVariables(document)).map(
    ([name, value]) => `@${name} = ${value}`,
  );
  const chained = sources.map(({ variable, field, from }) =>
    from === undefined
      ? `@${variable} =`
      : `@${variable} = {{${nameOf(from)}.response.body.${field}}}`,
  );
  const named = new Set(sources.map(({ from }) => from));
  const parts = requests.map((request) => toPart(request, named.has(request)));
  return `# ${document.info.title}\n\n${[...variables, ...chained].join('\n')}\n\n${parts.join('\n')}`;
}

// A sign-in that answers both tokens serves better than one that leaves the refresh token in a cookie.
function findSource(requests: ExampleRequest[], field: string): ExampleRequest | undefined {
  const able = requests.filter(({ answers }) => answers.includes(field));
  return able.find(({ answers }) => answers.includes(TOKEN_FIELDS.refreshToken)) ?? able[0];
}

/** `/api/v1/auth/email/verify` is `email_verify`. */
function nameOf({ target }: ExampleRequest): string {
  return target
    .replace(/^\/api\/v1\/(auth\/)?/, '')
    .replace(/\?.*/, '')
    .replaceAll(/\W+/g, '_');
}

function toPart(request: ExampleRequest, isNamed: boolean): string {
  const { name, description, method, target, scheme, body } = request;
  const lines = [
    `### ${name}`,
    ...(description === '' ? [] : [`# ${description}`]),
    ...(isNamed ? [`# @name ${nameOf(request)}`] : []),
    `${method} {{baseUrl}}${target}`,
    ...(scheme === null ? [] : [CREDENTIALS[scheme] ?? '']),
    ...(body === null ? [] : ['Content-Type: application/json', '', body]),
  ];
  return `${lines.join('\n')}\n`;
}
