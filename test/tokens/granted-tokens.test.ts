import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../../src/cli/make-key.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { AppError, storageUnavailable } from '../../src/shared/errors.ts';
import {
  type GrantedTo,
  signAccessToken,
  verifyAnyAccessToken,
  verifyOwnAccessToken,
} from '../../src/tokens/access-token.ts';
import { nullUnlessDown, tokenInvalid } from '../../src/tokens/errors.ts';
import {
  signGrantRefreshToken,
  verifyGrantRefreshToken,
} from '../../src/tokens/grant-refresh-token.ts';
import { createJwt, type JwtDeps } from '../../src/tokens/jwt.ts';
import { signLogoutToken } from '../../src/tokens/logout-token.ts';
import { deriveSecretKeys } from '../../src/tokens/secret-keys.ts';
import { jwkSetSchema } from '../../src/tokens/signing-keys.ts';

const NOW = Date.UTC(2030, 0, 1) + 999;
const SECONDS = Math.floor(NOW / SECOND);
const HERE = 'https://auth.test';
const keys = jwkSetSchema.parse({ keys: [await makeKey('ES256')] });
const ids = {
  userId: crypto.randomUUID(),
  sessionId: crypto.randomUUID(),
  jti: crypto.randomUUID(),
};

const jwtOf = (changed: Partial<JwtDeps> = {}) =>
  createJwt({
    keys,
    secretKeys: deriveSecretKeys(['a-secret']),
    clientId: 'our-app',
    issuer: HERE,
    audience: HERE,
    clock: () => NOW,
    ...changed,
  });
const grant = { clientId: 'app', scope: 'openid', audience: HERE, jkt: null };
const signed = (changed: Partial<GrantedTo> = {}) =>
  signAccessToken(jwtOf(), {
    ...ids,
    issuedAt: NOW,
    expiresAt: NOW + MINUTE,
    authTime: NOW,
    amr: ['pwd', 'mfa'],
    roles: ['user'],
    emailVerified: false,
    grantedTo: { ...grant, ...changed },
  });

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'passed',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

describe('an access token of a grant', () => {
  it('says to whom, what for and for whom it is', async () => {
    const claims = decodeJwt(await signed({ audience: 'https://api.test' }));
    expect(claims).toMatchObject({ client_id: 'app', scope: 'openid', aud: 'https://api.test' });
    expect(claims).toMatchObject({ acr: 'aal2', sub: ids.userId, user_id: ids.userId });
    for (const name of ['cnf', 'roles', 'email_verified']) expect(claims).not.toHaveProperty(name);
  });

  it.each([
    ['openid roles', ['roles']],
    ['openid email', ['email_verified']],
    ['account', ['roles', 'email_verified']],
    ['accounts rolesx emails', []],
  ])('of the scopes “%s” has of what is scoped %j', async (scope, names) => {
    const claims = decodeJwt(await signed({ scope }));
    const scoped = ['roles', 'email_verified'].filter((name) => name in claims);
    expect(scoped).toEqual(names);
    if (scoped.includes('roles')) expect(claims.roles).toEqual(['user']);
    if (scoped.includes('email_verified')) expect(claims.email_verified).toBe(false);
  });

  it('names the key that it is bound to', async () => {
    expect(decodeJwt(await signed({ jkt: 'thumbprint' })).cnf).toEqual({ jkt: 'thumbprint' });
  });

  it('has no roles for whoever reads it without their scope', async () => {
    expect((await verifyAnyAccessToken(jwtOf(), await signed())).roles).toEqual([]);
  });

  it('acts for its user at our routes only with the scope, for us, while its client may', async () => {
    const asked: string[] = [];
    const mayAct = async (id: string) => asked.push(id) > 0 && id === 'app';
    const judge = async (changed: Partial<GrantedTo>, deps: Partial<JwtDeps> = { mayAct }) =>
      codeOf(verifyOwnAccessToken(jwtOf(deps), await signed(changed)));
    const own = { scope: 'openid account' };
    expect(await judge(own)).toBe('passed');
    expect(asked).toEqual(['app']);
    expect(await judge({ scope: 'openid' })).toBe('insufficient_scope');
    expect(await judge({ ...own, audience: 'https://api.test' })).toBe('token_invalid');
    expect(await judge({ ...own, clientId: 'removed' })).toBe('token_revoked');
    expect(await judge(own, {})).toBe('token_revoked');
    expect(asked).toEqual(['app', 'removed']);
  });

  it('without the scope is refused by a challenge that names it', async () => {
    const refusal = verifyOwnAccessToken(jwtOf(), await signed()).catch((error: unknown) => error);
    expect(((await refusal) as AppError).details.headers).toEqual({
      'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="account"',
    });
  });
});

describe('the refresh token of a grant', () => {
  const made = { ...ids, clientId: 'app', jkt: null, issuedAt: NOW, expiresAt: NOW + MINUTE };
  const read = async (changed: Partial<typeof made | { jkt: string }> = {}) => {
    const token = await signGrantRefreshToken(jwtOf(), { ...made, ...changed });
    return verifyGrantRefreshToken(jwtOf(), token);
  };

  it('names session, client and end, in whole seconds', async () => {
    expect(await read()).toEqual({
      sub: ids.userId,
      sid: ids.sessionId,
      jti: ids.jti,
      iat: SECONDS,
      exp: SECONDS + 60,
      client_id: 'app',
    });
  });

  it('names the key that it is bound to', async () => {
    expect((await read({ jkt: 'thumbprint' })).cnf).toEqual({ jkt: 'thumbprint' });
  });

  it('is good until its end', async () => {
    const token = await signGrantRefreshToken(jwtOf(), made);
    const at = (now: number) => codeOf(verifyGrantRefreshToken(jwtOf({ clock: () => now }), token));
    expect(await at((SECONDS + 60) * SECOND - 1)).toBe('passed');
    expect(await at((SECONDS + 60) * SECOND)).toBe('token_expired');
  });
});

describe('a logout token', () => {
  it('says which session of a client ended, for two minutes, and is no ID token', async () => {
    const token = { alg: 'ES256', id: 'delivery', ...ids, clientId: 'app', issuedAt: NOW } as const;
    const text = await signLogoutToken(jwtOf(), token);
    expect(decodeJwt(text)).toEqual({
      iss: HERE,
      sub: ids.userId,
      aud: 'app',
      iat: SECONDS,
      exp: SECONDS + 120,
      jti: 'delivery',
      sid: ids.sessionId,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(decodeProtectedHeader(text)).toMatchObject({ typ: 'logout+jwt', alg: 'ES256' });
    expect(await jwtOf().readIdToken(text)).toBeNull();
  });
});

describe('a token that is not good', () => {
  it('is none to a reader who does not care, unless nobody knows', () => {
    expect(nullUnlessDown(tokenInvalid())).toBeNull();
    expect(nullUnlessDown(new Error('any'))).toBeNull();
    expect(() => nullUnlessDown(storageUnavailable())).toThrow();
  });
});
