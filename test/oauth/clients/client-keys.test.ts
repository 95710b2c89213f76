import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { assertKeys } from '../../../src/oauth/clients/client-keys.ts';

const keyOf = async (alg: string): Promise<JWK> =>
  exportJWK((await generateKeyPair(alg, { extractable: true })).publicKey);
const NEITHER = 'A'.repeat(43);
const OFF_CURVE = { kty: 'EC', crv: 'P-256', x: NEITHER, y: NEITHER };

describe('the keys of a client', () => {
  it.each(['ES256', 'EdDSA', 'PS256'])('may be of %s, whether they say so or not', async (alg) => {
    const key = await keyOf(alg);
    await expect(assertKeys({ keys: [key, { ...key, alg }] })).resolves.toBeUndefined();
  });

  it('may be none', async () => {
    await expect(assertKeys(null)).resolves.toBeUndefined();
  });

  it.each([{ kty: 'none' }, {}, { ...OFF_CURVE, alg: 'ES256' }])('may not be %j', async (key) => {
    const errors = [{ field: 'jwks.keys.0', code: 'custom', message: 'is no public key' }];
    const refused = { code: 'validation_error', details: { errors } };
    await expect(assertKeys({ keys: [key] })).rejects.toMatchObject(refused);
  });

  it('are refused each by its place', async () => {
    const keys = [OFF_CURVE, await keyOf('ES256'), OFF_CURVE];
    const errors = [{ field: 'jwks.keys.0' }, { field: 'jwks.keys.2' }];
    await expect(assertKeys({ keys })).rejects.toMatchObject({ details: { errors } });
  });
});
