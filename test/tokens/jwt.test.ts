import { importJWK, type JWK, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { makeKey } from '../../src/cli/make-key.ts';
import { AppError } from '../../src/shared/errors.ts';
import { createJwt } from '../../src/tokens/jwt.ts';
import { type JwkSet, jwkSetSchema, publicPart } from '../../src/tokens/signing-keys.ts';

const NOW = 1_800_000_000_000;
const base = { issuer: 'https://auth.test', audience: 'https://api.test', clock: () => NOW };
const claims = z.object({ sub: z.string() });
const set = async (...algorithms: ('ES256' | 'EdDSA' | 'HS256')[]): Promise<JwkSet> =>
  jwkSetSchema.parse({ keys: await Promise.all(algorithms.map(makeKey)) });
const times = { iat: NOW / 1000, exp: NOW / 1000 + 60 };
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

describe.each(['ES256', 'EdDSA', 'HS256'] as const)('a token of a %s key', (alg) => {
  it('is verified by its key and by nobody else’s', async () => {
    const jwt = createJwt({ ...base, keys: await set(alg) });
    const token = await jwt.sign('at+jwt', { sub: 'ada', ...times });
    expect(await jwt.verify('at+jwt', token, claims)).toEqual({ sub: 'ada' });
    expect(await codeOf(createJwt({ ...base, keys: await set(alg) }).verify('at+jwt', token, claims))).toBe('token_invalid');
  });

  it('is refused by another issuer, audience and type, and when its time is over', async () => {
    const keys = await set(alg);
    const token = await createJwt({ ...base, keys }).sign('at+jwt', { sub: 'ada', ...times });
    for (const other of [{ issuer: 'https://other.test' }, { audience: 'https://other.test' }]) {
      expect(await codeOf(createJwt({ ...base, keys, ...other }).verify('at+jwt', token, claims))).toBe('token_invalid');
    }
    expect(await codeOf(createJwt({ ...base, keys }).verify('rt+jwt', token, claims))).toBe('token_invalid');
    expect(await codeOf(createJwt({ ...base, keys, clock: () => NOW + 60_000 }).verify('at+jwt', token, claims))).toBe('token_expired');
    expect(await codeOf(createJwt({ ...base, keys, clock: () => NOW - 60_000 }).verify('at+jwt', token, claims))).toBe('token_invalid');
  });

  it('is still good after another key was put in front', async () => {
    const old = await set(alg);
    const token = await createJwt({ ...base, keys: old }).sign('at+jwt', { sub: 'ada', ...times });
    const rotated = { keys: [...(await set('ES256')).keys, ...old.keys] };
    expect(await codeOf(createJwt({ ...base, keys: rotated }).verify('at+jwt', token, claims))).toBe('accepted');
  });
});

describe('a token whose header lies', () => {
  it('about its algorithm is refused, though the key is ours', async () => {
    const keys = await set('ES256', 'HS256');
    const [signer, secret] = keys.keys as [JWK, JWK];
    const jwt = createJwt({ ...base, keys });
    const body = { sub: 'ada', iss: base.issuer, aud: base.audience, ...times };
    const forged = await new SignJWT(body)
      .setProtectedHeader({ alg: 'HS256', kid: signer.kid ?? '', typ: 'at+jwt' })
      .sign(await importJWK(secret, 'HS256'));
    expect(await codeOf(jwt.verify('at+jwt', forged, claims))).toBe('token_invalid');
    const anonymous = await new SignJWT(body).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' }).sign(await importJWK(signer, 'ES256'));
    expect(await codeOf(jwt.verify('at+jwt', anonymous, claims))).toBe('token_invalid');
  });
});

describe('a key set', () => {
  it('is refused when it cannot sign, names a key twice or holds a short secret', async () => {
    const key = await makeKey('ES256');
    const { d, ...publicOnly } = key;
    for (const keys of [[], [publicOnly], [key, key], [{ kid: 'x', kty: 'oct', k: 'c2hvcnQ' }], [{ ...key, kid: undefined }]]) {
      expect(jwkSetSchema.safeParse({ keys }).success).toBe(false);
    }
  });

  it('publishes public halves, and nothing of a shared secret', async () => {
    const { keys } = await set('ES256', 'EdDSA', 'HS256');
    const [ec, okp, oct] = keys.map(publicPart);
    for (const published of [ec, okp]) expect(published).not.toHaveProperty('d');
    expect(oct).toBeNull();
  });
});
