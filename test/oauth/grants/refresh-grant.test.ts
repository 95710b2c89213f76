import { decodeJwt } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import type { GrantVerdict, RotateGrant } from '../../../src/guard/grant-calls.ts';
import { createTrails } from '../../../src/guard/trail.ts';
import {
  createRefreshGrant,
  type RefreshGrantDeps,
  type RefreshGrantInput,
} from '../../../src/oauth/grants/refresh-grant.ts';
import { originDigest } from '../../../src/sessions/origin-digest.ts';
import { signGrantRefreshToken } from '../../../src/tokens/grant-refresh-token.ts';
import type { User } from '../../../src/users/user.ts';
import {
  CLIENT,
  INFO,
  JTI,
  jwt,
  NOW,
  RESOURCE,
  SESSION_ID,
  tokenOf,
  USER,
  USER_ID,
  VIEW,
} from './parts.ts';

const ORIGIN_KEY = new Uint8Array(32).fill(3);
const GRACE = 30_000;
const SUCCESSOR = crypto.randomUUID();
const about = { userId: USER_ID, sessionId: SESSION_ID, jti: JTI, clientId: 'app', jkt: null };
const TOKEN = await signGrantRefreshToken(jwt, {
  ...{ ...about, issuedAt: NOW, expiresAt: NOW + 60_000 },
});

const NEXT = { ...tokenOf({ scope: 'openid email offline_access' }), jti: SUCCESSOR };
const rotated = (more: object = {}) =>
  ({ kind: 'rotated', token: NEXT, untaught: false, view: VIEW, ...more }) as GrantVerdict;
const verdict = (kind: string) => ({ kind }) as GrantVerdict;

function arrange(...answers: GrantVerdict[]) {
  const ids = [SUCCESSOR];
  const rotateGrant = vi.fn(async (_userId: string, _call: RotateGrant) => answers.shift());
  const settleAccount = vi.fn(async (): Promise<User | null> => USER);
  const teach = vi.fn(async () => {});
  const reportReuse = vi.fn(async () => 'reused' as const);
  const [defer, count] = [vi.fn(), vi.fn()];
  const deps = {
    ...{ guards: { rotateGrant }, settleAccount, readSessions: { teach }, reportReuse, jwt },
    ...{ trails: createTrails(1_000), clock: () => NOW, wall: () => 77, defer },
    ...{ metrics: { count }, originKey: ORIGIN_KEY, refreshGrace: GRACE, idleTtl: 500 },
    ...{ random: { uuid: () => ids.pop() ?? crypto.randomUUID() }, accessTtl: 60_000 },
  } as unknown as RefreshGrantDeps;
  const refresh = (given: Partial<RefreshGrantInput> = {}, client: object = {}) =>
    createRefreshGrant(deps)({
      ...{ token: TOKEN, client: { ...CLIENT, ...client }, scope: null, resource: null },
      ...{ jkt: null, info: INFO, ...given },
    });
  const call = () => rotateGrant.mock.calls[0]?.[1];
  return { refresh, rotateGrant, call, settleAccount, teach, reportReuse, defer, count };
}

const outcome = (name: string) => ({ name: 'grant', kind: 'refresh', outcome: name });

describe('the refresh token of a grant', () => {
  it.each([rotated(), rotated({ kind: 'repeated' })])('is $kind', async (answer) => {
    const { refresh, count, settleAccount, defer, reportReuse } = arrange(answer);
    const tokens = await refresh();
    expect(tokens).toMatchObject({ userId: USER_ID, sessionId: SESSION_ID, tokenType: 'Bearer' });
    expect(decodeJwt(tokens.refreshToken ?? '')).toMatchObject({ jti: SUCCESSOR, sub: USER_ID });
    expect(decodeJwt(tokens.idToken ?? '')).not.toHaveProperty('nonce');
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome(answer.kind));
    for (const idle of [settleAccount, defer, reportReuse]) expect(idle).not.toHaveBeenCalled();
  });

  it('is judged by the guard of its user, with all that came with it', async () => {
    const { refresh, rotateGrant } = arrange(rotated());
    await refresh({ scope: 'openid', resource: RESOURCE });
    expect(rotateGrant).toHaveBeenCalledExactlyOnceWith(USER_ID, {
      ...{ sessionId: SESSION_ID, jti: JTI, successorJti: SUCCESSOR, clientId: 'app', jkt: null },
      ...{ scope: 'openid', resource: RESOURCE, now: NOW, wall: 77, grace: GRACE, idleTtl: 500 },
      origin: originDigest(ORIGIN_KEY, INFO),
      trail: createTrails(1_000)(USER_ID, INFO),
    });
    expect(rotateGrant.mock.calls[0]?.[1]).not.toHaveProperty('proof');
  });

  it('is refreshed for the scope that is asked for', async () => {
    const { refresh } = arrange(rotated());
    expect((await refresh({ scope: 'email' })).scope).toBe('email');
  });

  it('comes with a proof that is used up', async () => {
    const { refresh, call } = arrange(rotated());
    const proof = { digest: 'p', expiresAt: NOW + 1 };
    expect((await refresh({ jkt: 'a-thumbprint', proof })).tokenType).toBe('DPoP');
    expect(call()).toMatchObject({ jkt: 'a-thumbprint', proof });
  });

  it('has the sessions of old taught after the answer, where they are not known', async () => {
    const { refresh, teach, defer } = arrange(rotated({ untaught: true }));
    await refresh();
    expect(teach).toHaveBeenCalledExactlyOnceWith(USER_ID);
    const work = teach.mock.results[0]?.value;
    expect(defer).toHaveBeenCalledExactlyOnceWith(work, 'sessions_not_taught');
  });

  it('has the user read where its guard does not know them', async () => {
    const answer = rotated({ view: null });
    const { refresh, settleAccount } = arrange(answer);
    const tokens = await refresh({}, { claimsInIdToken: true });
    expect(settleAccount).toHaveBeenCalledExactlyOnceWith(USER_ID);
    expect(decodeJwt(tokens.idToken ?? '').email).toBe('ada@example.com');
  });

  it('is refused if that user is gone', async () => {
    const { refresh, settleAccount } = arrange(rotated({ view: null }));
    settleAccount.mockResolvedValue(null);
    await expect(refresh()).rejects.toMatchObject({ code: 'invalid_grant' });
  });
});

