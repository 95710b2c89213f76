import { describe, expect, it } from 'vitest';
import { RATE_LIMIT_RULES } from '../../src/limits/rules.ts';
import { type ApiDocument, documentOf, routesOf, violations } from '../support/api-document.ts';
import { createTestApp } from '../support/test-app.ts';

type Json = { [key: string]: unknown };
type Operation = {
  operationId: string;
  summary: string;
  description: string;
  responses: Record<string, object>;
  security?: object[];
};

async function document() {
  return (await createTestApp().fetch('/api/schema')).json<{
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Json> };
  }>();
}

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' ? [String(inner)] : refsIn(inner),
  );
}

describe('the OpenAPI document', () => {
  it('describes every API route', async () => {
    const app = createTestApp();
    const { openapi, paths } = await document();
    expect(openapi).toBe('3.1.0');
    const served = app.app.routes
      .filter((route) => /^\/(api\/v1|\.well-known)\//.test(route.path) && route.method !== 'ALL')
      // A page, for people.
      .filter((route) => route.path !== '/.well-known/change-password')
      .map((route) => `${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([...new Set(served)].sort());
  });

  it('has no dangling references, and no component refers to itself', async () => {
    const { components, ...rest } = await document();
    const names = Object.entries(components).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `#/components/${kind}/${name}`),
    );
    for (const ref of [...refsIn(rest), ...refsIn(components)]) expect(names).toContain(ref);
    for (const [name, schema] of Object.entries(components.schemas)) {
      expect(schema).toHaveProperty('type', 'object');
      expect(refsIn(schema)).not.toContain(`#/components/schemas/${name}`);
    }
  });

  it('names each operation like a function, uniquely in any case style', async () => {
    const operations = Object.values((await document()).paths).flatMap((path) =>
      Object.values(path),
    );
    const plain = operations.map(({ operationId }) => operationId.replace(/[_-]/g, ''));
    const styled = plain.map((name) => name.toLowerCase());
    expect(new Set(styled).size).toBe(operations.length);
    for (const { operationId } of operations)
      expect(operationId).toMatch(/^(?!get_|post_|put_|delete_)[a-z]+([A-Z][a-z]+)*$/);
  });

  it('describes each operation, with a successful and a failing response', async () => {
    const operations = Object.values((await document()).paths).flatMap((path) =>
      Object.values(path),
    );
    for (const { operationId, summary, description, responses } of operations) {
      expect(summary, operationId).toBeTruthy();
      expect(description, operationId).toBeTruthy();
      for (const kind of ['2', '4'])
        expect(
          Object.keys(responses).some((status) => status.startsWith(kind)),
          `${operationId} ${kind}xx`,
        ).toBe(true);
    }
  });

  it('describes exactly the tags it uses', async () => {
    const { tags, paths } = await served();
    const used = new Set(routesOf({ paths }).flatMap((route) => route.tags));
    expect(tags.map(({ name }) => name).sort()).toEqual([...used].sort());
    for (const { name, description } of tags) expect(description, name).toMatch(/^[A-Z].*\.$/);
  });

  it('states who may call each operation, public ones included', async () => {
    const operations = routesOf(await served());
    const open = operations.filter(({ security }) => security?.length === 0);
    for (const { operationId, security } of operations)
      expect(security, operationId).toBeInstanceOf(Array);
    expect(open.map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(['register', 'logIn', 'checkLiveness', 'getPublicKeys']),
    );
    expect(open.map(({ operationId }) => operationId)).not.toContain('getMe');
  });

  it('leaves problems open for unknown members (RFC 9457 §3.2)', async () => {
    const document = await served();
    const problem = { $ref: '#/components/schemas/Problem' };
    const [example] = Object.values(
      document.paths['/api/v1/auth/login']?.post?.responses[401]?.content?.[
        'application/problem+json'
      ]?.examples ?? {},
    );
    expect(violations(document, problem, { ...(example?.value as object), balance: 30 })).toEqual(
      [],
    );
    expect(violations(document, problem, { title: 'alone' })).not.toEqual([]);
  });

  it('shows the request and responses of a sign-in', async () => {
    const { paths, components } = await document();
    const login = JSON.stringify(paths['/api/v1/auth/login']);
    for (const word of [
      'email_or_username',
      'token_delivery',
      'account_locked',
      'invalid_credentials',
      'SignedIn',
    ])
      expect(login).toContain(word);
    expect(components.schemas.SignedIn?.required).toContain('access_token');
  });

  it('describes paths, parameters, bodies and responses as OpenAPI 3.1 allows', async () => {
    const { info, servers, paths, components } = await whole();
    expect(info).toEqual({
      title: expect.any(String),
      version: expect.stringMatching(/^\d/),
      description: expect.any(String),
      contact: { name: expect.any(String), url: 'https://auth.test' },
      license: { name: 'MIT', identifier: 'MIT' },
    });
    // A fixed host name would be wrong behind a proxy.
    expect(servers).toEqual([{ url: '/', description: expect.any(String) }]);
    for (const name of Object.keys(components.schemas)) expect(name).toMatch(/^[\w.-]+$/);
    for (const [path, operations] of Object.entries(paths)) {
      const templated = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(path).toMatch(/^(\/[\w.{}-]+)+$/);
      for (const [method, operation] of Object.entries(operations)) {
        const where = `${method} ${path}`;
        expect(['get', 'post', 'put', 'patch', 'delete'], where).toContain(method);
        for (const key of Object.keys(operation))
          expect(OPERATION_KEYS, `${where}: ${key}`).toContain(key);
        const parameters = operation.parameters ?? [];
        const inPath = parameters.filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => name).sort(), where).toEqual(templated.sort());
        expect(
          new Set(parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).size,
          where,
        ).toBe(parameters.length);
        for (const parameter of parameters)
          expect(parameter, where).toMatchObject({
            required: expect.any(Boolean),
            schema: expect.any(Object),
          });
        for (const parameter of inPath) expect(parameter.required, where).toBe(true);
        expect(method === 'get' && 'requestBody' in operation, where).toBe(false);
        for (const [status, answer] of Object.entries(operation.responses)) {
          expect(status, where).toMatch(/^[2345]\d\d$/);
          expect(answer, where).toMatchObject({ description: expect.stringMatching(/./) });
        }
      }
    }
  });

  it('names only security schemes that it describes', async () => {
    const { paths, components } = await whole();
    const known = Object.keys(components.securitySchemes);
    const used = Object.values(paths).flatMap((path) =>
      Object.values(path).flatMap(({ security = [] }) => security.flatMap(Object.keys)),
    );
    expect(used.length).toBeGreaterThan(0);
    for (const name of used) expect(known).toContain(name);
  });

  it('uses only keywords of JSON Schema 2020-12 and OpenAPI', async () => {
    const { paths, components } = await whole();
    const unknown = new Set<string>();
    const visit = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [keyword, value] of Object.entries(schema)) {
        if (!SCHEMA_KEYWORDS.has(keyword)) unknown.add(keyword);
        if (keyword === 'properties') Object.values(value as object).forEach(visit);
        if (
          keyword === 'items' ||
          keyword === 'additionalProperties' ||
          keyword === 'propertyNames' ||
          keyword === 'not'
        )
          visit(value);
        if (keyword === 'allOf' || keyword === 'anyOf' || keyword === 'oneOf')
          (value as unknown[]).forEach(visit);
      }
    };
    Object.values(components.schemas).forEach(visit);
    for (const schema of schemasIn(paths)) visit(schema);
    expect([...unknown]).toEqual([]);
  });

  it('requires only properties that it describes', async () => {
    const { paths, components } = await whole();
    for (const schema of [...Object.values(components.schemas), ...schemasIn(paths)]) {
      const { properties = {}, required = [] } = schema as {
        properties?: Json;
        required?: string[];
      };
      for (const name of required) expect(Object.keys(properties)).toContain(name);
    }
  });
});

