import {
  type ExampleRequest,
  type ReadDocument,
  readExampleRequests,
  readVariables,
  TOKEN_FIELDS,
} from './example-requests.ts';

// Runs after each request: the next one has the tokens that the last one answered.
const KEEP_TOKENS = [
  'const answer = pm.response.code < 300 && /json/.test(pm.response.headers.get("Content-Type")) ? pm.response.json() : {};',
  `for (const [name, field] of Object.entries(${JSON.stringify(TOKEN_FIELDS)}))`,
  '  if (answer[field]) pm.collectionVariables.set(name, answer[field]);',
];

/** The requests of an OpenAPI document as a Postman collection (format 2.1), a folder for each tag. */
export function toPostmanCollection(document: ReadDocument): object {
  const requests = readExampleRequests(document);
  const variables = {
    ...readVariables(document),
    ...Object.fromEntries(Object.keys(TOKEN_FIELDS).map((name) => [name, ''])),
  };
  const folders = Object.entries(Object.groupBy(requests, ({ tag }) => tag));
  return {
    info: {
      name: document.info.title,
      description: document.info.description,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    variable: Object.entries(variables).map(([key, value]) => ({ key, value })),
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: KEEP_TOKENS } }],
    item: folders.map(([name, members = []]) => ({ name, item: members.map(toItem) })),
  };
}

function toItem({ name, description, method, target, scheme, body }: ExampleRequest): object {
  const header = [
    ...(scheme === 'cronSecret' ? [{ key: 'X-Cron-Secret', value: '{{cronSecret}}' }] : []),
    ...(body === null ? [] : [{ key: 'Content-Type', value: 'application/json' }]),
  ];
  return {
    name,
    request: {
      method,
      url: `{{baseUrl}}${target}`,
      description,
      header,
      auth: authOf(scheme),
      ...(body === null
        ? {}
        : { body: { mode: 'raw', raw: body, options: { raw: { language: 'json' } } } }),
    },
    response: [],
  };
}

function authOf(scheme: string | null): object {
  const values = (pairs: Record<string, string>) =>
    Object.entries(pairs).map(([key, value]) => ({ key, value, type: 'string' }));
  if (scheme === 'bearer') return { type: 'bearer', bearer: values({ token: '{{accessToken}}' }) };
  if (scheme === 'client')
    return {
      type: 'basic',
      basic: values({ username: '{{clientId}}', password: '{{clientSecret}}' }),
    };
  return { type: 'noauth' };
}
