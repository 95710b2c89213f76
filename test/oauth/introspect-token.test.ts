import { describe, expect, it, vi } from 'vitest';
import {
  createIntrospectToken,
  type IntrospectTokenDeps,
} from '../../src/oauth/introspect-token.ts';
import type { LiveUser } from '../../src/sessions/find-live-user.ts';
import { signRefreshToken } from '../../src/sessions/refresh-token.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { storageUnavailable } from '../../src/shared/errors.ts';
import {
  accessOf,
  downJwt,
  ids,
  jwtOf,
  NAMED,
  NOW,
  ownAccess,
  refreshOf,
  SECONDS,
  USER,
} from './token-endpoint/world.ts';

const INACTIVE = { active: false };
const TIMES = { iat: SECONDS, exp: SECONDS + 60 };
const ownRefresh = () =>
  signRefreshToken(jwtOf(), { ...ids, issuedAt: NOW, expiresAt: NOW + MINUTE });

function arrange({ isLive = true, isAccepted = true, jwt = jwtOf() as object } = {}) {
  const live = isLive ? ({ user: USER, traits: {} } as unknown as LiveUser) : null;
  const findLiveUser = vi.fn(async (_: object) => live);
  const accepts = vi.fn(async (..._: unknown[]) => isAccepted);
  const ask = createIntrospectToken({
    ...{ findLiveUser, guards: { accepts }, jwt, clock: () => NOW, refreshGrace: 5, idleTtl: 7 },
  } as unknown as IntrospectTokenDeps);
  return { ask, findLiveUser, accepts };
}

describe('an access token', () => {
  it('is described by what it says and the roles of its user', async () => {
    const { ask, findLiveUser, accepts } = arrange();
    expect(await ask(await ownAccess())).toEqual({
      ...{ active: true, token_type: 'access', roles: USER.roles, ...NAMED, ...TIMES },
    });
    expect(findLiveUser).toHaveBeenCalledExactlyOnceWith(ids);
    expect(accepts).not.toHaveBeenCalled();
  });

  it('of a client that acts for the user says which key it is bound to', async () => {
    const { ask } = arrange();
    const token = await accessOf({ scope: 'account', jkt: 'a-key' });
    expect(await ask(token)).toMatchObject({ active: true, cnf: { jkt: 'a-key' } });
  });

  it('is inactive once its session is over', async () => {
    const { ask } = arrange({ isLive: false });
    expect(await ask(await ownAccess())).toEqual(INACTIVE);
  });

  it('is inactive if it is of a client, and does not act for the user', async () => {
    const { ask, findLiveUser } = arrange();
    expect(await ask(await accessOf())).toEqual(INACTIVE);
    expect(findLiveUser).not.toHaveBeenCalled();
  });
});

describe('a refresh token', () => {
  it('is described by what it says and the roles of its user', async () => {
    const { ask, findLiveUser, accepts } = arrange();
    expect(await ask(await ownRefresh())).toEqual({
      ...{ active: true, token_type: 'refresh', roles: USER.roles, ...NAMED, ...TIMES },
    });
    const { userId, sessionId, jti } = ids;
    expect(findLiveUser).toHaveBeenCalledExactlyOnceWith({ userId, sessionId, jti: null });
    const presented = { sessionId, jti, now: NOW, grace: 5, idleTtl: 7 };
    expect(accepts).toHaveBeenCalledExactlyOnceWith(userId, presented);
  });

  it.each([
    ['its session is over', { isLive: false }],
    ['it was used', { isAccepted: false }],
  ])('is inactive once %s', async (_why, state) => {
    expect(await arrange(state).ask(await ownRefresh())).toEqual(INACTIVE);
  });
});

describe('what is no token of ours', () => {
  it.each([
    ['nothing of the kind', () => 'x'],
    ['the refresh token of a grant', refreshOf],
  ])('is inactive: %s', async (_what, make) => {
    expect(await arrange().ask(await make())).toEqual(INACTIVE);
  });

  it('is not known while a store is down', async () => {
    const { ask } = arrange({ jwt: downJwt(storageUnavailable()) });
    await expect(ask('x')).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});
