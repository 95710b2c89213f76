import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nastyText } from '../../support/hostile-values.ts';
import {
  addClient,
  askForCode,
  CALLBACK,
  exchange,
  oauthRefusal,
  postForm,
  VERIFIER,
} from '../../support/oauth.ts';
import { granted, infoOf, refresh, signedIn } from '../../support/oauth-world.ts';
import { createTestApp } from '../../support/test-app.ts';

const ENDPOINTS = [
  '/oauth/token',
  '/oauth/revoke',
  '/oauth/introspect',
  '/oauth/par',
  '/oauth/userinfo',
];
const INVALID = [400, 'invalid_request'];

describe('a parameter that comes twice', () => {
  it('is refused at the token endpoint, and uses nothing up', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, client);
    const fields = [
      ['grant_type', 'authorization_code'],
      ['client_id', client.id],
      ['redirect_uri', CALLBACK],
      ['code_verifier', VERIFIER],
      ['code', code],
    ];
    for (const [name = '', value = ''] of [...fields, ['refresh_token', 'x'], ['scope', 'openid']])
      for (const again of [value, `${value}x`]) {
        const once = fields.some(([one]) => one === name) ? [] : [[name, value]];
        const response = await postForm(app, '/oauth/token', [...fields, ...once, [name, again]]);
        expect([name, ...(await oauthRefusal(response))]).toEqual([name, ...INVALID]);
      }
    expect((await exchange(app, client, code)).status).toBe(200);
  });

  it('is refused where tokens are revoked and introspected, and revokes none', async () => {
    const { app, client, tokens } = await granted({ authMethod: 'client_secret_post' });
    const proof = [
      ['client_id', client.id],
      ['client_secret', client.secret],
    ];
    const token = ['token', tokens.access_token];
    for (const path of ['/oauth/revoke', '/oauth/introspect'])
      for (const again of [token, ...proof]) {
        const response = await postForm(app, path, [...proof, token, again]);
        expect([path, again[0], ...(await oauthRefusal(response))]).toEqual([
          path,
          again[0],
          ...INVALID,
        ]);
      }
    expect((await infoOf(app, tokens.access_token)).status).toBe(200);
    expect((await refresh(app, client, tokens.refresh_token)).status).toBe(200);
  });
});

describe('whatever is sent', () => {
  const header = nastyText.filter((text) => /^[\x20-\x7e]*$/.test(text));
  const authorization = fc.oneof(
    header,
    header.map((text) => `Basic ${text}`),
    header.map((text) => `Basic ${btoa(text)}`),
    header.map((text) => `Bearer ${text}`),
    fc.constantFrom('Basic', 'Basic ', 'basic Og==', 'Bearer', 'DPoP x', 'Basic %%%', ',,'),
  );
  const type = fc.oneof(
    header,
    fc.constantFrom(
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded; charset=utf-16',
      'APPLICATION/X-WWW-FORM-URLENCODED',
      'application/json',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'text/plain;',
      ';',
      'a/b/c',
    ),
  );
  const body = fc.oneof(
    nastyText,
    fc
      .dictionary(
        fc.constantFrom('grant_type', 'code', 'client_id', 'token', 'refresh_token', '__proto__'),
        nastyText,
      )
      .map((fields) => new URLSearchParams(Object.entries(fields)).toString()),
    fc.constantFrom('%', '%zz=%', '&&&', '=', 'client_id=%00', 'client_id=\u{d800}', '[]', '{}'),
  );

  it('is answered by an error that a library can read, and never by one of ours', async () => {
    const app = createTestApp();
    const request = fc.record({ path: fc.constantFrom(...ENDPOINTS), authorization, type, body });
    await fc.assert(
      fc.asyncProperty(request, async (sent) => {
        const response = await app.fetch(sent.path, {
          method: 'POST',
          headers: { Authorization: sent.authorization, 'Content-Type': sent.type },
          body: sent.body,
        });
        const [status, error] = await oauthRefusal(response);
        expect(status, JSON.stringify([sent, error])).toBeGreaterThanOrEqual(400);
        expect(status, JSON.stringify([sent, error])).toBeLessThan(500);
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  it('as a form of a browser is answered by a page or led on, and is no fault of ours', async () => {
    const app = createTestApp();
    const paths = ['/oauth/authorize', '/oauth/end-session'];
    const request = fc.record({ path: fc.constantFrom(...paths), authorization, type, body });
    await fc.assert(
      fc.asyncProperty(request, async (sent) => {
        const response = await app.fetch(sent.path, {
          method: 'POST',
          redirect: 'manual',
          headers: { Authorization: sent.authorization, 'Content-Type': sent.type },
          body: sent.body,
        });
        await response.text();
        expect(response.status, JSON.stringify(sent)).toBeLessThan(500);
        expect(response.headers.get('Location') ?? '/').toMatch(/^\/(?!\/)/);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

describe('an error', () => {
  it('at the endpoints repeats nothing of what was sent', async () => {
    const { app, browser } = await signedIn();
    const client = await addClient(app, { firstParty: true });
    const code = await askForCode(browser, client);
    const mark = 'Zebra<script>alert(1)</script>';
    const all = ['grant_type', 'client_id', 'client_secret', 'code', 'redirect_uri', 'scope'];
    for (const name of [...all, 'code_verifier', 'refresh_token', 'token', mark])
      for (const path of ENDPOINTS.slice(0, 4)) {
        const fields = { grant_type: 'authorization_code', client_id: client.id, code };
        const response = await postForm(app, path, { ...fields, [name]: mark });
        const text = await response.text();
        expect([path, name, response.headers.get('Content-Type')]).toEqual([
          path,
          name,
          'application/json',
        ]);
        expect(text + JSON.stringify([...response.headers])).not.toMatch(/zebra|<script>/i);
      }
  });
});
