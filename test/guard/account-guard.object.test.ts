import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountGuard } from '../../src/guard/account-guard.object.ts';
import type { OpenChain, RotateChain } from '../../src/guard/guard-calls.ts';
import type { Lane } from '../../src/guard/lanes.ts';
import { APART } from '../../src/guard/to-use.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import type { AccountView } from '../../src/users/user.ts';
import { newSession, trailOf } from '../support/sessions.ts';
import { viewOf as userView } from '../support/views.ts';
import { GRACE, type Outcome, play, steps } from './refresh-model.ts';

/** So far ahead that no alarm fires by itself during the tests. */
const NOW = Date.UTC(2200, 0, 1);
const TTL = 5 * MINUTE;

let counter = 0;
const freshGuard = () => env.ACCOUNT_GUARD.getByName(`guard-${++counter}`);
type Guard = ReturnType<typeof freshGuard>;

/** What a sign-in read of its user; `epoch` and `version` are what matters to the guard. */
type Read = { epoch?: number; version?: number } & Partial<AccountView>;

const viewOf = ({ epoch = 0, ...read }: Read = {}): AccountView =>
  userView({ createdAt: NOW, signInEpoch: epoch, version: epoch, ...read });

function session({ read, ...overrides }: Partial<OpenChain> & { read?: Read } = {}): OpenChain {
  const { sessionId = 's', now = NOW, expiresAt = NOW + 24 * HOUR } = overrides;
  return {
    sessionId,
    jti: 'first',
    now,
    expiresAt,
    session: newSession({ id: sessionId, createdAt: now, expiresAt }),
    factors: [],
    knownDevice: true,
    trail: trailOf(),
    traits: { authTime: NOW, amr: ['pwd'], delivery: 'cookie' },
    origin: 'here',
    user: viewOf(read),
    from: 'primary',
    wall: NOW,
    maxSessions: 20,
    ...overrides,
  };
}

const presented = (jti: string, overrides: Partial<RotateChain> = {}) => ({
  sessionId: 's',
  jti,
  successorJti: `after-${jti}`,
  now: NOW,
  grace: GRACE,
  origin: 'here',
  trail: trailOf(),
  ...overrides,
});

const ending = (reason: string) => ({ reason, now: NOW, trail: trailOf() });

function secret(digest: string, overrides: Partial<RedeemSecret> = {}): RedeemSecret {
  return {
    digest,
    purpose: 'reset',
    issuedAt: NOW,
    since: 0,
    expiresAt: NOW + HOUR,
    rememberUntil: NOW + HOUR,
    epoch: null,
    now: NOW,
    ...overrides,
  };
}

const tryWrong = (guard: Guard, now = NOW, purpose = 'reset', lane: Lane = 'strangers') =>
  guard.tryCode({ lane, purpose, secrets: [], now, codeTtl: TTL });
async function tryRight(
  guard: Guard,
  digest: string,
  now = NOW,
  purpose = 'reset',
  lane: Lane = 'strangers',
): Promise<boolean> {
  const given = secret(digest, { purpose, issuedAt: now, expiresAt: now + TTL, now });
  return (await guard.tryCode({ lane, purpose, secrets: [given], now, codeTtl: TTL })).isRight;
}

/** The state of the object: its tables with their row counts, and its alarm. */
const inspect = (guard: Guard) =>
  runInDurableObject(guard, async (_, { storage }) => {
    const names = storage.sql
      .exec<{ name: string }>(
        "select name from sqlite_master where type = 'table' and name not glob '_cf_*'",
      )
      .toArray()
      .map(({ name }) => name);
    const rows = names.map(
      (name) =>
        [
          name,
          storage.sql.exec<{ n: number }>(`select count(*) as n from ${name}`).one().n,
        ] as const,
    );
    return {
      rows: Object.fromEntries(rows.filter(([name, n]) => n > 0 && name !== 'schema_version')),
      tables: names.length,
      alarm: await storage.getAlarm(),
    };
  });
const NOTHING = { rows: {}, tables: 0, alarm: null };

