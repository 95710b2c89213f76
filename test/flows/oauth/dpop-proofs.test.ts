import { base64url, exportJWK, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createProver,
  exchangeProved,
  grantIn,
  type ProofChanges,
  type Prover,
} from '../../support/dpop.ts';
import {
  addClient,
  askForCode,
  ISSUER,
  oauthRefusal,
  type TestClient,
} from '../../support/oauth.ts';
import { createPageClient, type PageClient } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const INFO = '/oauth/userinfo';
const TOKEN = '/oauth/token';
const ALGS = 'algs="ES256 EdDSA Ed25519 PS256"';
const STRANGE = 'https://other.example';

let app: TestApp;
let browser: PageClient;
let client: TestClient;
let prover: Prover;
let token: string;

beforeEach(async () => {
  app = createTestApp();
  browser = createPageClient(app);
  await browser.signIn(await register(app));
  client = await addClient(app);
  prover = await createProver(app);
  const code = await askForCode(browser, client);
  token = (await grantIn(await exchangeProved(app, client, code, prover))).access_token;
});

const askInfo = (proof: string | null, bearing = token) =>
  app.fetch(INFO, {
    headers: { Authorization: `DPoP ${bearing}`, ...(proof !== null && { DPoP: proof }) },
  });
/** A proof with this header and these claims, whatever they are, without a good signature. */
const unsigned = (header: object, claims: object = {}) =>
  [header, claims].map((part) => base64url.encode(JSON.stringify(part))).join('.');

type Case = [string, (changed: ProofChanges) => Promise<string | null>];
const iatAt = (seconds: number) => ({ iat: Math.floor(app.clock() / 1000) + seconds });
/** Proofs that are wrong, for a request that would be good with the changes that they get. */
const WRONG: Case[] = [
  ['of which there is none', async () => null],
  ['that is no JWS', async () => 'not a proof'],
  ['in the JSON form', async () => '{"payload":"","signature":""}'],
  ['of a typ that is not dpop+jwt', (is) => make({ ...is, header: { typ: 'JWT' } })],
  ['without typ', (is) => make({ ...is, header: { typ: null } })],
  ['with alg none', async () => `${unsigned({ alg: 'none', typ: 'dpop+jwt', jwk: prover.jwk })}.`],
  ['with a symmetric alg', symmetric],
  ['with an alg that is not listed', () => of('ES384')],
  ['without a jwk', (is) => make({ ...is, header: { jwk: null } })],
  ['with a private jwk', async (is) => make({ ...is, header: { jwk: await privateJwk() } })],
  ['with a jwk that is no key', (is) => make({ ...is, header: { jwk: { kty: 'EC' } } })],
  [
    'with the jwk of another key',
    async (is) => make({ ...is, header: { jwk: (await other()).jwk } }),
  ],
  ['with a bad signature', async (is) => spoil(await make(is))],
  ['with crit', async (is) => critical(is)],
  ['without jti', (is) => make({ ...is, claims: { jti: null } })],
  ['with an empty jti', (is) => make({ ...is, claims: { jti: '' } })],
  ['with a jti of 256 characters', (is) => make({ ...is, claims: { jti: 'x'.repeat(256) } })],
  ['with a jti that is no string', (is) => make({ ...is, claims: { jti: 1 } })],
  ['without htm', (is) => make({ ...is, claims: { htm: null } })],
  ['with another htm', (is) => make({ ...is, claims: { htm: 'DELETE' } })],
  ['with htm in lower case', (is) => make({ ...is, claims: { htm: 'get' } })],
  ['without htu', (is) => make({ ...is, claims: { htu: null } })],
  ['with an htu that is no string', (is) => make({ ...is, claims: { htu: [`${ISSUER}${INFO}`] } })],
  ['with another path in htu', (is) => make({ ...is, claims: { htu: `${ISSUER}/oauth/other` } })],
  ['with another host in htu', (is) => make({ ...is, claims: { htu: `${STRANGE}${INFO}` } })],
  [
    'with another scheme in htu',
    (is) => make({ ...is, claims: { htu: `http://auth.test${INFO}` } }),
  ],
  ['with another port in htu', (is) => make({ ...is, claims: { htu: `${ISSUER}:8443${INFO}` } })],
  ['with a user in htu', (is) => make({ ...is, claims: { htu: `https://a@auth.test${INFO}` } })],
  ['without iat', (is) => make({ ...is, claims: { iat: null } })],
  ['with an iat that is a string', (is) => make({ ...is, claims: { iat: String(iatAt(0).iat) } })],
  ['with an iat an hour ago', (is) => make({ ...is, claims: iatAt(-3600) })],
  ['with an iat an hour ahead', (is) => make({ ...is, claims: iatAt(3600) })],
  ['with an iat 61 seconds ago', (is) => make({ ...is, claims: iatAt(-61) })],
  ['with an iat 61 seconds ahead', (is) => make({ ...is, claims: iatAt(61) })],
  ['too long to be read', (is) => make({ ...is, claims: { more: 'x'.repeat(4096) } })],
];

