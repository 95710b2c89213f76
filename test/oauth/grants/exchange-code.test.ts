import { decodeJwt } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import type { ExchangeCall, Exchanged } from '../../../src/guard/grant-calls.ts';
import { createTrails } from '../../../src/guard/trail.ts';
import {
  createExchangeCode,
  type ExchangeCodeDeps,
  type ExchangeCodeInput,
} from '../../../src/oauth/grants/exchange-code.ts';
import { toChallenge } from '../../../src/oauth/grants/pkce.ts';
import { originDigest } from '../../../src/sessions/origin-digest.ts';
import type { User } from '../../../src/users/user.ts';
import { CLIENT, INFO, JTI, jwt, live, NOW, SESSION_ID, tokenOf, USER, USER_ID } from './parts.ts';

const VERIFIER = 'v'.repeat(43);
const ORIGIN_KEY = new Uint8Array(32).fill(3);
const NEW_JTI = crypto.randomUUID();

const INPUT: ExchangeCodeInput = {
  ...{ code: 'a-code', client: CLIENT, redirectUri: 'https://app.test/back' },
  ...{ verifier: VERIFIER, resource: null, jkt: null, info: INFO },
};
const CODE = { nonce: 'n' };
const GRANTED = { kind: 'granted', code: CODE, token: tokenOf(), live: live() } as Exchanged;
type Why = Extract<Exchanged, { kind: 'refused' }>['why'];

function arrange(...answers: Exchanged[]) {
  const ids = [NEW_JTI];
  const trails = createTrails(1_000);
  const exchangeGuard = vi.fn(async (_userId: string, _call: ExchangeCall) => answers.shift());
  const read = vi.fn(async (): Promise<object | null> => ({ userId: USER_ID, digest: 'd' }));
  const settleAccount = vi.fn(async (): Promise<User | null> => USER);
  const teach = vi.fn(async () => {});
  const [defer, warn, count] = [vi.fn(), vi.fn(), vi.fn()];
  const uuidAt = vi.fn(() => SESSION_ID);
  const deps = {
    ...{ guards: { exchangeCode: exchangeGuard }, grantCodes: { read }, settleAccount },
    ...{ readSessions: { teach }, defer, log: { warn }, metrics: { count }, jwt, trails },
    random: { uuid: () => ids.pop() ?? crypto.randomUUID(), uuidAt },
    ...{ clock: () => NOW, wall: () => 77, originKey: ORIGIN_KEY, accessTtl: 60_000 },
    ...{ maxSessions: 9, idleTtl: 500, grantTtl: 7_000 },
  } as unknown as ExchangeCodeDeps;
  const exchange = (given: Partial<ExchangeCodeInput> = {}, client: object = {}) =>
    createExchangeCode(deps)({ ...INPUT, client: { ...CLIENT, ...client }, ...given });
  const call = () => exchangeGuard.mock.calls[0]?.[1];
  return { exchange, exchangeGuard, call, read, settleAccount, teach, defer, warn, count, uuidAt };
}

const outcome = (name: string) => ({ name: 'grant', kind: 'code', outcome: name });

describe('a code that is right', () => {
  it('is exchanged for the tokens of the new grant', async () => {
    const { exchange, read, count, defer, warn, settleAccount } = arrange(GRANTED);
    const tokens = await exchange();
    expect(read).toHaveBeenCalledExactlyOnceWith('a-code');
    expect(tokens).toMatchObject({ userId: USER_ID, sessionId: SESSION_ID, tokenType: 'Bearer' });
    expect(tokens.scope).toBe('openid offline_access');
    expect(decodeJwt(tokens.refreshToken ?? '')).toMatchObject({ jti: JTI, sid: SESSION_ID });
    expect(decodeJwt(tokens.idToken ?? '').nonce).toBe('n');
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome('granted'));
    for (const idle of [defer, warn, settleAccount]) expect(idle).not.toHaveBeenCalled();
  });

  it('is judged by the guard of its user, with all that came with it', async () => {
    const { exchange, exchangeGuard, uuidAt } = arrange(GRANTED);
    await exchange({ resource: 'https://files.test' });
    expect(exchangeGuard).toHaveBeenCalledExactlyOnceWith(USER_ID, {
      ...{ digest: 'd', clientId: 'app', redirectUri: 'https://app.test/back' },
      ...{ registered: CLIENT.redirectUris, challenge: toChallenge(VERIFIER), jkt: null },
      ...{ resource: 'https://files.test', bindsKey: true, sessionId: SESSION_ID, jti: NEW_JTI },
      ...{ ttl: 7_000, maxSessions: 9, origin: originDigest(ORIGIN_KEY, INFO), now: NOW },
      ...{ wall: 77, idleTtl: 500, trail: createTrails(1_000)(USER_ID, INFO) },
    });
    expect(exchangeGuard.mock.calls[0]?.[1]).not.toHaveProperty('proof');
    expect(uuidAt).toHaveBeenCalledExactlyOnceWith(NOW);
  });

  it('comes with no challenge where the client sent no verifier', async () => {
    const { exchange, call } = arrange(GRANTED);
    await exchange({ verifier: null });
    expect(call()?.challenge).toBeNull();
  });

  it('becomes a grant that lasts as long as its client says', async () => {
    const { exchange, call } = arrange(GRANTED);
    await exchange({}, { refreshTtl: 3_000 });
    expect(call()?.ttl).toBe(3_000);
  });

  it('is bound to the key of the client, with a proof that is used up', async () => {
    const { exchange, call } = arrange(GRANTED);
    const proof = { digest: 'p', expiresAt: NOW + 1 };
    const tokens = await exchange({ jkt: 'a-thumbprint', proof });
    expect(tokens.tokenType).toBe('DPoP');
    expect(call()).toMatchObject({ jkt: 'a-thumbprint', proof, bindsKey: true });
  });

  it('binds no refresh token to the key of a client that proves itself', async () => {
    const { exchange, call } = arrange(GRANTED);
    await exchange({}, { authMethod: 'private_key_jwt' });
    expect(call()?.bindsKey).toBe(false);
  });

  it('settles a change that its guard has not heard the end of, after the answer', async () => {
    const { exchange, defer, settleAccount } = arrange({
      ...GRANTED,
      live: live(true),
    } as Exchanged);
    await exchange();
    expect(settleAccount).toHaveBeenCalledExactlyOnceWith(USER_ID);
    const work = settleAccount.mock.results[0]?.value;
    expect(defer).toHaveBeenCalledExactlyOnceWith(work, 'change_not_settled');
  });
});

