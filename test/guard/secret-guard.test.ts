import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { TOMBSTONE_LIFE } from '../../src/guard/account-storage.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';

const NOW = Date.UTC(2200, 0, 1);
const UNTIL = NOW + HOUR;
const policy = { threshold: 1, duration: HOUR };
const guardOf = (name = 'secrets') => env.ACCOUNT_GUARD.getByName(name);
type Guard = ReturnType<typeof guardOf>;

const secret = (digest: string, more: Partial<RedeemSecret> = {}): RedeemSecret => ({
  ...{ digest, purpose: digest, issuedAt: NOW, since: 0, epoch: null, now: NOW },
  ...{ expiresAt: UNTIL, rememberUntil: UNTIL, ...more },
});
const claim = (digest: string, by: string) => secret(digest, { by, leaseUntil: NOW + MINUTE });
const use = (digest: string, by: string) => ({ digest, by });
const charge = { lane: 'strangers', now: NOW, policy } as const;
const mail = (key: string) => ({ lane: 'strangers', purpose: 'reset', key, now: NOW }) as const;
/** Whether no call has used the secret for good: its claims lapse by then. */
const isLeft = (guard: Guard, digest: string) =>
  guard.isRedeemable(secret(digest, { now: NOW + 2 * MINUTE }));
const isLocked = async (guard: Guard) => (await guard.lockedUntil(NOW)) !== null;
const LOST = 'the secret was claimed by a later call';
const messageOf = (call: PromiseLike<unknown>) =>
  Promise.resolve(call).then(
    () => null,
    (error: Error) => error.message,
  );

describe('a lock of a lane', () => {
  it('begins with the charge of a password, and is refunded', async () => {
    const guard = guardOf();
    expect(await guard.lockedUntil(NOW)).toBeNull();
    expect(await guard.charge(charge)).toMatchObject({ allowed: true, usesUp: true });
    expect(await guard.charge(charge)).toMatchObject({ allowed: false, retryAfter: HOUR });
    expect(await guard.lockedUntil(NOW)).toBe(NOW + HOUR);
    await guard.refund({ lane: 'strangers', now: NOW });
    expect(await isLocked(guard)).toBe(false);
  });

  it('is ended by a right password, which settles its secrets and charges a mail', async () => {
    const guard = guardOf();
    await guard.charge(charge);
    await guard.redeem(claim('a', 'one'));
    const uses = [use('a', 'one')];
    const unlock = { lane: 'strangers', mail: mail('first'), uses } as const;
    expect(await guard.unlock(unlock)).toEqual({ allowed: true });
    expect(await isLocked(guard)).toBe(false);
    expect(await isLeft(guard, 'a')).toBe(false);
    const second = await guard.unlock({ lane: 'strangers', mail: mail('second') });
    expect(second).toEqual({ allowed: false, retryAfter: MINUTE });
    expect(await guard.unlock({ lane: 'strangers' })).toEqual({ allowed: true });
  });

  it('stays if another call has the secret that would end it', async () => {
    const guard = guardOf();
    await guard.charge(charge);
    await guard.redeem(claim('a', 'two'));
    const uses = [use('a', 'one')];
    expect(await messageOf(guard.unlock({ lane: 'strangers', uses }))).toContain(LOST);
    expect(await messageOf(guard.unlockByMail(NOW, uses))).toContain(LOST);
    expect(await isLocked(guard)).toBe(true);
    expect(await isLeft(guard, 'a')).toBe(true);
  });

  it('is ended by a mailed secret, which is settled', async () => {
    const guard = guardOf();
    await guard.charge(charge);
    await guard.redeem(claim('a', 'one'));
    await guard.unlockByMail(NOW, [use('a', 'one')]);
    expect(await isLocked(guard)).toBe(false);
    expect(await isLeft(guard, 'a')).toBe(false);
  });

  it('is ended with all others, and mails may be sent again', async () => {
    const guard = guardOf();
    for (const lane of ['strangers', 'device:a'] as const) await guard.charge({ ...charge, lane });
    expect(await guard.chargeMail(mail('first'))).toBe(true);
    expect(await guard.chargeMail(mail('second'))).toBe(false);
    await guard.unlockAll();
    expect(await isLocked(guard)).toBe(false);
    expect(await guard.chargeMail(mail('second'))).toBe(true);
  });
});

