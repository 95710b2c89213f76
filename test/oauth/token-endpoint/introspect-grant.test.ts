import { describe, expect, it, vi } from 'vitest';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import {
  createIntrospectGrant,
  type IntrospectGrantDeps,
} from '../../../src/oauth/token-endpoint/introspect-grant.ts';
import type { LiveUser } from '../../../src/sessions/find-live-user.ts';
import { storageUnavailable } from '../../../src/shared/errors.ts';
import {
  accessOf,
  clientOf,
  downJwt,
  HERE,
  ids,
  jwtOf,
  NAMED,
  NOW,
  ownAccess,
  refreshOf,
  SECONDS,
  USER,
} from './world.ts';

const INACTIVE = { active: false };
const CLIENT = 'c-app';
const TIMES = { iat: SECONDS, exp: SECONDS + 60 };

function arrange(
  { scopes = ['openid', 'email'], client = clientOf({ scopes }) as StoredClient | null } = {},
  {
    isLive = true,
    isAccepted = true,
    grant = { scope: 'openid email roles' } as object | null,
  } = {},
) {
  const traits = grant === null ? {} : { grant };
  const live = isLive ? ({ user: USER, traits } as unknown as LiveUser) : null;
  const findLiveUser = vi.fn(async (_: object) => live);
  const accepts = vi.fn(async (..._: unknown[]) => isAccepted);
  const findClient = vi.fn(async (_: string) => client);
  const deps = {
    ...{ findLiveUser, findClient, guards: { accepts }, jwt: jwtOf(), clock: () => NOW },
    ...{ refreshGrace: 5, idleTtl: 7 },
  } as unknown as IntrospectGrantDeps;
  return { ...{ findLiveUser, accepts, findClient, deps }, ask: createIntrospectGrant(deps) };
}

const OVER = [
  ['its session is over', {}, { isLive: false }],
  ['its client is gone', { client: null }, {}],
  ['its client is disabled', { client: clientOf({ disabledAt: 1 }) }, {}],
] as const;

describe('an access token of a grant', () => {
  it('is described by what it says, and what its client may still have of its scope', async () => {
    const { ask, findLiveUser, findClient } = arrange({ scopes: ['email', 'profile'] });
    expect(await ask({ token: await accessOf(), viewer: CLIENT })).toEqual({
      ...{ active: true, token_type: 'Bearer', scope: 'email', client_id: CLIENT },
      ...{ iss: HERE, aud: HERE, ...NAMED, ...TIMES, auth_time: SECONDS, acr: 'aal1' },
    });
    expect(findLiveUser).toHaveBeenCalledExactlyOnceWith(ids);
    expect(findClient).toHaveBeenCalledExactlyOnceWith(CLIENT);
  });

  it('keeps its scope in order, separated by spaces', async () => {
    const { ask } = arrange();
    const token = await accessOf({ scope: 'email openid' });
    expect(await ask({ token, viewer: null })).toMatchObject({ scope: 'email openid' });
  });

  it('that is bound to a key says which', async () => {
    const { ask } = arrange();
    const state = await ask({ token: await accessOf({ jkt: 'a-key' }), viewer: CLIENT });
    expect(state).toMatchObject({ token_type: 'DPoP', cnf: { jkt: 'a-key' } });
  });

  it.each([
    ['its client', CLIENT, true],
    ['its audience', 'c-api', true],
    ['whom the operator trusts', null, true],
    ['another client', 'c-other', false],
  ])('is shown to %s (%s): %s', async (_who, viewer, active) => {
    const { ask, findLiveUser } = arrange();
    const token = await accessOf({ audience: 'c-api' });
    expect(await ask({ token, viewer })).toMatchObject({ active });
    expect(findLiveUser).toHaveBeenCalledTimes(active ? 1 : 0);
  });

  it.each(OVER)('is inactive once %s', async (_why, client, state) => {
    const { ask } = arrange(client, state);
    expect(await ask({ token: await accessOf(), viewer: null })).toEqual(INACTIVE);
  });

  it('of our own routes is inactive, as is what is no token', async () => {
    const { ask, findLiveUser } = arrange();
    for (const token of [await ownAccess(), 'x'])
      expect(await ask({ token, viewer: null })).toEqual(INACTIVE);
    expect(findLiveUser).not.toHaveBeenCalled();
  });
});

describe('a refresh token of a grant', () => {
  it('is described by its grant', async () => {
    const { ask, findLiveUser, accepts, findClient } = arrange();
    expect(await ask({ token: await refreshOf(), viewer: CLIENT })).toEqual({
      ...{ active: true, scope: 'openid email', client_id: CLIENT, ...NAMED, ...TIMES },
    });
    const { userId, sessionId, jti } = ids;
    expect(findLiveUser).toHaveBeenCalledExactlyOnceWith({ userId, sessionId, jti: null });
    const presented = { sessionId, jti, now: NOW, grace: 5, idleTtl: 7 };
    expect(accepts).toHaveBeenCalledExactlyOnceWith(userId, presented);
    expect(findClient).toHaveBeenCalledExactlyOnceWith(CLIENT);
  });

  it('that is bound to a key says which', async () => {
    const { ask } = arrange();
    const state = await ask({ token: await refreshOf({ jkt: 'a-key' }), viewer: CLIENT });
    expect(state).toMatchObject({ active: true, cnf: { jkt: 'a-key' } });
  });

  it('has no scope where its session has no grant', async () => {
    const { ask } = arrange({}, { grant: null });
    const state = await ask({ token: await refreshOf(), viewer: CLIENT });
    expect(state.active).toBe(true);
    expect(state).not.toHaveProperty('scope');
  });

  it('is shown to its client and whom the operator trusts, never to another', async () => {
    const { ask, accepts } = arrange();
    const token = await refreshOf();
    expect(await ask({ token, viewer: 'c-other' })).toEqual(INACTIVE);
    expect(accepts).not.toHaveBeenCalled();
    for (const viewer of [CLIENT, null])
      expect(await ask({ token, viewer })).toMatchObject({ active: true });
  });

  it.each([...OVER, ['it was used', {}, { isAccepted: false }] as const])(
    'is inactive once %s',
    async (_why, client, state) => {
      const { ask } = arrange(client, state);
      expect(await ask({ token: await refreshOf(), viewer: null })).toEqual(INACTIVE);
    },
  );
});

describe('a store that is down', () => {
  it('makes no token inactive', async () => {
    const { deps } = arrange();
    const ask = createIntrospectGrant({ ...deps, jwt: downJwt(storageUnavailable()) });
    const asked = ask({ token: 'x', viewer: null });
    await expect(asked).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});
