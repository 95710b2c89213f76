import { describe, expect, it, vi } from 'vitest';
import type { PresentedToken } from '../../../src/http/presented-token.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import { createUserInfo, type UserInfoDeps } from '../../../src/oauth/token-endpoint/user-info.ts';
import type { LiveUser } from '../../../src/sessions/find-live-user.ts';
import { storageUnavailable } from '../../../src/shared/errors.ts';
import { accessOf, clientOf, HERE, ids, jwtOf, ownAccess, USER } from './world.ts';

const PROOF = { jkt: 'a-key', jti: 'a-use' };
const LIVE = { user: { ...USER, emailVerifiedAt: 1 }, traits: {} } as unknown as LiveUser;
const OURS = `${HERE}/oauth/userinfo`;
const refused = (code: string) => ({ code });

function arrange({
  client = clientOf() as StoredClient | null,
  live = LIVE as LiveUser | null | Error,
} = {}) {
  const findLiveUser = vi.fn(async (_: object) => {
    if (live instanceof Error) throw live;
    return live;
  });
  const findClient = vi.fn(async (_: string) => client);
  const readProof = vi.fn(async (..._: unknown[]) => PROOF);
  const jwt = { ...jwtOf(), readProof };
  const onClient = vi.fn();
  const find = createUserInfo({ jwt, findLiveUser, findClient } as unknown as UserInfoDeps);
  const ask = (presented: PresentedToken) => find(presented, onClient);
  return { ask, find, findLiveUser, findClient, onClient, readProof };
}

describe('the claims about a user', () => {
  it('are those of the scopes that were granted', async () => {
    const { ask, findLiveUser, findClient } = arrange();
    const token = await accessOf({ audience: OURS });
    const claims = { sub: ids.userId, email: 'ada@example.com', email_verified: true };
    expect(await ask(token)).toEqual(claims);
    expect(findLiveUser).toHaveBeenCalledExactlyOnceWith(ids);
    expect(findClient).toHaveBeenCalledExactlyOnceWith('c-app');
  });

  it('are only those that the client may still have', async () => {
    const { ask } = arrange({ client: clientOf({ scopes: ['openid', 'roles'] }) });
    const token = await accessOf({ audience: OURS, scope: 'openid email roles' });
    expect(await ask(token)).toEqual({ sub: ids.userId, roles: ['user'] });
  });

  it('are given for tokens of our own audience too', async () => {
    const { find } = arrange();
    expect(await find(await accessOf({ audience: HERE }))).toMatchObject({ sub: ids.userId });
  });

  it('of a token that is bound to a key cost a proof, which is used once', async () => {
    const { ask, findLiveUser, readProof } = arrange();
    const token = await accessOf({ audience: OURS, jkt: 'a-key' });
    const shown = { header: 'a-proof', method: 'GET', path: '/oauth/userinfo' };
    expect(await ask({ token, shown })).toMatchObject({ sub: ids.userId });
    expect(readProof).toHaveBeenCalledExactlyOnceWith(shown, token);
    expect(findLiveUser).toHaveBeenCalledExactlyOnceWith({ ...ids, proof: PROOF });
  });
});

describe('a token that says nothing about its user', () => {
  it.each([
    ['is of our own routes', ownAccess, 'token_invalid'],
    ['is for another reader', () => accessOf({ audience: 'https://api.test' }), 'token_invalid'],
    ['is for no sign-in', () => accessOf({ scope: 'email' }), 'insufficient_scope'],
    ['is no token', () => 'x', 'token_invalid'],
  ])('%s', async (_what, make, code) => {
    const { ask, findLiveUser, onClient } = arrange();
    await expect(ask(await make())).rejects.toMatchObject(refused(code));
    expect(findLiveUser).not.toHaveBeenCalled();
    expect(onClient).not.toHaveBeenCalled();
  });

  it.each([
    ['client is gone', { client: null }],
    ['client is disabled', { client: clientOf({ disabledAt: 1 }) }],
    ['session is over', { live: null }],
  ])('is one whose %s', async (_what, state) => {
    const { ask } = arrange(state);
    await expect(ask(await accessOf())).rejects.toMatchObject(refused('token_revoked'));
  });

  it('lacks the proof of its key, which its client hears of', async () => {
    const { ask, onClient, findLiveUser } = arrange();
    const bound = await accessOf({ jkt: 'a-key' });
    await expect(ask(bound)).rejects.toMatchObject(refused('token_invalid'));
    expect(findLiveUser).not.toHaveBeenCalled();
    expect(onClient).toHaveBeenCalledExactlyOnceWith(clientOf());
  });
});

describe('who hears of the client', () => {
  it('hears before the session is known, and of none that is gone', async () => {
    const { ask, onClient } = arrange({ live: storageUnavailable() });
    await expect(ask(await accessOf())).rejects.toMatchObject(refused('storage_unavailable'));
    expect(onClient).toHaveBeenCalledOnce();
    const gone = arrange({ client: null });
    await expect(gone.ask(await accessOf())).rejects.toMatchObject(refused('token_revoked'));
    expect(gone.onClient).not.toHaveBeenCalled();
  });
});
