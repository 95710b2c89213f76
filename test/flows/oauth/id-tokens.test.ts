import { createHash } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { claimsOf, type GrantAnswer, ISSUER } from '../../support/oauth.ts';
import { granted, infoOf, refresh } from '../../support/oauth-world.ts';
import type { TestApp } from '../../support/test-app.ts';

const keysOf = async (app: TestApp) =>
  createLocalJWKSet(await (await app.fetch('/.well-known/jwks.json')).json<JSONWebKeySet>());

describe('an ID token', () => {
  it('is signed by a published key, for this client, with what its access token hashes to', async () => {
    const { app, client, tokens } = await granted();
    const { payload, protectedHeader } = await jwtVerify(tokens.id_token, await keysOf(app), {
      issuer: ISSUER,
      audience: client.id,
      currentDate: new Date(app.clock()),
    });
    const hash = createHash('sha256').update(tokens.access_token).digest();
    expect(payload.at_hash).toBe(hash.subarray(0, 16).toString('base64url'));
    expect([payload.aud, payload.azp, payload.nonce]).toEqual([client.id, client.id, 'a-nonce']);
    expect(protectedHeader).not.toHaveProperty('jwk');
  });

  it('has no claim that is null or empty, nor one that nobody asked for', async () => {
    const { tokens } = await granted();
    const claims = claimsOf(tokens.id_token);
    for (const [name, value] of Object.entries(claims))
      expect([name, value]).not.toEqual([name, expect.toBeOneOf([null, ''])]);
    expect(Object.keys(claims).sort()).toEqual(
      [
        'iss',
        'sub',
        'aud',
        'azp',
        'exp',
        'iat',
        'auth_time',
        'acr',
        'amr',
        'sid',
        'at_hash',
        'nonce',
      ].sort(),
    );
  });

  it('says the same of the person after a refresh, with a new time of issue', async () => {
    const { app, client, tokens } = await granted();
    app.advance(120_000);
    const next = await (await refresh(app, client, tokens.refresh_token)).json<GrantAnswer>();
    const [before, after] = [claimsOf(tokens.id_token), claimsOf(next.id_token)];
    for (const name of ['iss', 'sub', 'aud', 'azp', 'auth_time', 'acr', 'amr', 'sid'])
      expect([name, after[name]]).toEqual([name, before[name]]);
    expect(Number(after.iat)).toBe(Number(before.iat) + 120);
    expect(after).not.toHaveProperty('nonce');
    const hash = createHash('sha256').update(next.access_token).digest();
    expect(after.at_hash).toBe(hash.subarray(0, 16).toString('base64url'));
  });

  it('is about the person that userinfo tells of, with claims of their types', async () => {
    const { app, tokens } = await granted();
    const info = await (await infoOf(app, tokens.access_token)).json<Record<string, unknown>>();
    expect(info.sub).toBe(claimsOf(tokens.id_token).sub);
    expect([typeof info.email, typeof info.email_verified]).toEqual(['string', 'boolean']);
    expect(Object.values(info)).not.toContain(null);
    const times = Object.entries(info).filter(([name]) => name.endsWith('_at'));
    for (const [name, value] of times) expect([name, typeof value]).toEqual([name, 'number']);
  });
});

describe('the answer of the token endpoint', () => {
  it('is JSON that nobody keeps, and names type, life and scope each time', async () => {
    const { app, client, tokens } = await granted();
    const answer = await refresh(app, client, tokens.refresh_token);
    const { headers } = answer;
    expect(headers.get('Content-Type')).toMatch(/^application\/json/);
    expect([headers.get('Cache-Control'), headers.get('Pragma')]).toEqual(['no-store', 'no-cache']);
    const next = await answer.json<GrantAnswer>();
    for (const one of [tokens, next]) {
      expect([one.token_type, one.scope]).toEqual([
        'Bearer',
        'openid profile email offline_access',
      ]);
      expect(Number.isInteger(one.expires_in) && one.expires_in > 0).toBe(true);
      expect(`${one.access_token}${one.refresh_token}`).toMatch(/^[\x20-\x7e]+$/);
    }
  });
});
