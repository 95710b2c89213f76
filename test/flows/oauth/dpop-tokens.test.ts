import { describe, expect, it } from 'vitest';
import {
  createProver,
  exchangeProved,
  grantIn,
  type Prover,
  refreshProved,
} from '../../support/dpop.ts';
import { createMeasuredApp } from '../../support/measured-app.ts';
import {
  addClient,
  answerOf,
  askForCode,
  authorizePath,
  basic,
  claimsOf,
  type GrantAnswer,
  oauthRefusal,
  postForm,
  type TestClient,
  VERIFIER,
  visit,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const TOKEN = '/oauth/token';

/** A browser that somebody is signed in with, a client, and a key of it. */
async function world(about: Parameters<typeof addClient>[1] = {}) {
  const app = createTestApp();
  const browser = createPageClient(app);
  await browser.signIn(await register(app));
  const client = await addClient(app, about);
  const [prover, stranger] = [await createProver(app), await createProver(app)];
  const codeFor = (changed = {}) => askForCode(browser, client, changed);
  return { app, browser, client, prover, stranger, codeFor };
}

/** What a server of its own asks for, by its secret. */
async function asServer(
  app: TestApp,
  { id, secret }: TestClient,
  fields: Record<string, string>,
  prover: Prover | null,
) {
  const proof = prover === null ? {} : { DPoP: await prover.prove('POST', TOKEN) };
  return postForm(app, TOKEN, fields, { ...basic(id, secret), ...proof });
}
const SERVER = { authMethod: 'client_secret_basic' } as const;
const coded = (code: string) => ({
  grant_type: 'authorization_code',
  code,
  code_verifier: VERIFIER,
});
const refreshing = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });

describe('tokens by DPoP', () => {
  it('are bound to the key that was proved, for a client that is not registered for it', async () => {
    const { app, client, prover, codeFor } = await world();
    const tokens = await grantIn(await exchangeProved(app, client, await codeFor(), prover));
    expect(tokens.token_type).toBe('DPoP');
    expect(claimsOf(tokens.access_token).cnf).toEqual({ jkt: prover.jkt });
    expect(claimsOf(tokens.refresh_token).cnf).toEqual({ jkt: prover.jkt });
    const plain = await grantIn(await exchangeProved(app, client, await codeFor(), null));
    expect(plain.token_type).toBe('Bearer');
    for (const token of [plain.access_token, plain.refresh_token])
      expect(claimsOf(token)).not.toHaveProperty('cnf');
  });

  it('are all that a client gets which is registered for them', async () => {
    const { app, client, prover, codeFor } = await world({ dpopBound: true });
    const code = await codeFor();
    const refused = await exchangeProved(app, client, code, null);
    expect(await oauthRefusal(refused)).toEqual([400, 'invalid_dpop_proof']);
    const tokens = await grantIn(await exchangeProved(app, client, code, prover));
    const bare = await refreshProved(app, client, tokens.refresh_token, null);
    expect(await oauthRefusal(bare)).toEqual([400, 'invalid_dpop_proof']);
    const next = await grantIn(await refreshProved(app, client, tokens.refresh_token, prover));
    expect(next.token_type).toBe('DPoP');
  });

  it('of a public client are refreshed by their key only', async () => {
    const { app, client, prover, stranger, codeFor } = await world();
    const tokens = await grantIn(await exchangeProved(app, client, await codeFor(), prover));
    const { refresh_token: token } = tokens;
    const other = await refreshProved(app, client, token, stranger);
    expect(await oauthRefusal(other)).toEqual([400, 'invalid_grant']);
    const none = await refreshProved(app, client, token, null);
    expect(await oauthRefusal(none)).toEqual([400, 'invalid_dpop_proof']);
    const next = await grantIn(await refreshProved(app, client, token, prover));
    expect([next.token_type, claimsOf(next.access_token).cnf]).toEqual([
      'DPoP',
      { jkt: prover.jkt },
    ]);
    // A lost answer: within the grace the former one still works, with a new proof.
    await grantIn(await refreshProved(app, client, token, prover));
    await grantIn(await refreshProved(app, client, next.refresh_token, prover));
  });

  it('of a confidential client may change their key at a refresh', async () => {
    const { app, client, prover, stranger, codeFor } = await world(SERVER);
    const first = await grantIn(await asServer(app, client, coded(await codeFor()), prover));
    expect([first.token_type, claimsOf(first.access_token).cnf]).toEqual([
      'DPoP',
      { jkt: prover.jkt },
    ]);
    expect(claimsOf(first.refresh_token)).not.toHaveProperty('cnf');
    const fields = refreshing(first.refresh_token);
    const next = await grantIn(await asServer(app, client, fields, stranger));
    expect([next.token_type, claimsOf(next.access_token).cnf]).toEqual([
      'DPoP',
      { jkt: stranger.jkt },
    ]);
  });

  it('show their key to who may introspect them, without a proof, and are revoked without', async () => {
    const { app, client, prover, codeFor } = await world(SERVER);
    const tokens = await grantIn(await asServer(app, client, coded(await codeFor()), prover));
    const by = basic(client.id, client.secret);
    const ask = async (token: string) =>
      (await postForm(app, '/oauth/introspect', { token }, by)).json();
    expect(await ask(tokens.access_token)).toMatchObject({
      active: true,
      token_type: 'DPoP',
      cnf: { jkt: prover.jkt },
    });
    const open = await addClient(app, { firstParty: true });
    const held = await grantIn(await exchangeProved(app, open, await codeForOf(app, open), prover));
    const trusted = createTestApp({ env: { INTROSPECTION_CLIENTS: 'api:0123456789abcdef' } });
    const seen = await postForm(
      trusted,
      '/oauth/introspect',
      { token: held.refresh_token },
      basic('api', '0123456789abcdef'),
    );
    expect(await seen.json()).toMatchObject({ active: true, cnf: { jkt: prover.jkt } });
    const revoked = await postForm(app, '/oauth/revoke', { token: tokens.access_token }, by);
    expect(revoked.status).toBe(200);
    expect(await ask(tokens.access_token)).toEqual({ active: false });
  });
});

