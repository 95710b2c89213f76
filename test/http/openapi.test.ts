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
});
