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
  ])('at %s bears the name of the service', async (path, title) => {
    const page = await (await app.fetch(path)).text();
    expect(page).toContain(`<title>${title} · Ada &lt;&amp; Co&gt;</title>`);
    expect(page).not.toContain('Latchkey');
  });

  it('describes the version of the package, under the name of the service', async () => {
    const { info } = await (await app.fetch('/api/schema')).json<{ info: object }>();
    expect(info).toMatchObject({ title: 'Ada <& Co>', version: packageJson.version });
  });
});
