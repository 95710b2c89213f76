import { describe, expect, it, vi } from 'vitest';
import {
  createRevokeGrant,
  nullIfRefused,
  type RevokeGrantDeps,
} from '../../../src/oauth/token-endpoint/revoke-grant.ts';
import { SECOND } from '../../../src/shared/clock.ts';
import { storageUnavailable } from '../../../src/shared/errors.ts';
import { tokenExpired, tokenInvalid } from '../../../src/tokens/errors.ts';
import {
  accessOf,
  clientOf,
  downJwt,
  ids,
  jwtOf,
  NOW,
  ownAccess,
  refreshOf,
  SECONDS,
} from './world.ts';

const INFO = { ipAddress: '203.0.113.9' } as never;

function arrange(jwt: object = jwtOf()) {
  const revokeToken = vi.fn(async (..._: unknown[]) => undefined);
  const endSession = vi.fn(async (_: object) => true);
  const trails = (userId: string, info: object) => ({ userId, ...info });
  const deps = { guards: { revokeToken }, trails, jwt, endSession, clock: () => NOW };
  const revoke = createRevokeGrant(deps as unknown as RevokeGrantDeps);
  const by = (token: string, id = 'c-app') =>
    revoke({ token, client: clientOf({ id }), info: INFO });
  return { revokeToken, endSession, by };
}

describe('a token that its client revokes', () => {
  it('ends the grant if it is a refresh token', async () => {
    const { by, endSession, revokeToken } = arrange();
    await by(await refreshOf());
    const { userId, sessionId } = ids;
    const expected = { userId, sessionId, reason: 'token_revoked', client: INFO };
    expect(endSession).toHaveBeenCalledExactlyOnceWith(expected);
    expect(revokeToken).not.toHaveBeenCalled();
  });

  it('is refused until it would have expired if it is an access token', async () => {
    const { by, endSession, revokeToken } = arrange();
    await by(await accessOf());
    const { userId, sessionId, jti } = ids;
    expect(revokeToken).toHaveBeenCalledExactlyOnceWith(userId, {
      ...{ jti, sessionId, now: NOW, expiresAt: (SECONDS + 60) * SECOND },
      trail: { userId, ipAddress: '203.0.113.9' },
    });
    expect(endSession).not.toHaveBeenCalled();
  });

  it.each([
    ['another client’s refresh token', refreshOf, 'c-other'],
    ['another client’s access token', accessOf, 'c-other'],
    ['a token of our own routes', ownAccess, 'our-app'],
    ['no token', () => 'x', 'c-app'],
  ])('stays as it is if it is %s', async (_what, make, id) => {
    const { by, endSession, revokeToken } = arrange();
    await by(await make(), id);
    expect(endSession).not.toHaveBeenCalled();
    expect(revokeToken).not.toHaveBeenCalled();
  });

  it('is not said to be revoked while a store is down', async () => {
    const { by } = arrange(downJwt(storageUnavailable()));
    await expect(by('x')).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});

describe('reading a token of another kind', () => {
  it('gives nothing where the token is refused, and throws every other error', () => {
    const cause = tokenExpired();
    for (const refused of [tokenInvalid(), cause, new Error('x', { cause })])
      expect(nullIfRefused(refused)).toBeNull();
    for (const other of [storageUnavailable(), new Error('x')])
      expect(() => nullIfRefused(other)).toThrow(other);
  });
});