describe('a guard with a change that is not settled', () => {
  it('is asked again once it is', async () => {
    const { refresh, settleAccount, rotateGrant, count } = arrange(verdict('unsettled'), rotated());
    expect(await refresh()).toMatchObject({ userId: USER_ID });
    expect(settleAccount).toHaveBeenCalledExactlyOnceWith(USER_ID);
    expect(rotateGrant).toHaveBeenCalledTimes(2);
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome('rotated'));
  });

  it('of a user who is gone ends the grant', async () => {
    const { refresh, settleAccount, rotateGrant, count } = arrange(verdict('unsettled'), rotated());
    settleAccount.mockResolvedValue(null);
    await expect(refresh()).rejects.toMatchObject({ code: 'invalid_grant' });
    expect(rotateGrant).toHaveBeenCalledOnce();
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome('ended'));
  });

  it('has the client come again if that does not help', async () => {
    const { refresh, count } = arrange(verdict('unsettled'), verdict('unsettled'));
    await expect(refresh()).rejects.toMatchObject({
      ...{ code: 'storage_unavailable', details: { retryAfter: 2 } },
    });
    expect(count).not.toHaveBeenCalled();
  });
});

describe('a refresh token that is not taken', () => {
  it('because it is none of ours is asked about at no guard', async () => {
    const { refresh, rotateGrant, count } = arrange(rotated());
    await expect(refresh({ token: 'none' })).rejects.toMatchObject({ code: 'invalid_grant' });
    expect(rotateGrant).not.toHaveBeenCalled();
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome('invalid'));
  });

  it('because it is another client’s is asked about at no guard', async () => {
    const { refresh, rotateGrant, count } = arrange(rotated());
    await expect(refresh({}, { id: 'other' })).rejects.toMatchObject({ code: 'invalid_grant' });
    expect(rotateGrant).not.toHaveBeenCalled();
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome('foreign'));
  });

  it('because its client lacks the proof of a key changes nothing', async () => {
    const { refresh, rotateGrant } = arrange(rotated());
    const refusal = expect(refresh({}, { dpopBound: true })).rejects;
    await refusal.toMatchObject({ code: 'invalid_dpop_proof' });
    expect(rotateGrant).not.toHaveBeenCalled();
  });

  it.each([
    ['ended', null, 'invalid_grant'],
    ['expired', null, 'invalid_grant'],
    ['foreign', null, 'invalid_grant'],
    ['reused_again', null, 'invalid_grant'],
    ['exceeded', null, 'invalid_scope'],
    ['elsewhere', null, 'invalid_target'],
    ['unbound', null, 'invalid_dpop_proof'],
    ['unbound', 'a-thumbprint', 'invalid_grant'],
    ['proof_used', 'a-thumbprint', 'invalid_dpop_proof'],
  ])('for “%s”, with the key %s, is answered %s', async (kind, jkt, code) => {
    const { refresh, count, reportReuse } = arrange(verdict(kind));
    await expect(refresh({ jkt })).rejects.toMatchObject({ code });
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome(kind));
    expect(reportReuse).not.toHaveBeenCalled();
  });

  it.each([
    [GRACE + 1_000, 1_000],
    [null, null],
  ])('because it was used %s ms ago is reported to the owner', async (retiredFor, late) => {
    const began = { ipAddress: '192.0.2.1' };
    const reused = { ...verdict('reused'), retiredFor, began } as unknown as GrantVerdict;
    const { refresh, reportReuse, count } = arrange(reused);
    await expect(refresh()).rejects.toMatchObject({ code: 'invalid_grant' });
    const session = { userId: USER_ID, sessionId: SESSION_ID };
    const expected = { ...session, client: INFO, began, late };
    expect(reportReuse).toHaveBeenCalledExactlyOnceWith(expected);
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome('reused'));
  });
});
