import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { OauthClient } from '../../../src/oauth/clients/client.ts';
import {
  assertAnswerable,
  type GrantToIssue,
  issueGrantTokens,
} from '../../../src/oauth/grants/issue-grant-tokens.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { systemRandom } from '../../../src/shared/random.ts';
import {
  CLIENT,
  ISSUER,
  JTI,
  jwt,
  NOW,
  OWN_AUDIENCE,
  RESOURCE,
  SESSION_ID,
  tokenOf,
  USER_ID,
  VIEW,
} from './parts.ts';

const USER_INFO = `${ISSUER}/oauth/userinfo`;
const ACCESS_TTL = 10 * MINUTE;

function issue(given: Partial<Omit<GrantToIssue, 'client'>> = {}, client: object = {}) {
  return issueGrantTokens(
    { jwt, random: systemRandom, accessTtl: ACCESS_TTL },
    {
      ...{ userId: USER_ID, sessionId: SESSION_ID, token: tokenOf(), user: VIEW },
      ...{ scope: null, jkt: null, nonce: null, now: NOW, client: { ...CLIENT, ...client } },
      ...given,
    },
  );
}

describe('what a grant is answered with', () => {
  it('is an access token for all that was granted, a refresh token and an ID token', async () => {
    const { accessToken, refreshToken, idToken, ...rest } = await issue();
    expect(rest).toEqual({
      ...{ tokenType: 'Bearer', expiresIn: ACCESS_TTL, scope: 'openid offline_access' },
      ...{ userId: USER_ID, sessionId: SESSION_ID },
    });
    const access = decodeJwt(accessToken);
    expect(access).toMatchObject({
      ...{ sub: USER_ID, sid: SESSION_ID, client_id: 'app', scope: 'openid offline_access' },
      ...{ aud: USER_INFO, amr: ['pwd', 'mfa'], iat: NOW / SECOND, auth_time: NOW / SECOND - 60 },
      exp: (NOW + ACCESS_TTL) / SECOND,
    });
    expect(access).not.toHaveProperty('cnf');
    expect(access.jti).not.toBe(JTI);
    const refresh = decodeJwt(refreshToken ?? '');
    expect(refresh).toMatchObject({
      ...{ sub: USER_ID, sid: SESSION_ID, jti: JTI, client_id: 'app', iat: NOW / SECOND },
    });
    expect(refresh).not.toHaveProperty('cnf');
    expect(decodeJwt(idToken ?? '')).toMatchObject({
      ...{ iss: ISSUER, aud: 'app', sub: USER_ID, sid: SESSION_ID, iat: NOW / SECOND },
      ...{ exp: (NOW + HOUR) / SECOND, auth_time: NOW / SECOND - 60, amr: ['pwd', 'mfa'] },
      at_hash: createHash('sha256')
        .update(accessToken)
        .digest()
        .subarray(0, 16)
        .toString('base64url'),
    });
  });

  it.each([
    ['openid', false, true],
    ['offline_access', true, false],
    ['email', false, false],
    ['offline_accessible openid_connect', false, false],
  ])('for “%s” is a refresh token: %s, an ID token: %s', async (scope, refresh, id) => {
    const scopes = scope.split(' ');
    const tokens = await issue({ token: tokenOf({ scope }) }, { scopes });
    expect(tokens.refreshToken !== null).toBe(refresh);
    expect(tokens.idToken !== null).toBe(id);
  });

  it('is for less if less is asked for; the grant stays offline', async () => {
    const tokens = await issue({ scope: 'openid' });
    expect(tokens.scope).toBe('openid');
    expect(decodeJwt(tokens.accessToken).scope).toBe('openid');
    expect(tokens.refreshToken).not.toBeNull();
    expect((await issue({ scope: 'offline_access' })).idToken).toBeNull();
  });

  it('leaves out a scope that the client has lost since', async () => {
    const token = tokenOf({ scope: 'openid email roles' });
    const tokens = await issue({ token }, { scopes: ['email', 'roles'] });
    expect(tokens.scope).toBe('email roles');
    expect(tokens.idToken).toBeNull();
  });

  it('is nothing for a session that no client holds', async () => {
    const { grant: _, ...token } = tokenOf();
    await expect(issue({ token })).rejects.toMatchObject({ code: 'invalid_grant' });
  });

  it('is bound to the key that the client has proved', async () => {
    const token = tokenOf({ jkt: 'a-thumbprint' });
    const tokens = await issue({ token, jkt: 'a-thumbprint' });
    expect(tokens.tokenType).toBe('DPoP');
    const expected = { cnf: { jkt: 'a-thumbprint' } };
    expect(decodeJwt(tokens.accessToken)).toMatchObject(expected);
    expect(decodeJwt(tokens.refreshToken ?? '')).toMatchObject(expected);
  });

  it('repeats the nonce of the request in the ID token', async () => {
    expect(decodeJwt((await issue({ nonce: 'n' })).idToken ?? '').nonce).toBe('n');
    expect(decodeJwt((await issue()).idToken ?? '')).not.toHaveProperty('nonce');
  });

  it('says who the user is in the ID token only to a client that wants it there', async () => {
    const token = tokenOf({ scope: 'openid email' });
    const wanted = await issue({ token }, { claimsInIdToken: true });
    const claims = { email: 'ada@example.com', email_verified: true };
    expect(decodeJwt(wanted.idToken ?? '')).toMatchObject(claims);
    expect(decodeJwt((await issue({ token })).idToken ?? '')).not.toHaveProperty('email');
    const less = await issue({ token, scope: 'openid' }, { claimsInIdToken: true });
    expect(decodeJwt(less.idToken ?? '')).not.toHaveProperty('email');
  });
});

