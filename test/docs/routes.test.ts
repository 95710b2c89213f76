import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json';
import { createTestApp } from '../support/test-app.ts';

const app = createTestApp({ env: { APP_NAME: 'Ada <& Co>' } });

describe('the API page', () => {
  it.each([
    ['/api/docs', 'API'],
    ['/swagger', 'API'],
    ['/api/redoc', 'API reference'],
    ['/redoc', 'API reference'],
  ])('at %s shows the name of the service', async (path, title) => {
    const page = await (await app.fetch(path)).text();
    expect(page).toContain(`<title>${title} · Ada &lt;&amp; Co&gt;</title>`);
    expect(page).not.toContain('Latchkey');
  });

  it('shows the package version, under the name of the service', async () => {
    const { info } = await (await app.fetch('/api/schema')).json<{ info: object }>();
    expect(info).toMatchObject({ title: 'Ada <& Co>', version: packageJson.version });
  });
});

describe('the schema and the viewer files', () => {
  it.each([
    '/api/schema',
    '/api/schema/postman.json',
    '/api/schema/latchkey.http',
    '/api/docs/viewers/swagger-ui-bundle.js',
    '/api/docs/viewers/swagger-ui.css',
    '/api/docs/viewers/redoc.standalone.js',
    '/api/docs/viewers/start-swagger.js',
    '/api/docs/viewers/start-redoc.js',
  ])('%s have an ETag, and are not sent again when it matches', async (path) => {
    const first = await app.fetch(path);
    const etag = first.headers.get('ETag') ?? '';
    expect(first.status).toBe(200);
    expect(etag).toMatch(/^(W\/)?"[^"]+"$/);
    // `no-store` would make browsers discard what they should revalidate.
    expect(first.headers.get('Cache-Control')).not.toContain('no-store');
    const again = await app.fetch(path, { headers: { 'If-None-Match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    const other = await app.fetch(path, { headers: { 'If-None-Match': '"another"' } });
    expect(other.status).toBe(200);
  });
});
