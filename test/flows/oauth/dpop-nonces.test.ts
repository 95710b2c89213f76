import { describe, expect, it } from 'vitest';
import { createProver, exchangeProved, grantIn, refreshProved } from '../../support/dpop.ts';
import { addClient, askForCode, oauthRefusal } from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { refusal, register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';

const TOKEN = '/oauth/token';
const INFO = '/oauth/userinfo';
const ME = '/api/v1/auth/me';
const CHALLENGE = 'DPoP error="use_dpop_nonce", algs="ES256 EdDSA Ed25519 PS256", Bearer';

async function world(env: Record<string, unknown> = { DPOP_NONCE: 'required' }) {
  const app = createTestApp({ env });
  const browser = createPageClient(app);
  await browser.signIn(await register(app));
  const client = await addClient(app, {
    firstParty: true,
    scopes: ['openid', 'account', 'offline_access'],
  });
  const prover = await createProver(app);
  const codeFor = () => askForCode(browser, client, { scope: 'openid account offline_access' });
  const withNonce = (nonce: unknown) => prover.prove('POST', TOKEN, { claims: { nonce } });
  return { app, client, prover, codeFor, withNonce };
}
const nonceIn = (response: Response) => response.headers.get('DPoP-Nonce') ?? '';

describe('where nonces are wanted', () => {
  it('the token endpoint asks for one, uses nothing up, and takes it', async () => {
    const { app, client, prover, codeFor, withNonce } = await world();
    const code = await codeFor();
    const asked = await exchangeProved(app, client, code, prover);
    expect(await oauthRefusal(asked)).toEqual([400, 'use_dpop_nonce']);
    for (const wrong of ['', 'x', 1, [nonceIn(asked)]]) {
      const again = await exchangeProved(app, client, code, await withNonce(wrong));
      expect([nonceIn(again), ...(await oauthRefusal(again))]).toEqual([
        nonceIn(asked),
        400,
        'use_dpop_nonce',
      ]);
    }
    const proof = await withNonce(nonceIn(asked));
    const tokens = await grantIn(await exchangeProved(app, client, code, proof));
    const bare = await refreshProved(app, client, tokens.refresh_token, prover);
    expect(await oauthRefusal(bare)).toEqual([400, 'use_dpop_nonce']);
    const next = await withNonce(nonceIn(asked));
    await grantIn(await refreshProved(app, client, tokens.refresh_token, next));
  });

  it('userinfo and our own routes ask for one, and take it', async () => {
    const { app, client, prover, codeFor, withNonce } = await world();
    const first = await exchangeProved(app, client, await codeFor(), prover);
    const proof = await withNonce(nonceIn(first));
    const { access_token: token } = await grantIn(
      await exchangeProved(app, client, await codeFor(), proof),
    );
    for (const path of [INFO, ME]) {
      const asked = await app.fetch(path, { headers: await prover.present('GET', path, token) });
      expect([asked.status, asked.headers.get('WWW-Authenticate')]).toEqual([401, CHALLENGE]);
      const claims = { nonce: nonceIn(asked) };
      const headers = await prover.present('GET', path, token, { claims });
      expect((await app.fetch(path, { headers })).status).toBe(200);
    }
    const me = await app.fetch(ME, { headers: await prover.present('GET', ME, token) });
    expect(await refusal(me)).toEqual([401, 'use_dpop_nonce']);
  });

  it('one is taken for five minutes after it is given out no more', async () => {
    const { app, client, prover, codeFor, withNonce } = await world();
    const nonce = nonceIn(await exchangeProved(app, client, await codeFor(), prover));
    const tried = async () =>
      (await exchangeProved(app, client, await codeFor(), await withNonce(nonce))).status;
    app.advance(300_000);
    expect(nonceIn(await exchangeProved(app, client, 'x', prover))).not.toBe(nonce);
    expect(await tried()).toBe(200);
    app.advance(300_000);
    expect(await tried()).toBe(400);
  });

  it('a proof that is wrong otherwise is told so', async () => {
    const { app, client, prover, codeFor } = await world();
    const wrong = await prover.prove('GET', TOKEN);
    const refused = await exchangeProved(app, client, await codeFor(), wrong);
    expect(await oauthRefusal(refused)).toEqual([400, 'invalid_dpop_proof']);
  });
});

it('elsewhere no nonce is asked for', async () => {
  const { app, client, prover, codeFor } = await world({});
  const answer = await exchangeProved(app, client, await codeFor(), prover);
  expect([answer.status, answer.headers.get('DPoP-Nonce')]).toEqual([200, null]);
});