describe('the account guard: refresh tokens', () => {
  it('match the model of rotation, however calls and time interleave', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const guard = freshGuard();
        await guard.open(session({ expiresAt: NOW + 1000 * HOUR }));
        await play(script, NOW, 'first', async (given): Promise<Outcome> => {
          const verdict = await guard.rotate({
            ...{ sessionId: 's', origin: 'here', trail: trailOf() },
            ...given,
          });
          if ('token' in verdict) return { current: verdict.token.jti };
          return verdict.kind === 'reused' ? 'reused' : 'refused';
        });
      }),
      { numRuns: 15 },
    );
  });

  it('return one token to fifty tabs that refresh at once', async () => {
    const guard = freshGuard();
    await guard.open(session());
    const calls = Array.from({ length: 50 }, (_, tab) =>
      guard.rotate(presented('first', { successorJti: `tab-${tab}` })),
    );
    const verdicts = await Promise.all(calls);
    expect(new Set(verdicts.map((verdict) => 'token' in verdict && verdict.token.jti)).size).toBe(
      1,
    );
  });

  it('return the traits of the session and the user’s current permissions', async () => {
    const guard = freshGuard();
    await guard.open(session());
    const first = await guard.rotate(presented('first'));
    expect(first).toEqual({
      kind: 'rotated',
      touch: false,
      untaught: false,
      count: null,
      token: {
        ...session().traits,
        roles: ['user'],
        emailVerified: false,
        jti: 'after-first',
        issuedAt: NOW,
        expiresAt: NOW + 24 * HOUR,
      },
    });
    await guard.learn({
      view: viewOf({ version: 1, roles: ['user', 'admin'], emailVerifiedAt: NOW }),
      readAt: NOW,
      revoked: [],
      now: NOW,
    });
    expect(await guard.rotate(presented('after-first'))).toMatchObject({
      token: { roles: ['user', 'admin'], emailVerified: true },
    });
  });

  it('asks for the row of a session to be touched once a day, and when it is used from elsewhere', async () => {
    const guard = freshGuard();
    await guard.open(session({ expiresAt: NOW + 5 * DAY }));
    const refreshes: [number, string, boolean][] = [
      [MINUTE, 'here', false],
      [DAY - 1, 'here', false],
      [DAY, 'here', true],
      [DAY + HOUR, 'here', false],
      [DAY + 2 * HOUR, 'there', true],
      [DAY + 3 * HOUR, 'there', false],
      [DAY + 4 * HOUR, 'here', true],
      [2 * DAY - 1, 'here', false],
      [4 * DAY, 'here', true],
    ];
    let jti = 'first';
    for (const [after, origin, touch] of refreshes) {
      const given = { now: NOW + after, origin, successorJti: `after-${after}` };
      const verdict = await guard.rotate(presented(jti, given));
      expect(verdict, `${origin} at ${after}`).toMatchObject({ kind: 'rotated', touch });
      jti = given.successorJti;
    }
  });

  it('counts refreshes over all sessions, repeated ones too, and writes one row for each', async () => {
    const guard = freshGuard();
    const limit = { limit: 4, window: HOUR };
    await guard.open(session());
    await guard.open(session({ sessionId: 't', jti: 't-1' }));
    const written = async (given: RotateChain) =>
      runInDurableObject(guard, (instance: AccountGuard, { storage }) => {
        const changes = () =>
          storage.sql.exec<{ n: number }>('select total_changes() as n').one().n;
        const before = changes();
        const verdict = instance.rotate(given);
        const used = 'count' in verdict ? verdict.count?.used : undefined;
        return [verdict.kind, used, changes() - before];
      });
    const first = presented('first', { limit });
    expect(await written(first)).toEqual(['rotated', 1, 1]);
    expect(await written(first)).toEqual(['repeated', 2, 1]);
    const other = presented('t-1', { sessionId: 't', limit });
    expect(await written(other)).toEqual(['rotated', 3, 1]);
    // Sessions that have ended count for as long as the window lasts.
    await guard.end('t', ending('logout'));
    expect(await written(presented('after-first', { limit }))).toEqual(['rotated', 4, 1]);
    const next = presented('after-after-first', { limit });
    expect(await written(next)).toEqual(['limited', 5, 0]);
    expect(await written({ ...next, now: NOW + HOUR })).toEqual(['rotated', 1, 1]);
  });

  it('report a reuse until it is recorded, and end only its session', async () => {
    const guard = freshGuard();
    await guard.open(session());
    await guard.open(session({ sessionId: 'other', jti: 'other-first' }));
    await guard.rotate(presented('first'));
    const late = NOW + GRACE;
    for (let times = 0; times < 2; times++)
      expect(await guard.rotate(presented('first', { now: late }))).toEqual({
        kind: 'reused',
        retiredFor: GRACE,
        began: { ipAddress: '203.0.113.7', userAgent: 'test' },
      });
    await guard.reuseReported('s');
    expect(await guard.rotate(presented('first', { now: late }))).toEqual({
      kind: 'reused_again',
      retiredFor: GRACE,
      began: { ipAddress: '203.0.113.7', userAgent: 'test' },
    });
    expect(await guard.rotate(presented('after-first', { now: late }))).toEqual({ kind: 'ended' });
    expect(
      await guard.rotate(presented('other-first', { now: late, sessionId: 'other' })),
    ).toMatchObject({ kind: 'rotated' });
  });

  it('end sessions by id, and reject their tokens', async () => {
    const guard = freshGuard();
    await guard.open(session());
    await guard.rotate(presented('first'));
    expect(await guard.end('s', ending('logout'))).toBe(true);
    expect(await guard.end('s', ending('logout'))).toBe(false);
    expect(await guard.end('unknown', ending('logout'))).toBe(false);
    for (const jti of ['first', 'after-first', 'unknown'])
      expect(await guard.rotate(presented(jti))).toEqual({ kind: 'ended' });
  });

  it('keep the reason a session ended first', async () => {
    const guard = freshGuard();
    await guard.open(session());
    await guard.rotate(presented('copied'));
    await guard.end('s', ending('logout'));
    await guard.endAll({ reason: 'password_changed', now: NOW });
    expect(await guard.rotate(presented('copied'))).toMatchObject({ kind: 'reused' });
  });

  it('report a session past its end as expired', async () => {
    const guard = freshGuard();
    await guard.open(session());
    expect(await guard.rotate(presented('first', { now: NOW + 24 * HOUR }))).toEqual({
      kind: 'expired',
      idle: false,
    });
  });

  it('end every session but the kept one, which gets a fresh token, and block older passwords', async () => {
    const guard = freshGuard();
    for (const sessionId of ['s', 't', 'u'])
      await guard.open(session({ sessionId, jti: `${sessionId}-1`, read: { epoch: 1 } }));
    const kept = await guard.endAll({
      reason: 'password_changed',
      now: NOW,
      epoch: 2,
      keep: { sessionId: 's', jti: 's-2' },
    });
    expect(kept).toMatchObject({ jti: 's-2', issuedAt: NOW, amr: ['pwd'] });
    expect(await guard.rotate(presented('s-1'))).toEqual({ kind: 'ended' });
    expect(await guard.rotate(presented('s-2'))).toMatchObject({ kind: 'rotated' });
    for (const sessionId of ['t', 'u'])
      expect(await guard.rotate(presented(`${sessionId}-1`, { sessionId }))).toEqual({
        kind: 'ended',
      });
    expect(await guard.open(session({ sessionId: 'v', read: { epoch: 1 } }))).toMatchObject({
      opened: false,
    });
    expect(await guard.rotate(presented('first', { sessionId: 'v' }))).toEqual({ kind: 'ended' });
    expect(await guard.open(session({ sessionId: 'v', read: { epoch: 2 } }))).toMatchObject({
      opened: true,
    });
  });

  it('end sessions begun with an older password when a newer one signs in', async () => {
    const guard = freshGuard();
    await guard.open(session({ read: { epoch: 1 } }));
    await guard.open(session({ sessionId: 't', read: { epoch: 2 } }));
    expect(await guard.rotate(presented('first'))).toEqual({ kind: 'ended' });
    expect(await guard.rotate(presented('first', { sessionId: 't' }))).toMatchObject({
      kind: 'rotated',
    });
  });

  it('keep sessions begun with the new password when the change is reported again', async () => {
    const guard = freshGuard();
    await guard.open(session({ read: { epoch: 1 } }));
    await guard.open(session({ sessionId: 't', read: { epoch: 2 } }));
    // As when the queue delivers `sessions.end_all` late or twice.
    for (let times = 0; times < 2; times++)
      await guard.endAll({ reason: 'password_changed', now: NOW, epoch: 2 });
    expect(await guard.rotate(presented('first'))).toEqual({ kind: 'ended' });
    expect(await guard.rotate(presented('first', { sessionId: 't' }))).toMatchObject({
      kind: 'rotated',
    });
  });

  it('do not revive a session they are asked to keep', async () => {
    const guard = freshGuard();
    await guard.open(session());
    await guard.end('s', ending('logout'));
    const keep = { sessionId: 's', jti: 'revived' };
    expect(await guard.endAll({ reason: 'password_changed', now: NOW, keep })).toBeNull();
    expect(
      await guard.endAll({
        reason: 'password_changed',
        now: NOW,
        keep: { sessionId: 'unknown', jti: 'x' },
      }),
    ).toBeNull();
    expect(await guard.rotate(presented('revived'))).toEqual({ kind: 'ended' });
  });
});

