import { createHash } from 'node:crypto';
import { decodeProtectedHeader, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../../src/cli/make-key.ts';
import { HOUR, SECOND } from '../../src/shared/clock.ts';
import { verifyAccessToken, verifyAnyAccessToken } from '../../src/tokens/access-token.ts';
import { verifyGrantRefreshToken } from '../../src/tokens/grant-refresh-token.ts';
import { type NewIdToken, readIdTokenHint, signIdToken } from '../../src/tokens/id-token.ts';
import { createJwt } from '../../src/tokens/jwt.ts';
import { deriveSecretKeys } from '../../src/tokens/secret-keys.ts';
import { importSigningKeys, type JwkSet, jwkSetSchema } from '../../src/tokens/signing-keys.ts';
import { createVerifiedTokens } from '../../src/tokens/verified-tokens.ts';

const NOW = Date.UTC(2200, 0, 1);
const ISSUER = 'https://auth.test';

const keySet = async (...algs: ('ES256' | 'EdDSA' | 'RS256' | 'HS256')[]): Promise<JwkSet> =>
  jwkSetSchema.parse({ keys: await Promise.all(algs.map(makeKey)) });
const jwtOf = (keys: JwkSet, now = NOW, issuer = ISSUER) =>
  createJwt({
    keys,
    secretKeys: deriveSecretKeys(['present']),
    issuer,
    audience: issuer,
    clientId: 'latchkey',
    clock: () => now,
    verified: createVerifiedTokens(),
  });

const idToken = (given: Partial<NewIdToken> = {}): NewIdToken => ({
  alg: 'RS256',
  userId: crypto.randomUUID(),
  clientId: 'app',
  sessionId: crypto.randomUUID(),
  issuedAt: NOW,
  expiresAt: NOW + HOUR,
  authTime: NOW - HOUR,
  amr: ['pwd'],
  accessToken: 'access',
  nonce: null,
  claims: {},
  ...given,
});

const payloadOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload;

describe('an ID token', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('is signed by the first key of %s', async (alg) => {
    const keys = await keySet('ES256', 'RS256', 'EdDSA', 'EdDSA', 'RS256', 'ES256');
    const token = await signIdToken(jwtOf(keys), idToken({ alg }));
    const first = keys.keys.find((key) => key.alg === alg);
    expect(decodeProtectedHeader(token)).toEqual({ alg, typ: 'JWT', kid: first?.kid });
  });

  it('is not signed at all without a key of its algorithm', async () => {
    const signing = signIdToken(jwtOf(await keySet('ES256', 'HS256')), idToken());
    await expect(signing).rejects.toThrow('RS256');
  });

  it.each([
    ['ES256', 'sha256', 16],
    ['RS256', 'sha256', 16],
    ['EdDSA', 'sha512', 32],
  ] as const)('by %s has half of the access token’s %s', async (alg, name, bytes) => {
    const token = await signIdToken(jwtOf(await keySet(alg)), idToken({ alg }));
    const hash = createHash(name).update('access').digest();
    expect(payloadOf(token).at_hash).toBe(hash.subarray(0, bytes).toString('base64url'));
  });

  it('leaves out what is not there, and lets no claim of a user replace its own', async () => {
    const claims = { email: 'a@example.com', iss: 'evil', sub: 'evil', aud: 'evil', sid: 'evil' };
    const given = idToken({ claims });
    const payload = payloadOf(await signIdToken(jwtOf(await keySet('RS256')), given));
    const { userId: sub, clientId: aud, sessionId: sid } = given;
    expect(payload).toMatchObject({ iss: ISSUER, sub, aud, sid, azp: aud });
    expect(payload).toMatchObject({ email: 'a@example.com', exp: (NOW + HOUR) / SECOND });
    expect(payload).not.toHaveProperty('nonce');
  });

  it('says when it was issued and when the person proved it, in seconds, and returns the nonce', async () => {
    const given = idToken({ nonce: 'of the client' });
    const payload = payloadOf(await signIdToken(jwtOf(await keySet('RS256')), given));
    expect(payload).toMatchObject({
      iat: NOW / SECOND,
      auth_time: (NOW - HOUR) / SECOND,
      nonce: 'of the client',
    });
  });

  it('can be had by each algorithm that a key pair is there for', async () => {
    const keys = await keySet('HS256', 'RS256', 'ES256', 'RS256');
    expect(jwtOf(keys).idTokenAlgs()).toEqual(['RS256', 'ES256']);
  });

  it('is no access token and no refresh token', async () => {
    const jwt = jwtOf(await keySet('RS256'));
    const token = await signIdToken(jwt, idToken({ clientId: ISSUER }));
    for (const read of [verifyAccessToken, verifyAnyAccessToken, verifyGrantRefreshToken])
      await expect(read(jwt, token)).rejects.toMatchObject({ code: 'token_invalid' });
  });
});

describe('a hint', () => {
  it('is read after it has expired, and after its key no longer signs', async () => {
    const before = await keySet('RS256');
    const given = idToken();
    const token = await signIdToken(jwtOf(before), given);
    const after = jwkSetSchema.parse({ keys: [await makeKey('RS256'), ...before.keys] });
    expect(await readIdTokenHint(jwtOf(after, NOW + 400 * HOUR), token)).toMatchObject({
      sub: given.userId,
      aud: 'app',
      sid: given.sessionId,
    });
  });

  it('is nothing if it is forged, of another issuer, unsigned, or another kind of token', async () => {
    const keys = await keySet('RS256', 'HS256');
    const jwt = jwtOf(keys);
    const token = await signIdToken(jwt, idToken());
    const { byId } = await importSigningKeys(keys);
    const [rsa, shared] = [...byId.values()];
    if (rsa === undefined || shared === undefined) throw new Error('no keys');
    const claims = payloadOf(token);
    const signed = (typ: string, { kid, alg, privateKey } = rsa) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid, typ }).sign(privateKey);
    const wrong = [
      '',
      'a.b.c',
      `${token.slice(0, -4)}AAAA`,
      token.slice(0, token.lastIndexOf('.') + 1),
      new UnsecuredJWT(claims).encode(),
      await signIdToken(jwtOf(await keySet('RS256')), idToken()),
      await signIdToken(jwtOf(keys, NOW, 'https://other.test'), idToken()),
      await signed('at+jwt'),
      await signed('logout+jwt'),
      await signed('JWT', shared),
    ];
    for (const hint of wrong) expect(await readIdTokenHint(jwt, hint)).toBeNull();
    expect(await readIdTokenHint(jwt, await signed('JWT'))).not.toBeNull();
  });
});
