import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

type Json = { [key: string]: unknown };
type Operation = { operationId: string; summary: string; responses: Record<string, object>; security?: object[] };

async function document() {
  return (await createTestApp().fetch('/api/schema')).json<{
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Json> };
  }>();
}

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner)));
}

describe('the OpenAPI document', () => {
  it('describes every route of the API', async () => {
    const app = createTestApp();
    const { openapi, paths } = await document();
    expect(openapi).toBe('3.1.0');
    const served = app.app.routes
      .filter((route) => route.path.startsWith('/api/v1/') && route.method !== 'ALL')
      .map((route) => `${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([...new Set(served)].sort());
  });

  it('refers to nothing that is not there, and no component to itself', async () => {
    const { components, ...rest } = await document();
    const names = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
    for (const ref of [...refsIn(rest), ...refsIn(components)]) expect(names).toContain(ref);
    for (const [name, schema] of Object.entries(components.schemas)) {
      expect(schema).toHaveProperty('type', 'object');
      expect(refsIn(schema)).not.toContain(`#/components/schemas/${name}`);
    }
  });

  it('gives each operation a name of its own, a summary, and a successful and a failing answer', async () => {
    const operations = Object.values((await document()).paths).flatMap((path) => Object.values(path));
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    for (const operation of operations) {
      expect(operation.summary, operation.operationId).toBeTruthy();
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
    }
  });

  it('shows what a sign-in wants and answers', async () => {
    const { paths, components } = await document();
    const login = JSON.stringify(paths['/api/v1/auth/login']);
    for (const word of ['email_or_username', 'token_delivery', 'account_locked', 'invalid_credentials', 'SignedIn'])
      expect(login).toContain(word);
    expect(components.schemas.SignedIn?.required).toContain('access_token');
  });

  it('says of paths, parameters, bodies and answers what OpenAPI 3.1 lets it say', async () => {
    const { info, servers, paths, components } = await whole();
    expect(info).toEqual({ title: expect.any(String), version: expect.stringMatching(/^\d/), description: expect.any(String) });
    expect(servers).toEqual([{ url: expect.stringMatching(/^https?:/) }]);
    for (const name of Object.keys(components.schemas)) expect(name).toMatch(/^[\w.-]+$/);
    for (const [path, operations] of Object.entries(paths)) {
      const templated = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(path).toMatch(/^(\/[\w.{}-]+)+$/);
      for (const [method, operation] of Object.entries(operations)) {
        const where = `${method} ${path}`;
        expect(['get', 'post', 'put', 'patch', 'delete'], where).toContain(method);
        for (const key of Object.keys(operation)) expect(OPERATION_KEYS, `${where}: ${key}`).toContain(key);
        const parameters = operation.parameters ?? [];
        const inPath = parameters.filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => name).sort(), where).toEqual(templated.sort());
        expect(new Set(parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).size, where).toBe(parameters.length);
        for (const parameter of parameters)
          expect(parameter, where).toMatchObject({ required: expect.any(Boolean), schema: expect.any(Object) });
        for (const parameter of inPath) expect(parameter.required, where).toBe(true);
        expect(method === 'get' && 'requestBody' in operation, where).toBe(false);
        for (const [status, answer] of Object.entries(operation.responses)) {
          expect(status, where).toMatch(/^[2345]\d\d$/);
          expect(answer, where).toMatchObject({ description: expect.stringMatching(/./) });
        }
      }
    }
  });

  it('names only ways to prove who one is that it describes', async () => {
    const { paths, components } = await whole();
    const known = Object.keys(components.securitySchemes);
    const used = Object.values(paths).flatMap((path) => Object.values(path).flatMap(({ security = [] }) => security.flatMap(Object.keys)));
    expect(used.length).toBeGreaterThan(0);
    for (const name of used) expect(known).toContain(name);
  });

  it('uses no keyword that JSON Schema 2020-12 and OpenAPI do not know', async () => {
    const { paths, components } = await whole();
    const unknown = new Set<string>();
    const visit = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [keyword, value] of Object.entries(schema)) {
        if (!SCHEMA_KEYWORDS.has(keyword)) unknown.add(keyword);
        if (keyword === 'properties') Object.values(value as object).forEach(visit);
        if (keyword === 'items' || keyword === 'additionalProperties' || keyword === 'propertyNames' || keyword === 'not') visit(value);
        if (keyword === 'allOf' || keyword === 'anyOf' || keyword === 'oneOf') (value as unknown[]).forEach(visit);
      }
    };
    Object.values(components.schemas).forEach(visit);
    for (const schema of schemasIn(paths)) visit(schema);
    expect([...unknown]).toEqual([]);
  });

  it('requires only properties that it describes', async () => {
    const { paths, components } = await whole();
    for (const schema of [...Object.values(components.schemas), ...schemasIn(paths)]) {
      const { properties = {}, required = [] } = schema as { properties?: Json; required?: string[] };
      for (const name of required) expect(Object.keys(properties)).toContain(name);
    }
  });
});

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

/** The schemas that stand in parameters, bodies and answers. */
function schemasIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'schema' ? [inner as Json] : schemasIn(inner)));
}