/** The document as served, with limits on. */
async function served(settings = '{}') {
  return (
    await createTestApp({ env: { RATE_LIMITS: settings } }).fetch('/api/schema')
  ).json<ApiDocument>();
}

describe('examples', () => {
  it('accompany every body, every response with a schema and every path parameter', async () => {
    for (const { operationId, requestBody, parameters = [], responses } of routesOf(
      await served(),
    )) {
      for (const media of Object.values(requestBody?.content ?? {}))
        expect(Object.keys(media.examples ?? {}), operationId).not.toEqual([]);
      for (const parameter of parameters.filter(({ required }) => required))
        expect(parameter, operationId).toHaveProperty('example');
      for (const { content = {} } of Object.values(responses)) {
        for (const media of Object.values(content))
          expect('schema' in media, operationId).toBe('examples' in media);
      }
    }
  });

  it('contain no placeholder values', async () => {
    for (const { operationId, requestBody, responses } of routesOf(await served())) {
      const media = [
        ...Object.values(requestBody?.content ?? {}),
        ...Object.entries(responses).flatMap(([status, { content = {} }]) =>
          status.startsWith('2') ? Object.values(content) : [],
        ),
      ];
      for (const { examples = {} } of media)
        for (const [name, { value }] of Object.entries(examples))
          expect(fillersIn(value), `${operationId} ${name}`).toEqual([]);
    }
  });

  it('are in chronological order: created before changed, and ended after', async () => {
    const lives = routesOf(await served()).flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ content = {} }) =>
        Object.values(content).flatMap(({ examples = {} }) =>
          Object.values(examples).flatMap(({ value }) => objectsIn(value)),
        ),
      ),
    );
    const made = lives.filter((one) => typeof one.created_at === 'string');
    expect(made.length).toBeGreaterThan(10);
    for (const life of made) {
      for (const [name, at] of Object.entries(life))
        if (/_at$/.test(name) && at !== null)
          expect(String(at) >= String(life.created_at), name).toBe(true);
      if ('expires_at' in life)
        expect(String(life.expires_at) > String(life.last_activity_at)).toBe(true);
    }
  });

  it('match their own schemas', async () => {
    const document = await served();
    expect(
      violations(document, { $ref: '#/components/schemas/SignedIn' }, { access_token: 5 }),
    ).not.toEqual([]);
    for (const { operationId, requestBody, parameters = [], responses } of routesOf(document)) {
      const media = [
        requestBody?.content ?? {},
        ...Object.values(responses).map(({ content = {} }) => content),
      ].flatMap((content) => Object.values(content));
      for (const { schema = {}, examples = {} } of media) {
        for (const [name, { summary, value }] of Object.entries(examples)) {
          expect(summary, `${operationId} ${name}`).toBeTruthy();
          expect(violations(document, schema, value), `${operationId} ${name}`).toEqual([]);
        }
      }
      for (const { name, schema, example } of parameters) {
        if (example !== undefined)
          expect(violations(document, schema, example), `${operationId} ${name}`).toEqual([]);
      }
    }
  });

  it('give each error its code, title and status', async () => {
    for (const { path, responses } of routesOf(await served())) {
      for (const [status, { description, content = {} }] of Object.entries(responses)) {
        for (const [code, { value }] of Object.entries(
          content['application/problem+json']?.examples ?? {},
        )) {
          expect(value).toMatchObject({
            type: `urn:latchkey:problem:${code}`,
            status: Number(status),
            code,
            instance: path,
          });
          expect(description).toContain(code);
        }
      }
    }
  });
});