async function codeForOf(app: TestApp, client: TestClient) {
  const browser = createPageClient(app);
  await browser.signIn(await register(app));
  return askForCode(browser, client);
}

describe('a code that dpop_jkt binds to a key', () => {
  it('is exchanged by that key only, and no other use uses it up', async () => {
    const { app, client, prover, stranger, codeFor } = await world();
    const code = await codeFor({ dpop_jkt: prover.jkt });
    const other = await exchangeProved(app, client, code, stranger);
    expect(await oauthRefusal(other)).toEqual([400, 'invalid_grant']);
    const none = await exchangeProved(app, client, code, null);
    expect(await oauthRefusal(none)).toEqual([400, 'invalid_dpop_proof']);
    expect((await grantIn(await exchangeProved(app, client, code, prover))).token_type).toBe(
      'DPoP',
    );
  });

  it('stays bound while a person consents', async () => {
    const { app, client, prover, stranger, codeFor } = await world();
    const code = await codeFor({ dpop_jkt: prover.jkt, prompt: 'consent' });
    expect((await exchangeProved(app, client, code, stranger)).status).toBe(400);
    expect((await exchangeProved(app, client, code, prover)).status).toBe(200);
  });

  it.each([
    ['too short', 'x'.repeat(42)],
    ['too long', 'x'.repeat(44)],
    ['far too long', 'x'.repeat(500)],
    ['no base64url', `${'x'.repeat(42)}+`],
  ])('is not given for a thumbprint that is %s', async (_, dpop_jkt) => {
    const { browser, client } = await world({ firstParty: true });
    const page = await visit(browser, authorizePath(client, { dpop_jkt }));
    expect(answerOf(page).error).toBe('invalid_request');
  });

  it('is not given for two thumbprints', async () => {
    const { browser, client, prover, stranger } = await world({ firstParty: true });
    const asked = authorizePath(client, { dpop_jkt: prover.jkt });
    const page = await visit(browser, `${asked}&dpop_jkt=${stranger.jkt}`);
    expect(answerOf(page).error).toBe('invalid_request');
  });
});

