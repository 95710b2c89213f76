import { CompactSign, SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { createVerifier, type Refusal, type Verifier } from '../../../src/client/server/index.ts';
import { type Changes, createIssuer, goodClaims, ISSUER } from './issuer.ts';

type Issuer = Awaited<ReturnType<typeof createIssuer>>;
let issuer: Issuer;
let verifier: Verifier;
beforeEach(async () => {
  issuer = await createIssuer();
  verifier = createVerifier({ issuer: ISSUER, fetch: issuer.fetch });
});

const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it was let in'),
    (error: Refusal) => error,
  );
const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;

describe('a token', () => {
  it('of the issuer for this audience is good, with one look at the keys', async () => {
    const claims = await verifier.verify(await issuer.sign());
    expect(claims).toMatchObject({ sub: 'ada', client_id: 'app', acr: 'aal1' });
    await verifier.verify(await issuer.sign());
    expect(issuer.asked).toEqual([`${ISSUER}/.well-known/jwks.json`]);
  });

  it.each<[string, Changes]>([
    ['that has expired', { exp: hourAgo() }],
    ['that is not valid yet', { nbf: hourAgo() + 7200 } as Changes],
    ['for another audience', { aud: 'https://other.example.com' }],
    ['for its app, as ID tokens are', { aud: 'app' }],
    ['of another issuer', { iss: 'https://evil.example.com' }],
    ['of the issuer with a slash', { iss: `${ISSUER}/` }],
    ['that is an ID token by its type', { header: { typ: 'JWT' } }],
    ['that has no type', { header: { typ: undefined } }],
    ['that never expires', { exp: undefined }],
    ['without a subject', { sub: undefined }],
    ['without a client', { client_id: undefined }],
    ['without an id', { jti: undefined }],
  ])('%s is refused', async (_, changes) => {
    expect(await refusalOf(verifier.verify(await issuer.sign(changes)))).toMatchObject({
      code: 'invalid_token',
      status: 401,
    });
  });

  it('without a signature is refused', async () => {
    const none = new UnsecuredJWT(goodClaims()).encode();
    const header = Buffer.from('{"alg":"none","typ":"at+jwt","kid":"first"}').toString('base64url');
    const typed = `${header}.${none.split('.')[1]}.`;
    for (const token of [none, typed])
      expect(await refusalOf(verifier.verify(token))).toMatchObject({ code: 'invalid_token' });
  });

  it('signed with the public key as a shared secret is refused', async () => {
    const [published] = issuer.published;
    const secret = new TextEncoder().encode(JSON.stringify(published));
    const forged = await new SignJWT(goodClaims())
      .setProtectedHeader({ alg: 'HS256', kid: 'first', typ: 'at+jwt' })
      .sign(secret);
    expect(await refusalOf(verifier.verify(forged))).toMatchObject({ code: 'invalid_token' });
  });

  it('signed with a shared secret is refused even where the issuer publishes one', async () => {
    const secret = new Uint8Array(32);
    issuer.published.push({ kty: 'oct', k: 'A'.repeat(43), kid: 'shared', alg: 'HS256' });
    const signed = await new SignJWT(goodClaims())
      .setProtectedHeader({ alg: 'HS256', kid: 'shared', typ: 'at+jwt' })
      .sign(secret);
    expect(await refusalOf(verifier.verify(signed))).toMatchObject({ code: 'invalid_token' });
  });

  it('of a key that the issuer does not have is refused, also by its name', async () => {
    const forger = await issuer.createKey('first');
    const token = await issuer.sign({}, forger);
    expect(await refusalOf(verifier.verify(token))).toMatchObject({ code: 'invalid_token' });
  });

  it('signed by an algorithm that is not taken here is refused', async () => {
    const strict = createVerifier({ issuer: ISSUER, algorithms: ['EdDSA'], fetch: issuer.fetch });
    const token = await issuer.sign();
    expect(await refusalOf(strict.verify(token))).toMatchObject({ code: 'invalid_token' });
  });

  it('whose payload is no object is refused', async () => {
    const token = await new CompactSign(new TextEncoder().encode('"ada"'))
      .setProtectedHeader({ alg: 'ES256', kid: 'first', typ: 'at+jwt' })
      .sign(issuer.key.privateKey);
    expect(await refusalOf(verifier.verify(token))).toMatchObject({ code: 'invalid_token' });
  });

  it.each(['ES256', 'EdDSA', 'RS256'])('signed by %s is good', async (alg) => {
    const key = await issuer.createKey('other', alg);
    issuer.published.push(key.jwk);
    expect(await verifier.verify(await issuer.sign({}, key))).toMatchObject({ sub: 'ada' });
  });

  it('may be late by the tolerance of clocks, and no later', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await verifier.verify(await issuer.sign({ exp: now - 1 }))).toBeDefined();
    const exact = createVerifier({ issuer: ISSUER, clockTolerance: 0, fetch: issuer.fetch });
    const late = await issuer.sign({ exp: now - 1 });
    expect(await refusalOf(exact.verify(late))).toMatchObject({ code: 'invalid_token' });
  });

  it('is for one of several audiences', async () => {
    const api = 'https://api.example.com';
    const other = createVerifier({ issuer: ISSUER, audience: api, fetch: issuer.fetch });
    expect(await other.verify(await issuer.sign({ aud: [ISSUER, api] }))).toBeDefined();
    const token = await issuer.sign();
    expect(await refusalOf(other.verify(token))).toMatchObject({ code: 'invalid_token' });
  });
});

it.each(['HS256', 'none', 'A128KW'])('%s cannot be allowed', (algorithm) => {
  expect(() => createVerifier({ issuer: ISSUER, algorithms: [algorithm] })).toThrow(TypeError);
});

