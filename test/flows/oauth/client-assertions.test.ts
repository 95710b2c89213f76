import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  type AssertionKey,
  addKeyClient,
  byAssertion,
  type Changed,
  type KeyClient,
  keyFor,
  secondsOf,
  signAssertion,
} from '../../support/assertions.ts';
import { hookedGuards } from '../../support/faults.ts';
import {
  addClient,
  askForCode,
  basic,
  exchange,
  type GrantAnswer,
  ISSUER,
  oauthRefusal,
  postForm,
} from '../../support/oauth.ts';
import { createPageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const IN = [400, 'invalid_grant'];
const OUT = [401, 'invalid_client'];
const BAD = [400, 'invalid_request'];

/** Asks for a grant that nobody has, so that who gets in is told so. */
const knock = async (app: TestApp, fields: Record<string, string> | string[][], headers = {}) => {
  const grant = { grant_type: 'refresh_token', refresh_token: 'x' };
  const form = Array.isArray(fields)
    ? [...Object.entries(grant), ...fields]
    : { ...grant, ...fields };
  return oauthRefusal(await postForm(app, '/oauth/token', form, headers));
};
const enter = async (app: TestApp, client: KeyClient, changed: Changed = {}) =>
  knock(app, byAssertion(await signAssertion(app, client, changed)));

describe('a client by private_key_jwt', () => {
  it('authenticates at the token endpoint, revocation and introspection', async () => {
    const app = createTestApp();
    const browser = createPageClient(app);
    await browser.signIn(await register(app));
    const client = await addKeyClient(app, { firstParty: true });
    const signed = async () => byAssertion(await signAssertion(app, client));
    const code = await askForCode(browser, client);
    const { client_assertion: assertion } = await signed();
    const answer = await exchange(app, client, code, byAssertion(assertion));
    const { refresh_token: token } = await answer.json<GrantAnswer>();
    const inspect = async () =>
      (await postForm(app, '/oauth/introspect', { token, ...(await signed()) })).json();
    expect(await inspect()).toMatchObject({ active: true, client_id: client.id });
    const revoked = await postForm(app, '/oauth/revoke', { token, ...(await signed()) });
    expect(revoked.status).toBe(200);
    expect(await inspect()).toEqual({ active: false });
  });

  it('may do without client_id, and have only its own', async () => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    const other = await addKeyClient(app);
    expect(await enter(app, client)).toEqual(IN);
    const named = async (client_id: string) =>
      knock(app, { client_id, ...byAssertion(await signAssertion(app, client)) });
    expect(await named(client.id)).toEqual(IN);
    expect(await named(other.id)).toEqual(OUT);
  });

  it.each([7, true, [['a']], {}, { length: 3 }])('is not named by %j', async (sub) => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    expect(await enter(app, client, { claims: { sub } })).toEqual(OUT);
  });

  it('uses no other way, nor does another client use this one', async () => {
    const app = createTestApp();
    const key = await keyFor('ES256');
    const client = await addKeyClient(app, {}, key);
    expect(await knock(app, { client_id: client.id })).toEqual(OUT);
    const secret = { client_id: client.id, client_secret: client.secret };
    expect(await knock(app, secret)).toEqual(OUT);
    expect(await knock(app, {}, basic(client.id, client.secret))).toEqual(OUT);
    for (const authMethod of ['none', 'client_secret_basic', 'client_secret_post'] as const) {
      const other = await addKeyClient(app, { authMethod }, key);
      expect([authMethod, ...(await enter(app, other))]).toEqual([authMethod, ...OUT]);
    }
    const disabled = await addKeyClient(app, { disabledAt: app.clock() });
    expect(await enter(app, disabled)).toEqual(OUT);
  });

  it('is refused in two ways at once, with a field twice, or with another kind of assertion', async () => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    const fields = async () => byAssertion(await signAssertion(app, client));
    const withSecret = { ...(await fields()), client_secret: 'x', client_id: client.id };
    expect(await knock(app, withSecret)).toEqual(BAD);
    expect(await knock(app, await fields(), basic(client.id, 'x'))).toEqual(BAD);
    const { client_assertion, client_assertion_type } = await fields();
    const twice = [
      ['client_assertion_type', client_assertion_type],
      ['client_assertion', client_assertion],
      ['client_assertion', client_assertion],
    ];
    expect(await knock(app, twice)).toEqual(BAD);
    expect(await knock(app, { client_assertion })).toEqual(OUT);
    expect(await knock(app, { client_assertion_type, client_id: client.id })).toEqual(OUT);
    const saml = 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer';
    expect(await knock(app, { client_assertion, client_assertion_type: saml })).toEqual(OUT);
    // None of them used the assertion up.
    expect(await knock(app, { client_assertion, client_assertion_type })).toEqual(IN);
  });

  it('is not let in as one of INTROSPECTION_CLIENTS beside its assertion', async () => {
    const app = createTestApp({
      env: { INTROSPECTION_CLIENTS: 'gateway:a-secret-of-the-gateway' },
    });
    const client = await addKeyClient(app);
    const assertion = byAssertion(await signAssertion(app, client));
    const headers = basic('gateway', 'a-secret-of-the-gateway');
    const alone = await postForm(app, '/oauth/introspect', { token: 'x' }, headers);
    expect(alone.status).toBe(200);
    const both = await postForm(app, '/oauth/introspect', { token: 'x', ...assertion }, headers);
    expect(await oauthRefusal(both)).toEqual(BAD);
  });
});

