import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../../src/cli/make-key.ts';
import { signRefreshToken } from '../../src/sessions/refresh-token.ts';
import { signAccessToken, verifyAccessToken } from '../../src/tokens/access-token.ts';
import { createJwt } from '../../src/tokens/jwt.ts';
import { deriveSecretKeys } from '../../src/tokens/secret-keys.ts';
import { jwkSetSchema } from '../../src/tokens/signing-keys.ts';

const NOW = Date.UTC(2030, 0, 1) + 999;
const token = {
  userId: crypto.randomUUID(),
  sessionId: crypto.randomUUID(),
  jti: crypto.randomUUID(),
  issuedAt: NOW,
  expiresAt: NOW + 900_000,
  authTime: NOW - 5000,
  amr: ['pwd'],
  roles: ['user' as const],
  emailVerified: true,
};

async function testJwt() {
  const keys = jwkSetSchema.parse({ keys: [await makeKey('ES256')] });
  return createJwt({
    keys,
    secretKeys: deriveSecretKeys(['a-secret']),
    clientId: 'our-app',
    issuer: 'https://auth.test',
    audience: 'https://auth.test',
    clock: () => NOW,
  });
}

describe('an access token', () => {
  it('contains what other services need, with times in whole seconds', async () => {
    const jwt = await testJwt();
    const signed = await signAccessToken(jwt, token);
    const { claims } = await verifyAccessToken(jwt, signed);
    expect(claims).toEqual({
      iss: 'https://auth.test',
      aud: 'https://auth.test',
      sub: token.userId,
      sid: token.sessionId,
      jti: token.jti,
      iat: Math.floor(NOW / 1000),
      exp: Math.floor(NOW / 1000) + 900,
      auth_time: Math.floor(NOW / 1000) - 5,
      amr: ['pwd'],
      acr: 'aal1',
      client_id: 'our-app',
      user_id: token.userId,
      roles: ['user'],
      email_verified: true,
      token_type: 'access',
    });
    expect(decodeJwt(signed)).toEqual(claims);
  });

  it('records that two factors were used', async () => {
    const jwt = await testJwt();
    const signed = await signAccessToken(jwt, { ...token, amr: ['pwd', 'otp', 'mfa'] });
    expect(decodeJwt(signed).acr).toBe('aal2');
  });

  it('of an earlier version, with fewer claims, is still accepted', async () => {
    const jwt = await testJwt();
    const { acr, client_id, user_id, ...earlier } = decodeJwt(await signAccessToken(jwt, token));
    const { claims } = await verifyAccessToken(jwt, await jwt.sign('at+jwt', earlier));
    expect(claims.sub).toBe(token.userId);
  });

  it('is never accepted as a refresh token', async () => {
    const jwt = await testJwt();
    const { userId, sessionId, jti, issuedAt, expiresAt } = token;
    const refresh = await signRefreshToken(jwt, { userId, sessionId, jti, issuedAt, expiresAt });
    await expect(verifyAccessToken(jwt, refresh)).rejects.toMatchObject({ code: 'token_invalid' });
  });

  it('with unknown claims is rejected, even if correctly signed', async () => {
    const jwt = await testJwt();
    const claims = decodeJwt(await signAccessToken(jwt, token));
    for (const change of [
      { sub: 'ada' },
      { roles: ['root'] },
      { sid: undefined },
      { token_type: 'refresh' },
      { email_verified: 'yes' },
    ])
      await expect(
        jwt
          .sign('at+jwt', { ...claims, ...change })
          .then((signed) => verifyAccessToken(jwt, signed)),
      ).rejects.toMatchObject({
        code: 'token_invalid',
      });
  });
});