describe('an access token', () => {
  it('lives as long as its client has it, and never longer than the grant', async () => {
    const expiresAt = NOW + 2 * MINUTE;
    expect((await issue({}, { accessTtl: MINUTE })).expiresIn).toBe(MINUTE);
    const token = { ...tokenOf(), expiresAt };
    const tokens = await issue({ token });
    expect(tokens.expiresIn).toBe(2 * MINUTE);
    expect(decodeJwt(tokens.accessToken).exp).toBe(expiresAt / SECOND);
    expect((await issue({ token }, { accessTtl: MINUTE })).expiresIn).toBe(MINUTE);
  });

  const own = { firstParty: true };
  it.each<[string, { scope: string; resource: string | null }, Partial<OauthClient>, string]>([
    ['a third party', { scope: 'openid', resource: null }, {}, USER_INFO],
    ['a third party with “account”', { scope: 'account', resource: null }, {}, USER_INFO],
    ['one of ours without “account”', { scope: 'openid', resource: null }, own, USER_INFO],
    ['one of ours', { scope: 'openid account', resource: null }, own, OWN_AUDIENCE],
    ['a third party at a resource', { scope: 'openid', resource: RESOURCE }, {}, RESOURCE],
    ['one of ours at a resource', { scope: 'account', resource: RESOURCE }, own, RESOURCE],
    ['one of ours at our own', { scope: 'account', resource: OWN_AUDIENCE }, own, OWN_AUDIENCE],
    ['a third party at our own', { scope: 'account', resource: OWN_AUDIENCE }, {}, USER_INFO],
  ])('of %s is for the right reader', async (_who, grant, client, audience) => {
    const { accessToken } = await issue({ token: tokenOf(grant) }, client);
    expect(decodeJwt(accessToken).aud).toBe(audience);
  });

  it('of one of ours that has lost “account” is not for our own routes', async () => {
    const grant = { scope: 'openid account', resource: OWN_AUDIENCE };
    const { accessToken } = await issue({ token: tokenOf(grant) }, { ...own, scopes: ['openid'] });
    expect(decodeJwt(accessToken).aud).toBe(USER_INFO);
  });
});

describe('a client', () => {
  const answerable = (client: Partial<OauthClient>, jkt: string | null = null) =>
    assertAnswerable(jwt, { ...CLIENT, ...client }, jkt);

  it('whose tokens are bound must have proved a key', () => {
    const refused = expect.objectContaining({ code: 'invalid_dpop_proof' });
    expect(() => answerable({ dpopBound: true })).toThrow(refused);
    expect(() => answerable({ dpopBound: true }, 'a-thumbprint')).not.toThrow();
    expect(() => answerable({})).not.toThrow();
  });

  it('that gets ID tokens needs a key for them', () => {
    expect(() => answerable({ idTokenAlg: 'RS256' })).toThrow('JWT_KEYS has no RS256 key');
    expect(() => answerable({ idTokenAlg: 'RS256', scopes: ['email'] })).not.toThrow();
  });
});