describe('the key of an assertion', () => {
  it.each([
    ['ES256', {}],
    ['EdDSA', {}],
    ['Ed25519', {}],
    ['PS256', {}],
    ['PS256', { alg: 'PS256' }],
    ['RS256', { alg: 'RS256' }],
  ])('may be one for %s, registered with %j', async (alg, marks) => {
    const app = createTestApp();
    const client = await addKeyClient(app, {}, await keyFor(alg, marks));
    expect(await enter(app, client)).toEqual(IN);
  });

  it('says its algorithm, whatever the header says', async () => {
    const app = createTestApp();
    // The same numbers, so that only the algorithm differs.
    const rs256 = await keyFor('RS256');
    expect(await enter(app, await addKeyClient(app, {}, rs256))).toEqual(OUT);
    const ps256 = { ...rs256, publicKey: { ...rs256.publicKey, alg: 'PS256' } };
    expect(await enter(app, await addKeyClient(app, {}, ps256))).toEqual(OUT);
    const client = await addKeyClient(app);
    const claims = {
      iss: client.id,
      sub: client.id,
      aud: ISSUER,
      jti: 'x',
      exp: secondsOf(app) + 9,
    };
    const unsigned = new UnsecuredJWT(claims).encode();
    expect(await knock(app, byAssertion(unsigned))).toEqual(OUT);
    // A public key as the secret of a MAC (RFC 8725 §2.1).
    const secret = new TextEncoder().encode(JSON.stringify(client.key.publicKey));
    const mac = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    expect(await knock(app, byAssertion(mac))).toEqual(OUT);
  });

  it('is the registered one, never one that comes with the assertion', async () => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    const thief = await keyFor('ES256');
    const headers: Record<string, unknown>[] = [
      {},
      { jwk: thief.publicKey },
      { jku: 'https://thief.example/jwks.json' },
      { x5u: 'https://thief.example/cert.pem' },
      { x5c: ['MIIB'] },
    ];
    for (const header of headers) {
      const stolen = await enter(app, client, { key: thief, header });
      expect([header, ...stolen]).toEqual([header, ...OUT]);
      const own = await enter(app, client, { header });
      expect([header, ...own]).toEqual([header, ...IN]);
    }
    const critical = { crit: ['b64'], b64: true };
    expect(await enter(app, client, { header: critical })).toEqual(OUT);
  });

  it('is found by its id, or tried where none is given', async () => {
    const app = createTestApp();
    const [one, two] = [await keyFor('ES256', { kid: 'one' }), await keyFor('ES256')];
    const keys = [one.publicKey, two.publicKey];
    const client = await addKeyClient(app, { jwks: { keys } });
    const by = (key: AssertionKey, header: object = {}) =>
      enter(app, client, { key, header: { ...header } });
    expect(await by(one, { kid: 'one' })).toEqual(IN);
    expect(await by(one)).toEqual(IN);
    expect(await by(two)).toEqual(IN);
    expect(await by(two, { kid: 'unregistered' })).toEqual(IN);
    expect(await by(one, { kid: 'two' })).toEqual(OUT);
  });

  it('signs assertions: no other kind of token', async () => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    for (const typ of ['JWT', 'jwt', 'client-authentication+jwt'])
      expect(await enter(app, client, { header: { typ } })).toEqual(IN);
    for (const typ of ['dpop+jwt', 'at+jwt', 'logout+jwt', 'oauth-authz-req+jwt'])
      expect(await enter(app, client, { header: { typ } })).toEqual(OUT);
  });
});