describe('a request', () => {
  const asks = (authorization?: string) => {
    const headers = new Headers(authorization === undefined ? {} : { authorization });
    return verifier.verifyRequest({ headers });
  };

  it('bears its token in the header, in any case', async () => {
    const token = await issuer.sign();
    expect(await asks(`Bearer ${token}`)).toMatchObject({ sub: 'ada' });
    expect(await asks(`bearer ${token}`)).toMatchObject({ sub: 'ada' });
    const node = { headers: { authorization: `Bearer ${token}` } };
    expect(await verifier.verifyRequest(node)).toMatchObject({ sub: 'ada' });
  });

  it.each([undefined, '', 'Basic YTpi', 'Bearer'])(
    'without one (%s) learns of no error',
    async (given) => {
      const { code, status, headers } = await refusalOf(asks(given));
      expect({ code, status }).toEqual({ code: 'token_missing', status: 401 });
      expect(headers['WWW-Authenticate']).toBe('Bearer');
    },
  );

  it.each(['Bearer a b', 'Bearer a, Bearer b', 'Bearer "a"', 'Bearer ä'])(
    'with %s is refused',
    async (given) => {
      const headers = { authorization: given };
      const refusal = await refusalOf(verifier.verifyRequest({ headers }));
      expect(refusal.code).toBe('invalid_token');
      expect(refusal.headers['WWW-Authenticate']).toMatch(/^Bearer error="invalid_token", /);
    },
  );

  it('has the refusal as a response', async () => {
    const response = (await refusalOf(asks('Bearer x'))).toResponse();
    expect(response.status).toBe(401);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ error: 'invalid_token' });
  });
});

describe('a route needs', () => {
  it('scopes, all of them', async () => {
    const token = await issuer.sign();
    expect(await verifier.verify(token, { scope: 'openid profile' })).toBeDefined();
    const refusal = await refusalOf(verifier.verify(token, { scope: 'profile email' }));
    expect(refusal).toMatchObject({ code: 'insufficient_scope', status: 403 });
    expect(refusal.headers['WWW-Authenticate']).toContain('scope="profile email"');
    const part = await issuer.sign({ scope: 'openid profile_admin' });
    expect(await refusalOf(verifier.verify(part, { scope: 'profile' }))).toBeDefined();
    const none = await issuer.sign({ scope: undefined });
    expect(await refusalOf(verifier.verify(none, { scope: 'profile' }))).toBeDefined();
  });

  it('two steps, and challenges as RFC 9470 says', async () => {
    const refusal = await refusalOf(verifier.verify(await issuer.sign(), { acr: 'aal2' }));
    expect(refusal).toMatchObject({ code: 'insufficient_user_authentication', status: 401 });
    expect(refusal.headers['WWW-Authenticate']).toMatch(
      /^Bearer error="insufficient_user_authentication", .*acr_values="aal2"$/,
    );
    const strong = await issuer.sign({ acr: 'aal2' });
    expect(await verifier.verify(strong, { acr: 'aal2' })).toBeDefined();
    expect(await verifier.verify(strong, { acr: 'aal1' })).toBeDefined();
    const unknown = await issuer.sign({ acr: undefined });
    expect(await refusalOf(verifier.verify(unknown, { acr: 'aal1' }))).toBeDefined();
  });

  it('a fresh proof, and says how fresh', async () => {
    const token = await issuer.sign({ auth_time: hourAgo() });
    expect(await verifier.verify(token, { maxAge: 3700 })).toBeDefined();
    const refusal = await refusalOf(verifier.verify(token, { maxAge: 300 }));
    expect(refusal.headers['WWW-Authenticate']).toContain('max_age="300"');
    const unknown = await issuer.sign({ auth_time: undefined });
    expect(await refusalOf(verifier.verify(unknown, { maxAge: 300 }))).toBeDefined();
  });
});

describe('a token that is bound to a key', () => {
  const cnf = { jkt: 'thumbprint' };
  const asks = async (scheme: string, changes: Changes = { cnf }, check?: () => Promise<void>) => {
    const options = { issuer: ISSUER, fetch: issuer.fetch };
    const mine = createVerifier(check === undefined ? options : { ...options, checkProof: check });
    const headers = { authorization: `${scheme} ${await issuer.sign(changes)}` };
    return mine.verifyRequest({ headers });
  };

  it('is refused where no proof is taken, under any name', async () => {
    expect(await refusalOf(asks('Bearer'))).toMatchObject({ code: 'invalid_token' });
    expect(await refusalOf(asks('DPoP'))).toMatchObject({ code: 'invalid_token' });
    const token = await issuer.sign({ cnf });
    expect(await refusalOf(verifier.verify(token))).toMatchObject({ code: 'invalid_token' });
    const other = { cnf: { 'x5t#S256': 'certificate' } };
    expect(await refusalOf(asks('Bearer', other))).toMatchObject({ code: 'invalid_token' });
    expect(await refusalOf(asks('DPoP', other, async () => undefined))).toBeDefined();
  });

  it('is refused as a bearer token even where proofs are taken', async () => {
    const refusal = await refusalOf(asks('Bearer', { cnf }, async () => undefined));
    expect(refusal.code).toBe('invalid_token');
  });

  it('is good with its proof, and with no other', async () => {
    expect(await asks('DPoP', { cnf }, async () => undefined)).toMatchObject({ cnf });
    const refusal = await refusalOf(asks('DPoP', { cnf }, () => Promise.reject(new Error('no'))));
    expect(refusal.headers['WWW-Authenticate']).toMatch(/^DPoP error="invalid_token"/);
  });

  it('is no other one: a bearer token does not come as DPoP', async () => {
    const refusal = await refusalOf(asks('DPoP', {}, async () => undefined));
    expect(refusal.code).toBe('invalid_token');
  });
});