describe('secrets at a guard', () => {
  it('are voided by purpose', async () => {
    const guard = guardOf();
    await guard.voidSecrets({ purposes: ['a'], now: NOW + 1, rememberUntil: UNTIL });
    expect(await isLeft(guard, 'a')).toBe(false);
    expect(await isLeft(guard, 'b')).toBe(true);
  });

  it('are released by name, all or those of one call', async () => {
    const guard = guardOf();
    await guard.redeemAll([secret('a', { by: 'one' }), secret('b', { by: 'two' })]);
    await guard.release(['a', 'b'], 'one');
    expect([await isLeft(guard, 'a'), await isLeft(guard, 'b')]).toEqual([true, false]);
    await guard.release(['b']);
    expect(await isLeft(guard, 'b')).toBe(true);
  });

  it('are settled by their own call', async () => {
    const guard = guardOf();
    await guard.redeem(claim('a', 'one'));
    expect(await messageOf(guard.settle([use('a', 'two')]))).toContain(LOST);
    expect(await isLeft(guard, 'a')).toBe(true);
    await guard.settle([use('a', 'one')]);
    expect(await isLeft(guard, 'a')).toBe(false);
  });
});

describe('the counter of a passkey', () => {
  const present = async (guard: Guard, counter: number, digest: string, by = 'one') => {
    const passkey = { credentialId: 'p', counter, registered: 0 };
    return (await guard.usePasskey(null, { passkey, secrets: [secret(digest, { by })] })).verdict;
  };

  it('goes back when its challenge is released, but not by another call', async () => {
    const guard = guardOf();
    expect(await present(guard, 4, 'a')).toBe('used');
    await guard.release(['a'], 'another');
    expect(await present(guard, 3, 'b')).toBe('went_back');
    await guard.release(['a'], 'one');
    expect(await present(guard, 3, 'c')).toBe('used');
  });

  it('goes back when its use is forgone, but not by another call', async () => {
    const guard = guardOf();
    expect(await present(guard, 4, 'a')).toBe('used');
    const forgone = { digest: 'a', purpose: 'a', rememberUntil: UNTIL };
    await guard.forgo({ ...forgone, by: 'another' });
    expect(await present(guard, 3, 'b')).toBe('went_back');
    await guard.forgo({ ...forgone, by: 'one' });
    expect(await present(guard, 3, 'c')).toBe('used');
    expect(await present(guard, 5, 'a', 'another')).toBe('spent');
  });
});

describe('a closed account', () => {
  const whole = { edition: 0, now: NOW, until: UNTIL };
  const lacksOf = async (guard: Guard) => (await guard.history({ limit: 1 })).lacks;

  it('names its secrets, uses none, and opens again', async () => {
    const guard = guardOf();
    expect(await guard.noteSecrets(['a key', 'another'], UNTIL)).toBe(true);
    expect(await guard.listSecrets()).toEqual(['a key', 'another']);
    expect(await guard.close(NOW)).toEqual(['a key', 'another']);
    expect(await guard.noteSecrets(['late'], UNTIL)).toBe(false);
    expect(await isLeft(guard, 'a')).toBe(false);
    const closed = await runInDurableObject(guard, (_, { storage }) =>
      storage.sql.exec('select expires_at as at from closed').toArray(),
    );
    expect(closed).toEqual([{ at: NOW + TOMBSTONE_LIFE }]);
    await guard.reopen();
    expect(await isLeft(guard, 'a')).toBe(true);
  });

  it('may lack events that came meanwhile, also of a lesson that began then', async () => {
    const guard = guardOf();
    await guard.learnHistory({ events: [], whole });
    expect(await lacksOf(guard)).toBeNull();
    await guard.close(NOW);
    expect(await lacksOf(guard)).toMatchObject({ edition: 1 });
    await guard.reopen();
    await guard.learnHistory({ events: [], whole: { ...whole, edition: 1 } });
    expect(await lacksOf(guard)).toMatchObject({ edition: 2 });
  });
});
