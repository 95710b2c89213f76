import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { toProblemResponse } from '../../src/http/problem.ts';
import { responseHeaders } from '../../src/http/response-headers.ts';
import { assetRoutes } from '../../src/kit/asset-routes.ts';
import { ASSETS, assets } from '../../src/kit/assets.ts';
import { SCRIPT } from '../../src/kit/generated/page-script.ts';
import { pageHeaders } from '../../src/kit/page-headers.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { systemRandom } from '../../src/shared/random.ts';
import { createTestApp } from '../support/test-app.ts';

const BRAND = { color: null, logoUrl: null };
const bytes = (text: string) => new TextEncoder().encode(text).length;

function appOf(brand: { color: string | null; logoUrl: string | null }) {
  const provide = () => ({ appName: 'Fernhill', brand });
  return new Hono()
    .onError(toProblemResponse)
    .route(ASSETS, assetRoutes(provide))
    .get('/page', pageHeaders(provide), (c) => c.html('<p>A page'));
}

describe('the files of pages', () => {
  it('are small: style under 12 KB, script under 10 KB', () => {
    const { style, script } = assets({ color: 'oklch(0.4567 0.1234 123.4567)' });
    expect(bytes(style.body)).toBeLessThan(12_000);
    expect(bytes(script.body)).toBeLessThan(10_000);
    expect(bytes(script.body)).toBeGreaterThan(1000);
  });

  it('may be kept for a year under the name of their content', async () => {
    const app = createTestApp();
    const { style, script } = assets(BRAND);
    for (const { path, type, body } of [style, script]) {
      const answer = await app.fetch(path);
      expect([answer.status, await answer.text()]).toEqual([200, body]);
      expect(answer.headers.get('Content-Type')).toBe(type);
      expect(answer.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(answer.headers.get('Set-Cookie')).toBeNull();
    }
  });

  it.each(['page.css', 'page.js', 'page.0000000000000000.css', '..%2fpage.css', 'toString'])(
    'are not found by another name: %s',
    async (name) => {
      const answer = await createTestApp().fetch(`${ASSETS}/${name}`);
      expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([404, 'no-store']);
    },
  );

  it('have another name in another colour, and are not mixed up', async () => {
    const [plain, green] = [assets(BRAND), assets({ color: '#0f5132' })];
    expect(green.style.path).not.toBe(plain.style.path);
    expect(green.style.body).toBe(`${plain.style.body}:root{--brand:#0f5132}`);
    expect(green.script).toEqual(plain.script);
    const app = appOf({ color: '#0f5132', logoUrl: null });
    expect((await app.request(green.style.path)).status).toBe(200);
    expect((await app.request(plain.style.path)).status).toBe(404);
  });

  it('are made once a colour', () => {
    expect(assets({ color: '#123456' })).toBe(assets({ color: '#123456' }));
  });

  it('run under a policy that allows no code from texts', () => {
    expect(SCRIPT).not.toMatch(
      /\beval\b|new Function|innerHTML|outerHTML|insertAdjacent|\bfetch\(/,
    );
  });
});

describe('the headers of pages', () => {
  it('allow the two files by their URLs, and nothing else', async () => {
    const { style, script } = assets(BRAND);
    const answer = await appOf(BRAND).request('https://auth.test/page');
    const policy = answer.headers.get('Content-Security-Policy')?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      `style-src https://auth.test${style.path}`,
      `script-src https://auth.test${script.path}`,
      "img-src 'self' data:",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
    ]);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.headers.get('Referrer-Policy')).toBe('strict-origin');
  });

  it('win over those that every response has', async () => {
    const share = () => undefined;
    const provide = () => ({ brand: BRAND });
    const app = new Hono<{ Bindings: Cloudflare.Env }>()
      .use(responseHeaders({ clock: systemClock, random: systemRandom, share }))
      .get('/page', pageHeaders(provide), (c) => c.html('<p>A page'))
      .get('/other', (c) => c.text('no page'));
    const headersOf = async (path: string) => {
      const { headers } = await app.request(path, {}, { ENVIRONMENT: 'test' });
      return [headers.get('Referrer-Policy'), headers.get('Content-Security-Policy')];
    };
    const origin = 'http://localhost';
    expect(await headersOf('/page')).toEqual([
      'strict-origin',
      expect.stringContaining(`style-src ${origin}${assets(BRAND).style.path};`),
    ]);
    expect(await headersOf('/other')).toEqual([
      'no-referrer',
      expect.not.stringContaining('style-src'),
    ]);
  });

  it('allow images of the logo’s origin only', async () => {
    const logoUrl = 'https://cdn.fernhill.example:8443/a;b/logo.svg?x=1';
    const answer = await appOf({ ...BRAND, logoUrl }).request('https://auth.test/page');
    expect(answer.headers.get('Content-Security-Policy')).toContain(
      "; img-src 'self' data: https://cdn.fernhill.example:8443; ",
    );
  });
});