describe('limits', () => {
  it('are documented for people and programs, with the response to a limited request', async () => {
    const login = (await served()).paths['/api/v1/auth/login']?.post;
    expect(login?.description).toContain(
      'At most 25 requests an hour from one address, and 5 a minute for one name from one address.',
    );
    expect(login?.['x-rate-limits']).toEqual([
      { scope: 'login', limit: 25, window: 3600, per: 'address' },
      { scope: 'login_name', limit: 5, window: 60, per: 'address and name' },
    ]);
    expect(Object.keys(login?.responses[429]?.headers ?? {}).sort()).toEqual([
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
    ]);
    expect(login?.responses[200]?.headers).toHaveProperty('RateLimit');
  });

  it('are all documented, including those of the guard and of signed-in users', async () => {
    const routes = routesOf(await served());
    const told = routes.flatMap((route) => route['x-rate-limits'] ?? []).map(({ scope }) => scope);
    // Those of OAuth clients find theirs by the metadata; others are of pages.
    const elsewhere = [
      'unlock',
      'undo',
      'admin_export',
      'connections',
      'connections_end',
      'connections_begin',
      'provider_answer',
      'provider_refused',
      'oauth_token',
      'oauth_par',
    ];
    const ofRoutes = Object.keys(RATE_LIMIT_RULES).filter((scope) => !elsewhere.includes(scope));
    expect([...new Set(told)].sort()).toEqual(ofRoutes.sort());
    // All but one are behind the shield.
    for (const route of routes)
      expect('429' in route.responses, route.path).toBe(!route.path.endsWith('/health/live'));
  });

  it('match the configuration', async () => {
    const limitsOf = (document: ApiDocument) =>
      document.paths['/api/v1/auth/login']?.post?.['x-rate-limits'];
    expect(limitsOf(await served('{"login":{"limit":50,"window":90}}'))?.[0]).toEqual({
      scope: 'login',
      limit: 50,
      window: 90,
      per: 'address',
    });
    expect(limitsOf(await served('off'))).toBeUndefined();
  });

  it('and errors are the same however the document is requested', async () => {
    const codes = (document: ApiDocument) =>
      routesOf(document).map(({ operationId, responses }) => [
        operationId,
        ...Object.keys(responses),
      ]);
    expect(codes(documentOf(createTestApp().app))).toEqual(codes(await served('off')));
  });
});

/** Placeholders of `exampleOf`. */
function fillersIn(value: unknown, where = ''): string[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => fillersIn(inner, `${where}/${name}`));
  const isFiller = value === 'text' || value === 1 || value === 'https://example.com';
  return isFiller && where !== '/schema_version' ? [where] : [];
}

/** Every object within a value. */
function objectsIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as Json, ...inner];
}

type Parameter = { name: string; in: string; required: boolean; schema: Json };
type FullOperation = Operation & { parameters?: Parameter[]; security?: Json[] };

const OPERATION_KEYS = [
  'operationId',
  'summary',
  'description',
  'tags',
  'security',
  'parameters',
  'requestBody',
  'responses',
  'deprecated',
  'x-rate-limits',
];
const SCHEMA_KEYWORDS = new Set(
  '$ref type enum const allOf anyOf oneOf not properties required additionalProperties propertyNames items prefixItems minItems maxItems uniqueItems minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf default examples title description readOnly writeOnly deprecated contentEncoding contentMediaType'.split(
    ' ',
  ),
);

async function whole() {
  return (await createTestApp().fetch('/api/schema')).json<{
    info: Json;
    servers: Json[];
    paths: Record<string, Record<string, FullOperation>>;
    components: { schemas: Record<string, Json>; securitySchemes: Record<string, Json> };
  }>();
}

/** The schemas of parameters, bodies and responses. */
function schemasIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'schema' ? [inner as Json] : schemasIn(inner),
  );
}