describe('a code that is not taken', () => {
  it.each<[Why, string | null, string]>([
    ['not_found', null, 'invalid_grant'],
    ['over', null, 'invalid_grant'],
    ['verifier', 'a-thumbprint', 'invalid_grant'],
    ['resource', null, 'invalid_target'],
    ['key', null, 'invalid_dpop_proof'],
    ['key', 'a-thumbprint', 'invalid_grant'],
    ['proof_used', 'a-thumbprint', 'invalid_dpop_proof'],
  ])('for “%s”, with the key %s, is answered %s', async (why, jkt, code) => {
    const { exchange, count, warn } = arrange({ kind: 'refused', why });
    await expect(exchange({ jkt })).rejects.toMatchObject({ code });
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome(why));
    expect(warn).not.toHaveBeenCalled();
  });

  it('because it was used is reported', async () => {
    const { exchange, warn, count } = arrange({ kind: 'refused', why: 'replayed' });
    await expect(exchange()).rejects.toMatchObject({ code: 'invalid_grant' });
    expect(warn.mock.calls[0]?.[1]).toEqual({ user_id: USER_ID, client_id: 'app' });
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome('replayed'));
  });

  it('because it is none of ours is asked about at no guard', async () => {
    const { exchange, read, exchangeGuard, count } = arrange(GRANTED);
    read.mockResolvedValue(null);
    await expect(exchange()).rejects.toMatchObject({ code: 'invalid_grant' });
    expect(exchangeGuard).not.toHaveBeenCalled();
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome('not_found'));
  });

  it('because its client lacks the proof of a key is not read', async () => {
    const { exchange, read } = arrange(GRANTED);
    const refusal = expect(exchange({}, { dpopBound: true })).rejects;
    await refusal.toMatchObject({ code: 'invalid_dpop_proof' });
    expect(read).not.toHaveBeenCalled();
  });
});

describe('a guard that has to learn first', () => {
  it('is taught its user, then their sessions, and asked again', async () => {
    const { exchange, settleAccount, teach, exchangeGuard } = arrange(
      { kind: 'unknown' },
      { kind: 'untaught' },
      GRANTED,
    );
    expect(await exchange()).toMatchObject({ userId: USER_ID });
    expect(settleAccount).toHaveBeenCalledExactlyOnceWith(USER_ID);
    expect(teach).toHaveBeenCalledExactlyOnceWith(USER_ID);
    expect(exchangeGuard).toHaveBeenCalledTimes(3);
  });

  it.each<Exchanged>([{ kind: 'unknown' }, { kind: 'untaught' }])(
    'is given up after two lessons if it stays “$kind”; the client may come again',
    async (one) => {
      const { exchange, exchangeGuard, settleAccount, teach, count } = arrange(
        one,
        one,
        one,
        GRANTED,
      );
      await expect(exchange()).rejects.toMatchObject({
        ...{ code: 'storage_unavailable', details: { retryAfter: 2 } },
      });
      expect(exchangeGuard).toHaveBeenCalledTimes(3);
      expect(settleAccount).toHaveBeenCalledTimes(one.kind === 'unknown' ? 2 : 0);
      expect(teach).toHaveBeenCalledTimes(one.kind === 'untaught' ? 2 : 0);
      expect(count).not.toHaveBeenCalled();
    },
  );

  it('of a user who is gone refuses the code', async () => {
    const { exchange, settleAccount, exchangeGuard, count } = arrange({ kind: 'unknown' }, GRANTED);
    settleAccount.mockResolvedValue(null);
    await expect(exchange()).rejects.toMatchObject({ code: 'invalid_grant' });
    expect(exchangeGuard).toHaveBeenCalledOnce();
    expect(count).toHaveBeenCalledExactlyOnceWith(outcome('over'));
  });
});
