import { describe, expect, it } from 'vitest';
import { createPageClient } from '../../support/page-client.ts';
import { createTestApp } from '../../support/test-app.ts';

describe('a browser', () => {
  it('finds a page for an unknown path, and problem details stay for programs', async () => {
    const app = createTestApp();
    const page = await createPageClient(app).open('/nowhere');
    expect(page.status).toBe(404);
    expect(page.h1).toBe('We can’t find that page');
    expect(page.text).toContain(page.headers.get('X-Request-Id'));
    const json = await app.fetch('/nowhere');
    expect(json.headers.get('Content-Type')).toBe('application/problem+json');
  });

  it('learns at / what this is', async () => {
    const app = createTestApp();
    const page = await createPageClient(app).open('/');
    expect(page.h1).toBe('Your Latchkey account');
    const hrefs = page.links.map(({ href }) => href);
    expect(hrefs).toEqual(expect.arrayContaining(['/account', '/api/docs', '/api/redoc']));
    expect((await app.fetch('/')).status).toBe(404);
  });
});