describe('what an assertion says', () => {
  it.each<[string, (now: number, id: string) => Record<string, unknown>]>([
    ['iss of another', () => ({ iss: 'other' })],
    ['no iss', () => ({ iss: undefined })],
    ['sub of another', () => ({ sub: 'other' })],
    ['no sub', () => ({ sub: undefined })],
    ['no aud', () => ({ aud: undefined })],
    ['aud of another server', () => ({ aud: 'https://other.example' })],
    ['aud with a slash more', () => ({ aud: `${ISSUER}/` })],
    ['aud of the token endpoint', () => ({ aud: `${ISSUER}/oauth/token` })],
    ['aud of the PAR endpoint', () => ({ aud: `${ISSUER}/oauth/par` })],
    ['aud as a list', () => ({ aud: [ISSUER] })],
    ['no exp', () => ({ exp: undefined })],
    ['exp as a text', (now) => ({ exp: String(now + 60) })],
    ['exp now', (now) => ({ exp: now })],
    ['exp five minutes ago', (now) => ({ exp: now - 300 })],
    ['exp too far ahead', (now) => ({ exp: now + 311 })],
    ['iat more than a minute ahead', (now) => ({ iat: now + 61 })],
    ['nbf more than a minute ahead', (now) => ({ nbf: now + 61 })],
    ['iat as a text', (now) => ({ iat: String(now) })],
    ['no jti', () => ({ jti: undefined })],
    ['an empty jti', () => ({ jti: '' })],
    ['a jti of 256 characters', () => ({ jti: 'x'.repeat(256) })],
    ['a jti that is no text', () => ({ jti: 7 })],
  ])('is refused: %s', async (_, change) => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    const claims = change(secondsOf(app), client.id);
    expect(await enter(app, client, { claims })).toEqual(OUT);
  });

  it.each<[string, (now: number) => Record<string, unknown>]>([
    ['exp in five minutes', (now) => ({ exp: now + 300 })],
    ['iat and nbf 8 s ahead', (now) => ({ iat: now + 8, nbf: now + 8 })],
    ['no iat', () => ({ iat: undefined })],
    ['a jti of 255 characters', () => ({ jti: 'x'.repeat(255) })],
    ['a claim of its own', () => ({ extra: { a: 1 } })],
  ])('is taken: %s', async (_, change) => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    expect(await enter(app, client, { claims: change(secondsOf(app)) })).toEqual(IN);
  });

  it('may be for a list or the token endpoint, if the client is registered so', async () => {
    const app = createTestApp();
    const client = await addKeyClient(app, { lenientAudience: true });
    const endpoint = `${ISSUER}/oauth/token`;
    const good = [ISSUER, endpoint, [ISSUER], ['https://other.example', ISSUER], [endpoint]];
    for (const aud of good)
      expect([aud, ...(await enter(app, client, { claims: { aud } }))]).toEqual([aud, ...IN]);
    for (const aud of ['https://other.example', [], ['https://other.example'], `${endpoint}/`])
      expect([aud, ...(await enter(app, client, { claims: { aud } }))]).toEqual([aud, ...OUT]);
  });

  it('is told to who signed it, and to nobody else', async () => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    const claims = { aud: `${ISSUER}/oauth/token` };
    const why = async (changed: Changed) => {
      const fields = byAssertion(await signAssertion(app, client, changed));
      const response = await postForm(app, '/oauth/token', { grant_type: 'x', ...fields });
      return (await response.json<{ error_description: string }>()).error_description;
    };
    expect(await why({ claims })).toBe('client_assertion: aud must be the issuer as one string');
    expect(await why({ claims, key: await keyFor('ES256') })).toBe('Client authentication failed');
  });
});