/** A proof of the token's key for userinfo. */
const make = (changed: ProofChanges) => prover.prove('GET', INFO, { token, ...changed });
const other = () => createProver(app);
const of = async (alg: string) => (await createProver(app, alg)).prove('GET', INFO, { token });
const privateJwk = () => exportJWK(prover.privateKey);
async function symmetric() {
  const claims = { jti: 'a', htm: 'GET', htu: `${ISSUER}${INFO}`, ...iatAt(0) };
  const jwk = { kty: 'oct', k: base64url.encode('a'.repeat(32)) };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk: jwk as never })
    .sign(new TextEncoder().encode('a'.repeat(32)));
}
async function critical(changed: ProofChanges) {
  const header = { crit: ['b64'], b64: true };
  return make({ ...changed, header });
}
/** Another signature of the same length. */
const spoil = (proof: string) => {
  const [head = '', body = '', sign = ''] = proof.split('.');
  return [head, body, sign.startsWith('A') ? `B${sign.slice(1)}` : `A${sign.slice(1)}`].join('.');
};

describe('a DPoP proof is refused at userinfo', () => {
  it.each(WRONG)('%s', async (_, wrong) => {
    const response = await askInfo(await wrong({}));
    expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([
      401,
      `DPoP error="invalid_dpop_proof", ${ALGS}, Bearer`,
    ]);
    expect(await oauthRefusal(response)).toEqual([401, 'invalid_dpop_proof']);
  });

  it('without ath, and with one of another token', async () => {
    for (const claims of [{ ath: null }, { ath: 'x' }, { ath: `${'A'.repeat(43)}` }]) {
      const response = await askInfo(await make({ claims }));
      expect(await oauthRefusal(response)).toEqual([401, 'invalid_dpop_proof']);
    }
  });

  it('of another key than the token is bound to', async () => {
    const proof = await (await other()).prove('GET', INFO, { token });
    const response = await askInfo(proof);
    expect(response.headers.get('WWW-Authenticate')).toBe(
      `DPoP error="invalid_token", ${ALGS}, Bearer`,
    );
    expect(await oauthRefusal(response)).toEqual([401, 'invalid_token']);
  });

  it('in two headers, both of which are good', async () => {
    const headers = new Headers({ Authorization: `DPoP ${token}` });
    for (const proof of [await make({}), await make({})]) headers.append('DPoP', proof);
    const response = await app.fetch(INFO, { headers });
    expect(await oauthRefusal(response)).toEqual([401, 'invalid_dpop_proof']);
  });

  it('the second time: its jti is good once', async () => {
    const proof = await make({});
    expect((await askInfo(proof)).status).toBe(200);
    expect(await oauthRefusal(await askInfo(proof))).toEqual([401, 'invalid_dpop_proof']);
    const again = await make({ claims: { jti: 'of my own', iat: iatAt(-1).iat } });
    expect((await askInfo(again)).status).toBe(200);
    const later = await make({ claims: { jti: 'of my own' } });
    expect(await oauthRefusal(await askInfo(later))).toEqual([401, 'invalid_dpop_proof']);
  });
});

describe('a DPoP proof is refused at the token endpoint', () => {
  const toToken = (changed: ProofChanges) => prover.prove('POST', TOKEN, changed);
  const cases: [string, () => Promise<string>][] = [
    ['for another route', () => make({})],
    ['with another htm', () => toToken({ claims: { htm: 'GET' } })],
    ['with another host', () => toToken({ claims: { htu: `${STRANGE}${TOKEN}` } })],
    ['an hour old', () => toToken({ claims: iatAt(-3600) })],
    ['without jti', () => toToken({ claims: { jti: null } })],
    ['with a bad signature', async () => spoil(await toToken({}))],
    ['with a private jwk', async () => toToken({ header: { jwk: await privateJwk() } })],
    ['in two headers', async () => `${await toToken({})}, ${await toToken({})}`],
    ['that is empty', async () => ''],
  ];
  it.each(cases)('%s', async (_, wrong) => {
    const code = await askForCode(browser, client);
    const refused = await exchangeProved(app, client, code, await wrong());
    expect(refused.headers.get('WWW-Authenticate')).toBeNull();
    expect(await oauthRefusal(refused)).toEqual([400, 'invalid_dpop_proof']);
    // The code is not used up by that.
    expect((await exchangeProved(app, client, code, prover)).status).toBe(200);
  });
});