describe('the account guard: one-time secrets', () => {
  it('are used once in fifty parallel calls', async () => {
    const guard = freshGuard();
    const won = await Promise.all(Array.from({ length: 50 }, () => guard.redeem(secret('d'))));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('can be used once more after a release', async () => {
    const guard = freshGuard();
    await guard.redeem(secret('d'));
    await guard.release(['d']);
    expect([await guard.redeem(secret('d')), await guard.redeem(secret('d'))]).toEqual([
      true,
      false,
    ]);
  });

  it('are used up together or not at all, once in fifty parallel calls', async () => {
    const guard = freshGuard();
    const both = [secret('step', { purpose: 'totp' }), secret('sign-in', { purpose: 'sign_in' })];
    const won = await Promise.all(Array.from({ length: 50 }, () => guard.redeemAll(both)));
    expect(won.filter(Boolean)).toHaveLength(1);
    await guard.release(['step']);
    expect(await guard.redeemAll(both)).toBe(false);
    // The refusal has used up nothing.
    expect(await guard.redeem(secret('step', { purpose: 'totp' }))).toBe(true);
    await guard.release(['step', 'sign-in']);
    expect(await guard.redeemAll(both)).toBe(true);
    expect(await guard.redeemAll([])).toBe(false);
  });

  it('leave others of their purpose valid if they are used apart from them', async () => {
    const guard = freshGuard();
    expect(await guard.redeem(secret('code', { since: APART }))).toBe(true);
    expect(await guard.redeem(secret('code', { since: APART }))).toBe(false);
    expect(await guard.redeem(secret('sibling', { since: APART }))).toBe(true);
    await guard.voidSecrets({ purposes: ['reset'], now: NOW + 1, rememberUntil: NOW + HOUR });
    expect(await guard.redeem(secret('late', { since: APART }))).toBe(false);
    expect(await guard.redeem(secret('new', { since: APART, issuedAt: NOW + 1 }))).toBe(true);
  });

  it('can be used again if the call that used them is forgone, but by no other call', async () => {
    const guard = freshGuard();
    const use = { digest: 'd', purpose: secret('d').purpose, rememberUntil: NOW + HOUR };
    expect(await guard.redeem({ ...secret('d'), by: 'one' })).toBe(true);
    await guard.forgo({ ...use, by: 'another' });
    expect(await guard.redeem({ ...secret('d'), by: 'third' })).toBe(false);
    await guard.forgo({ ...use, by: 'one' });
    expect(await guard.redeem({ ...secret('d'), by: 'third' })).toBe(true);
  });

  it('are not used by a call that comes after it was forgone', async () => {
    const guard = freshGuard();
    const use = { digest: 'd', purpose: secret('d').purpose, rememberUntil: NOW + HOUR };
    await guard.forgo({ ...use, by: 'late' });
    expect(await guard.redeem({ ...secret('d'), by: 'late' })).toBe(false);
    expect(await guard.redeem({ ...secret('d'), by: 'next' })).toBe(true);
  });

  it('use up their sibling and older ones, but not newer ones or other purposes', async () => {
    const guard = freshGuard();
    expect(await guard.redeem(secret('link'))).toBe(true);
    expect(await tryRight(guard, 'sibling-code')).toBe(false);
    expect(await guard.redeem(secret('older', { issuedAt: NOW - 1 }))).toBe(false);
    expect(await guard.redeem(secret('newer', { issuedAt: NOW + 1 }))).toBe(true);
    expect(await guard.redeem(secret('other', { purpose: 'unlock', issuedAt: NOW - 1 }))).toBe(
      true,
    );
  });

  it('are rejected when issued before all sessions were ended, unless they only undo a change', async () => {
    const guard = freshGuard();
    await guard.endAll({ reason: 'password_reset', now: NOW, epoch: NOW });
    expect(await guard.redeem(secret('d', { epoch: NOW - 1 }))).toBe(false);
    expect(await tryRight(guard, 'code')).toBe(true);
    expect(await guard.redeem(secret('undo', { purpose: 'undo', epoch: null }))).toBe(true);
    expect(await guard.redeem(secret('e', { epoch: NOW, issuedAt: NOW + 1 }))).toBe(true);
    // As after the database is restored to an earlier moment.
    const later = { purpose: 'reset_link', epoch: NOW - 1, issuedAt: NOW + 1 };
    expect(await guard.redeem(secret('f', later))).toBe(true);
  });

  it('are rejected when expired', async () => {
    const guard = freshGuard();
    expect(await guard.redeem(secret('d', { now: NOW + HOUR }))).toBe(false);
    expect(await inspect(guard)).toEqual(NOTHING);
  });
});

describe('the account guard: attempts', () => {
  it('reject the right code after two hundred parallel wrong ones', async () => {
    const guard = freshGuard();
    await Promise.all(Array.from({ length: 200 }, () => tryWrong(guard)));
    expect(await tryRight(guard, 'right')).toBe(false);
    expect((await inspect(guard)).rows).toEqual({ attempts: 5 });
  });

  it('counts the limit of a request in the call that charges it, and charges nothing over it', async () => {
    const guard = freshGuard();
    const policy = { threshold: 4, duration: HOUR };
    const charge = (key: string, now = NOW) =>
      guard.charge({ lane: 'strangers', now, policy, limit: { key, limit: 2, window: MINUTE } });
    expect(await charge('a')).toMatchObject({ allowed: true, count: { used: 1 } });
    expect(await charge('a')).toMatchObject({ allowed: true, count: { used: 2 } });
    const over = { allowed: false, silent: false, count: { used: 3, endsAt: NOW + MINUTE } };
    for (let times = 0; times < 9; times++)
      expect(await charge('a', NOW + 1)).toEqual({ ...over, retryAfter: MINUTE - 1 });
    expect(await guard.lockedUntil(NOW)).toBeNull();
    expect(await charge('b')).toMatchObject({ allowed: true, count: { used: 1 } });
    const next = NOW + MINUTE;
    expect(await charge('a', next)).toMatchObject({
      allowed: true,
      usesUp: true,
      count: { used: 1 },
    });
    expect(await charge('a', next)).toMatchObject({ allowed: false, count: { used: 2 } });
    // A count is dropped with its window: anyone may come from a new address each time.
    expect((await inspect(guard)).alarm).toBe(NOW + 2 * MINUTE);
  });

  it('takes the right code as the fifth try, and charges nothing for it', async () => {
    const guard = freshGuard();
    for (let times = 0; times < 4; times++) await tryWrong(guard);
    for (const digest of ['one', 'two', 'three'])
      expect(await tryRight(guard, digest, NOW + counterOf(digest))).toBe(true);
    expect((await inspect(guard)).rows).toEqual({ attempts: 4, used_secrets: 3 });
  });

  it('count a right code that was already used', async () => {
    const guard = freshGuard();
    await tryRight(guard, 'd');
    for (let times = 0; times < 5; times++) expect(await tryRight(guard, 'd')).toBe(false);
    expect(await tryRight(guard, 'fresh', NOW + 1)).toBe(false);
  });

  it('are limited to five a code over a sliding window', async () => {
    const guard = freshGuard();
    for (let minute = 0; minute < 5; minute++) await tryWrong(guard, NOW + minute * MINUTE);
    expect(await tryRight(guard, 'early', NOW + 5 * MINUTE - 1)).toBe(false);
    expect(await tryRight(guard, 'in-time', NOW + 5 * MINUTE)).toBe(true);
    await tryWrong(guard, NOW + 5 * MINUTE);
    expect(await tryRight(guard, 'early-again', NOW + 6 * MINUTE - 1)).toBe(false);
  });

  it('are limited to ten an hour over all purposes', async () => {
    const guard = freshGuard();
    for (const purpose of ['reset', 'sign_in'])
      for (let times = 0; times < 7; times++) await tryWrong(guard, NOW, purpose);
    expect((await inspect(guard)).rows).toEqual({ attempts: 10 });
    expect(await tryRight(guard, 'a', NOW + HOUR - 1, 'verification')).toBe(false);
    expect(await tryRight(guard, 'b', NOW + HOUR, 'verification')).toBe(true);
  });

  it('let exactly the threshold of a hundred parallel passwords be checked', async () => {
    const guard = freshGuard();
    const policy = { threshold: 5, duration: HOUR };
    const charges = await Promise.all(
      Array.from({ length: 100 }, () => guard.charge({ lane: 'strangers', now: NOW, policy })),
    );
    expect(charges.filter((verdict) => verdict.allowed)).toHaveLength(5);
    expect(charges.filter((verdict) => verdict.allowed && verdict.usesUp)).toHaveLength(1);
    expect(await guard.charge({ lane: 'device:1', now: NOW, policy })).toEqual({
      allowed: true,
      count: null,
      usesUp: false,
      first: false,
      shut: false,
    });
    expect(await guard.charge({ lane: 'strangers', now: NOW + HOUR - 1, policy })).toEqual({
      allowed: false,
      count: null,
      retryAfter: 1,
      silent: false,
    });
    expect(await guard.charge({ lane: 'strangers', now: NOW + HOUR, policy })).toEqual({
      allowed: true,
      count: null,
      usesUp: false,
      first: false,
      shut: false,
    });
  });

  it('are unlocked by a refund, by an unlock, and by a sign-in on that lane', async () => {
    const guard = freshGuard();
    const lane = 'strangers';
    const attempt = { lane, now: NOW, policy: { threshold: 1, duration: HOUR } } as const;
    const lockedThenFreedBy = async (free: () => Promise<unknown>) => {
      await guard.charge(attempt);
      const { allowed } = await guard.charge(attempt);
      await free();
      const again = await guard.charge(attempt);
      await guard.unlock({ lane });
      return [allowed, again.allowed];
    };
    expect(await lockedThenFreedBy(() => guard.refund({ lane, now: NOW }))).toEqual([false, true]);
    expect(await lockedThenFreedBy(() => guard.unlock({ lane }))).toEqual([false, true]);
    expect(await lockedThenFreedBy(() => guard.open(session({ success: { lane } })))).toEqual([
      false,
      true,
    ]);
    expect(
      await lockedThenFreedBy(() => guard.open(session({ success: { lane: 'device:1' } }))),
    ).toEqual([false, false]);
  });

  it('count the mails of each purpose', async () => {
    const guard = freshGuard();
    const racing = Array.from({ length: 9 }, (_, index) =>
      guard.chargeMail({ lane: 'strangers', purpose: 'reset', key: `job${index}`, now: NOW }),
    );
    expect(await Promise.all(racing)).toEqual([true, ...Array(8).fill(false)]);
    expect(
      await guard.chargeMail({ lane: 'strangers', purpose: 'sign_in', key: 'job9', now: NOW }),
    ).toBe(true);
    expect(
      await guard.chargeMail({
        lane: 'strangers',
        purpose: 'reset',
        key: 'job10',
        now: NOW + MINUTE,
      }),
    ).toBe(true);
  });

  it('of one mail are counted once, and refunded together', async () => {
    const guard = freshGuard();
    for (const wait of [0, 5_000, 15_000, MINUTE])
      expect(
        await guard.chargeMail({
          lane: 'strangers',
          purpose: 'reset',
          key: 'job1',
          now: NOW + wait,
        }),
      ).toBe(true);
    expect(
      await guard.chargeMail({
        lane: 'strangers',
        purpose: 'reset',
        key: 'job2',
        now: NOW + MINUTE - 1,
      }),
    ).toBe(false);
    expect(
      await guard.chargeMail({
        lane: 'strangers',
        purpose: 'reset',
        key: 'job2',
        now: NOW + MINUTE,
      }),
    ).toBe(true);
    expect(
      await guard.chargeMail({
        lane: 'strangers',
        purpose: 'sign_in',
        key: 'job1',
        now: NOW + MINUTE,
      }),
    ).toBe(true);
    expect(
      await guard.chargeMail({
        lane: 'strangers',
        purpose: 'sign_in',
        key: 'job2',
        now: NOW + MINUTE,
      }),
    ).toBe(false);
  });
});

describe('the account guard: housekeeping', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('keeps its state across an eviction', async () => {
    const guard = freshGuard();
    await guard.open(session({ read: { epoch: 5 } }));
    await guard.rotate(presented('first'));
    await guard.redeem(secret('d'));
    for (let times = 0; times < 5; times++) await tryWrong(guard);
    await guard.charge({ lane: 'strangers', now: NOW, policy: { threshold: 1, duration: HOUR } });
    const before = await inspect(guard);
    await evictDurableObject(guard);
    expect(await inspect(guard)).toEqual(before);
    expect(await guard.rotate(presented('first'))).toMatchObject({
      kind: 'repeated',
      token: { jti: 'after-first' },
    });
    expect(await guard.redeem(secret('d'))).toBe(false);
    expect(await tryRight(guard, 'right', NOW + 1)).toBe(false);
    expect(
      await guard.charge({ lane: 'strangers', now: NOW, policy: { threshold: 1, duration: HOUR } }),
    ).toMatchObject({ allowed: false });
    expect(await guard.open(session({ sessionId: 't', read: { epoch: 4 } }))).toMatchObject({
      opened: false,
    });
  });

  it('stores nothing for a name that is only read', async () => {
    const guard = freshGuard();
    expect(await guard.ping()).toBe('ok');
    expect(await guard.rotate(presented('first'))).toEqual({ kind: 'ended' });
    await guard.end('s', ending('logout'));
    await guard.release(['d']);
    await guard.unlock({ lane: 'strangers' });
    await guard.refund({ lane: 'strangers', now: NOW });
    await guard.reuseReported('s');
    await guard.unlockAll();
    await guard.wipe(NOW);
    expect(await guard.lockedUntil(NOW)).toBeNull();
    expect(await guard.endAll({ reason: 'logout_all', now: NOW })).toBeNull();
    expect(await inspect(guard)).toEqual(NOTHING);
  });

  it('keeps only a short-lived tombstone of an erased account', async () => {
    const guard = freshGuard();
    await guard.open(session());
    await tryWrong(guard);
    expect(await guard.noteSecrets(['a', 'b'], NOW + HOUR)).toBe(true);
    expect(await guard.close(NOW)).toEqual(['a', 'b']);
    expect(await guard.close(NOW)).toEqual(['a', 'b']);
    expect(await guard.rotate(presented('first'))).toEqual({ kind: 'ended' });
    expect(await guard.open(session({ sessionId: 't', read: { epoch: NOW } }))).toMatchObject({
      opened: false,
    });
    expect(await guard.noteSecrets(['c'], NOW + HOUR)).toBe(false);
    await guard.wipe(NOW);
    expect((await inspect(guard)).rows).toEqual({ closed: 1 });
    vi.setSystemTime(NOW + 21 * MINUTE);
    expect(await runDurableObjectAlarm(guard)).toBe(true);
    expect(await inspect(guard)).toEqual(NOTHING);
  });

  it('reopens after an erasure that was refused, with its sessions', async () => {
    const guard = freshGuard();
    await guard.open(session());
    await guard.reopen();
    await guard.close(NOW);
    expect(await guard.noteSecrets(['a'], NOW + HOUR)).toBe(false);
    expect(await guard.rotate(presented('first'))).toEqual({ kind: 'ended' });
    await guard.reopen();
    expect(await guard.noteSecrets(['a'], NOW + HOUR)).toBe(true);
    expect(await guard.rotate(presented('first'))).toMatchObject({ kind: 'rotated' });
  });

  it('opens again by itself if an erasure is never finished', async () => {
    const guard = freshGuard();
    await guard.open(session());
    await guard.close(NOW);
    vi.setSystemTime(NOW + 21 * MINUTE);
    expect(await runDurableObjectAlarm(guard)).toBe(true);
    expect(await guard.rotate(presented('first'))).toMatchObject({ kind: 'rotated' });
  });

  it('voids what was issued before, and nothing later', async () => {
    const guard = freshGuard();
    await guard.voidSecrets({ purposes: ['reset'], now: NOW, rememberUntil: NOW + HOUR });
    await guard.voidSecrets({ purposes: ['reset'], now: NOW, rememberUntil: NOW + HOUR });
    expect(await guard.redeem(secret('d', { issuedAt: NOW - 1 }))).toBe(false);
    expect(await guard.redeem(secret('d', { purpose: 'sign_in' }))).toBe(true);
    expect(await guard.redeem(secret('e', { issuedAt: NOW }))).toBe(true);
  });

  it('voids what was issued since, and nothing earlier', async () => {
    const guard = freshGuard();
    await guard.voidSecrets({
      purposes: ['reset'],
      since: NOW - 5,
      now: NOW,
      rememberUntil: NOW + HOUR,
    });
    expect(await guard.redeem(secret('d', { issuedAt: NOW - 1 }))).toBe(false);
    expect(await guard.redeem(secret('d', { issuedAt: NOW - 5 }))).toBe(false);
    expect(await guard.redeem(secret('e', { issuedAt: NOW - 6 }))).toBe(true);
    expect(await guard.redeem(secret('f', { issuedAt: NOW }))).toBe(true);
  });

  it('returns when the last lock ends, and ends them all', async () => {
    const guard = freshGuard();
    const policy = { threshold: 1, duration: HOUR };
    await guard.charge({ lane: 'device:a', now: NOW, policy });
    await guard.charge({ lane: 'device:b', now: NOW + MINUTE, policy });
    expect(await guard.lockedUntil(NOW)).toBe(NOW + MINUTE + HOUR);
    await guard.unlockAll();
    expect(await guard.lockedUntil(NOW)).toBeNull();
    expect(await guard.charge({ lane: 'device:a', now: NOW, policy })).toMatchObject({
      allowed: true,
    });
  });

  it('deletes what has expired, keeps the rest and sets the next alarm', async () => {
    const guard = freshGuard();
    await guard.open(session());
    await guard.redeem(secret('d'));
    await tryWrong(guard);
    // What the guard has to tell D1 is due at once; the next to expire is a secret.
    expect((await inspect(guard)).alarm).toBe(NOW + MINUTE);
    await runDurableObjectAlarm(guard);
    expect((await inspect(guard)).alarm).toBe(NOW + HOUR + MINUTE);
    vi.setSystemTime(NOW + HOUR + MINUTE);
    expect(await runDurableObjectAlarm(guard)).toBe(true);
    expect(await inspect(guard)).toMatchObject({
      rows: { chains: 1, account: 1 },
      alarm: NOW + 24 * HOUR + MINUTE,
    });
    expect(await guard.rotate(presented('first'))).toMatchObject({ kind: 'rotated' });
  });

  it('moves the alarm forward for an earlier expiry, even after an eviction', async () => {
    const guard = freshGuard();
    await guard.open(session());
    await evictDurableObject(guard);
    await guard.redeem(secret('d', { rememberUntil: NOW + MINUTE }));
    expect((await inspect(guard)).alarm).toBe(NOW + 2 * MINUTE);
    await evictDurableObject(guard);
    await guard.redeem(secret('e', { rememberUntil: NOW + 5 * HOUR, issuedAt: NOW + 1 }));
    expect((await inspect(guard)).alarm).toBe(NOW + 2 * MINUTE);
  });

  it('erases itself when nothing is left, and works again afterwards', async () => {
    const guard = freshGuard();
    const brief = { trail: { ...trailOf(), keepFor: HOUR } };
    await guard.open(session(brief));
    await guard.redeem(secret('d'));
    vi.setSystemTime(NOW + 24 * HOUR + MINUTE);
    await runDurableObjectAlarm(guard);
    expect(await inspect(guard)).toEqual(NOTHING);
    expect(await guard.rotate(presented('first'))).toEqual({ kind: 'ended' });
    await guard.open(session(brief));
    expect(await guard.rotate(presented('first'))).toMatchObject({ kind: 'rotated' });
  });

  it('remembers a redemption as long as any secret of the same mail lives', async () => {
    const guard = freshGuard();
    await tryRight(guard, 'code');
    const link = secret('link', { expiresAt: NOW + 24 * HOUR, rememberUntil: NOW + 24 * HOUR });
    await guard.redeem(secret('d', { rememberUntil: NOW + 24 * HOUR, issuedAt: NOW + 1 }));
    vi.setSystemTime(NOW + 2 * HOUR);
    await runDurableObjectAlarm(guard);
    expect(await guard.redeem({ ...link, now: NOW + 2 * HOUR })).toBe(false);
  });

  it('remembers a password change for an hour, even for a user without sessions', async () => {
    const guard = freshGuard();
    await guard.redeem(secret('reset-link', { rememberUntil: NOW + 10 * MINUTE }));
    await guard.endAll({ reason: 'password_reset', now: NOW, epoch: 7 });
    vi.setSystemTime(NOW + 11 * MINUTE);
    await runDurableObjectAlarm(guard);
    expect(await guard.open(session({ now: NOW + 11 * MINUTE, read: { epoch: 6 } }))).toMatchObject(
      {
        opened: false,
      },
    );
  });
});

// Codes of one purpose are issued in order: using an earlier one does not void a later one.
function counterOf(digest: string): number {
  return ['one', 'two', 'three'].indexOf(digest);
}