describe('one proof at the token endpoint', () => {
  const outcomes = async (answers: Response[]) =>
    (
      await Promise.all(
        answers.map(async (one) =>
          one.status === 200 ? 'granted' : String((await oauthRefusal(one))[1]),
        ),
      )
    ).sort();

  it('and one code, twenty at once: one grant, which lives', async () => {
    const { app, client, prover, codeFor } = await world();
    const [code, proof] = [await codeFor(), await prover.prove('POST', TOKEN)];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => exchangeProved(app, client, code, proof)),
    );
    const granted = answers.find(({ status }) => status === 200)?.clone() as Response;
    expect(await outcomes(answers)).toEqual(['granted', ...Array(19).fill('invalid_dpop_proof')]);
    const { refresh_token } = await granted.json<GrantAnswer>();
    await grantIn(await refreshProved(app, client, refresh_token, prover));
  });

  it('and one refresh token, twenty at once: one answer', async () => {
    const { app, client, prover, codeFor } = await world();
    const tokens = await grantIn(await exchangeProved(app, client, await codeFor(), prover));
    const proof = await prover.prove('POST', TOKEN);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refreshProved(app, client, tokens.refresh_token, proof)),
    );
    const granted = answers.find(({ status }) => status === 200)?.clone() as Response;
    expect(await outcomes(answers)).toEqual(['granted', ...Array(19).fill('invalid_dpop_proof')]);
    const { refresh_token } = await granted.json<GrantAnswer>();
    await grantIn(await refreshProved(app, client, refresh_token, prover));
  });

  it('serves for no second code, which is kept', async () => {
    const { app, client, prover, codeFor } = await world();
    const proof = await prover.prove('POST', TOKEN);
    expect((await exchangeProved(app, client, await codeFor(), proof)).status).toBe(200);
    const code = await codeFor();
    const again = await exchangeProved(app, client, code, proof);
    expect(await oauthRefusal(again)).toEqual([400, 'invalid_dpop_proof']);
    expect((await exchangeProved(app, client, code, prover)).status).toBe(200);
  });

  it('is not used up by what is refused', async () => {
    const { app, client, prover, codeFor } = await world();
    const proof = await prover.prove('POST', TOKEN);
    expect((await exchangeProved(app, client, 'no code', proof)).status).toBe(400);
    expect((await exchangeProved(app, client, await codeFor(), proof)).status).toBe(200);
  });

  it('that is new does not save a replayed code: its grant ends', async () => {
    const { app, client, prover, codeFor } = await world();
    const code = await codeFor();
    const tokens = await grantIn(await exchangeProved(app, client, code, prover));
    const replayed = await exchangeProved(app, client, code, prover);
    expect(await oauthRefusal(replayed)).toEqual([400, 'invalid_grant']);
    const ended = await refreshProved(app, client, tokens.refresh_token, prover);
    expect(await oauthRefusal(ended)).toEqual([400, 'invalid_grant']);
  });
});

it('DPoP costs no call of storage more', async () => {
  const email = await register(createTestApp());
  const { app, measure } = createMeasuredApp();
  const browser = createPageClient(app);
  await browser.signIn(email);
  const [client, prover] = [await addClient(app), await createProver(app)];
  const code = await askForCode(browser, client);
  let tokens: GrantAnswer | undefined;
  const keep = async (response: Response) => {
    tokens = await response.clone().json<GrantAnswer>();
    return response;
  };
  expect(await measure(async () => keep(await exchangeProved(app, client, code, prover)))).toEqual([
    200,
    '1 guard.exchangeCode',
  ]);
  const { refresh_token = '' } = tokens ?? {};
  expect(await measure(() => refreshProved(app, client, refresh_token, prover))).toEqual([
    200,
    '1 guard.rotateGrant',
  ]);
  const access = tokens?.access_token ?? '';
  const headers = await prover.present('GET', '/oauth/userinfo', access);
  expect(await measure(() => app.fetch('/oauth/userinfo', { headers }))).toEqual([
    200,
    '1 guard.live',
  ]);
  const bad = await prover.present('GET', '/oauth/userinfo', access, { claims: { htm: 'PUT' } });
  expect(await measure(() => app.fetch('/oauth/userinfo', { headers: bad }))).toEqual([401]);
});