describe('a DPoP proof passes', () => {
  const cases: [string, () => ProofChanges][] = [
    ['with a query on htu', () => ({ claims: { htu: `${ISSUER}${INFO}?a=b` } })],
    ['with a fragment on htu', () => ({ claims: { htu: `${ISSUER}${INFO}#a` } })],
    ['with scheme and host in upper case', () => ({ claims: { htu: `HTTPS://AUTH.TEST${INFO}` } })],
    ['with the default port', () => ({ claims: { htu: `${ISSUER}:443${INFO}` } })],
    ['with claims that nobody knows', () => ({ claims: { more: { a: 1 } } })],
    ['with exp and nbf', () => ({ claims: { exp: iatAt(10).iat, nbf: iatAt(-10).iat } })],
    ['with a nonce that nobody asked for', () => ({ claims: { nonce: 'a' } })],
    ['made 10 seconds ago', () => ({ claims: iatAt(-10) })],
    ['made 10 seconds ahead', () => ({ claims: iatAt(10) })],
    ['made 60 seconds ago', () => ({ claims: iatAt(-60) })],
    ['with a jti of 255 characters', () => ({ claims: { jti: 'j'.repeat(255) } })],
  ];
  it.each(cases)('%s', async (_, changed) => {
    expect((await askInfo(await make(changed()))).status).toBe(200);
  });

  it('with scheme and header name in any case', async () => {
    for (const [scheme, name] of [
      ['dpop', 'dpop'],
      ['dPoP', 'DPOP'],
      ['DPOP', 'dPoP'],
    ] as const) {
      const headers = { Authorization: `${scheme} ${token}`, [name]: await make({}) };
      expect((await app.fetch(INFO, { headers })).status).toBe(200);
    }
  });

  it.each(['ES256', 'EdDSA', 'Ed25519', 'PS256'])('by %s', async (alg) => {
    const key = await createProver(app, alg);
    const code = await askForCode(browser, client);
    const { access_token } = await grantIn(await exchangeProved(app, client, code, key));
    const headers = await key.present('GET', INFO, access_token);
    expect((await app.fetch(INFO, { headers })).status).toBe(200);
  });

  it('by POST too, for the address of the configured issuer and no other host', async () => {
    const post = async (base: string, htu: string) => {
      const headers = {
        ...(await prover.present('POST', INFO, token, { claims: { htu } })),
        'X-Forwarded-Host': 'other.example',
      };
      return (await app.fetch(INFO, { method: 'POST', headers, base })).status;
    };
    expect(await post(ISSUER, `${ISSUER}${INFO}`)).toBe(200);
    expect(await post(STRANGE, `${ISSUER}${INFO}`)).toBe(200);
    expect(await post(STRANGE, `${STRANGE}${INFO}`)).toBe(401);
  });
});

it('a proof is in no log', async () => {
  const proof = await make({});
  await askInfo(proof);
  await askInfo(proof);
  await askInfo(spoil(proof));
  const [, payload = '', signature = ''] = proof.split('.');
  const logged = JSON.stringify(app.logs, (_, value) =>
    value instanceof Error ? `${value.stack} ${value.cause}` : value,
  );
  for (const part of [payload, signature, prover.jkt]) expect(logged).not.toContain(part);
});

it('a proof by an RSA key of 1024 bits is refused', async () => {
  const algorithm = { name: 'RSA-PSS', modulusLength: 1024, hash: 'SHA-256' };
  const exponent = new Uint8Array([1, 0, 1]);
  const { privateKey, publicKey } = (await crypto.subtle.generateKey(
    { ...algorithm, publicExponent: exponent },
    true,
    ['sign', 'verify'],
  )) as CryptoKeyPair;
  const { kty, n, e } = await exportJWK(publicKey);
  const claims = { jti: 'a', htm: 'GET', htu: `${ISSUER}${INFO}`, ...iatAt(0) };
  const signed = unsigned({ alg: 'PS256', typ: 'dpop+jwt', jwk: { kty, n, e } }, claims);
  const pss = { name: 'RSA-PSS', saltLength: 32 };
  const signature = await crypto.subtle.sign(pss, privateKey, new TextEncoder().encode(signed));
  const proof = `${signed}.${base64url.encode(new Uint8Array(signature))}`;
  expect(await oauthRefusal(await askInfo(proof))).toEqual([401, 'invalid_dpop_proof']);
});
