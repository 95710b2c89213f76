import { describe, expect, it, vi } from 'vitest';
import { createRevokeToken, type RevokeTokenDeps } from '../../src/oauth/revoke-token.ts';
import { signRefreshToken } from '../../src/sessions/refresh-token.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { storageUnavailable } from '../../src/shared/errors.ts';
import {
  accessOf,
  downJwt,
  ids,
  jwtOf,
  NOW,
  ownAccess,
  refreshOf,
} from './token-endpoint/world.ts';

const CLIENT = { ipAddress: '203.0.113.9' } as never;

function arrange(jwt: object = jwtOf()) {
  const revokeToken = vi.fn(async (..._: unknown[]) => undefined);
  const endSession = vi.fn(async (_: object) => true);
  const trails = (userId: string, client: object) => ({ userId, ...client });
  const deps = { guards: { revokeToken }, trails, jwt, endSession, clock: () => NOW };
  const revoke = createRevokeToken(deps as unknown as RevokeTokenDeps);
  return { revokeToken, endSession, revoke: (token: string) => revoke({ token, client: CLIENT }) };
}

describe('a token that is revoked', () => {
  const { userId, sessionId, jti } = ids;

  it('ends its session if it is a refresh token', async () => {
    const { revoke, endSession, revokeToken } = arrange();
    await revoke(
      await signRefreshToken(jwtOf(), { ...ids, issuedAt: NOW, expiresAt: NOW + MINUTE }),
    );
    const expected = { userId, sessionId, reason: 'token_revoked', client: CLIENT };
    expect(endSession).toHaveBeenCalledExactlyOnceWith(expected);
    expect(revokeToken).not.toHaveBeenCalled();
  });

  it('is refused until it would have expired if it is an access token', async () => {
    const { revoke, endSession, revokeToken } = arrange();
    await revoke(await ownAccess());
    expect(revokeToken).toHaveBeenCalledExactlyOnceWith(userId, {
      ...{ jti, sessionId, now: NOW, expiresAt: NOW + MINUTE },
      trail: { userId, ipAddress: '203.0.113.9' },
    });
    expect(endSession).not.toHaveBeenCalled();
  });

  it.each([
    ['no token', () => 'x'],
    ['the refresh token of a grant', refreshOf],
    ['the access token of a grant that does not act for the user', accessOf],
  ])('is left alone if it is %s', async (_what, make) => {
    const { revoke, endSession, revokeToken } = arrange();
    await revoke(await make());
    expect(endSession).not.toHaveBeenCalled();
    expect(revokeToken).not.toHaveBeenCalled();
  });

  it('is not said to be revoked while a store is down', async () => {
    const { revoke } = arrange(downJwt(storageUnavailable()));
    await expect(revoke('x')).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});