describe('an assertion', () => {
  it('is good once until it expires, of twenty uses at a time too', async () => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    const fields = byAssertion(await signAssertion(app, client));
    const all = await Promise.all(Array.from({ length: 20 }, () => knock(app, fields)));
    expect(all.filter(([status]) => status === 400)).toHaveLength(1);
    expect(all.filter(([status]) => status === 401)).toHaveLength(19);
    app.advance(30_000);
    expect(await knock(app, fields)).toEqual(OUT);
    // The id goes with the client, and is free again soon after the assertion is over.
    const claims = { jti: 'the same' };
    expect(await enter(app, client, { claims })).toEqual(IN);
    expect(await enter(app, client, { claims })).toEqual(OUT);
    expect(await enter(app, await addKeyClient(app), { claims })).toEqual(IN);
    app.advance(65_000);
    expect(await enter(app, client, { claims })).toEqual(IN);
  });

  it('is remembered a little longer, where the clock of a guard is ahead of ours', async () => {
    const app = createTestApp();
    const client = await addKeyClient(app);
    const exp = secondsOf(app) + 60;
    const fields = byAssertion(await signAssertion(app, client, { claims: { exp } }));
    expect(await knock(app, fields)).toEqual(IN);
    const guard = env.ACCOUNT_GUARD.getByName(`client-${client.id}`);
    const swept = 'delete from held where expires_at <= ?';
    await runInDurableObject(guard, (_, { storage }) => {
      storage.sql.exec(swept, exp * 1000 + 2000);
    });
    app.advance(58_000);
    expect(await knock(app, fields)).toEqual(OUT);
  });

  it('is remembered nowhere if its signature or what it says is wrong', async () => {
    const calls: string[] = [];
    const guards = hookedGuards((method, call) => {
      calls.push(method);
      return call();
    });
    const app = createTestApp({ env: { ACCOUNT_GUARD: guards } });
    const client = await addKeyClient(app);
    const claims = { jti: 'of a thief' };
    await enter(app, client, { key: await keyFor('ES256'), claims });
    await enter(app, client, { claims: { ...claims, exp: 1 } });
    expect(calls).toEqual([]);
    expect(await enter(app, client, { claims })).toEqual(IN);
    expect(calls).toEqual(['useOnce']);
  });

  it('lets nobody in while nobody can say whether it was used', async () => {
    const guards = hookedGuards(() => Promise.reject(new Error('guard is down')));
    const app = createTestApp({ env: { ACCOUNT_GUARD: guards } });
    const client = await addKeyClient(app);
    expect(await enter(app, client)).toEqual([503, 'temporarily_unavailable']);
  });

  it('that is none is refused as such', async () => {
    const app = createTestApp();
    const client = await addClient(app, { authMethod: 'private_key_jwt' });
    for (const text of [
      'x',
      'a.b.c',
      '..',
      'é',
      `${'a'.repeat(9000)}.b.c`,
      `{"sub":"${client.id}"}`,
    ])
      expect(await knock(app, { ...byAssertion(text), client_id: client.id })).toEqual(OUT);
  });
});
