import { describe, expect, it } from 'vitest';
import { AccountStorage } from '../../src/guard/account-storage.ts';
import type { GuardTables } from '../../src/guard/guard-tables.ts';
import { SecretStorage } from '../../src/guard/secret-storage.ts';
import { Secrets } from '../../src/guard/secrets.ts';
import { Tries } from '../../src/guard/tries.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import { TryStorage } from '../../src/guard/try-storage.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import { withTables } from '../support/guard-tables.ts';

const NOW = Date.UTC(2200, 0, 1);
const UNTIL = NOW + HOUR;
const CLAIM = NOW + MINUTE;

function worldOf(tables: GuardTables) {
  const storage = new SecretStorage(tables);
  const account = new AccountStorage(tables);
  return {
    storage,
    account,
    secrets: new Secrets(storage, account, new Tries(new TryStorage(tables))),
  };
}
const inWorld = (work: (world: ReturnType<typeof worldOf>) => void) =>
  withTables('secrets', (tables) => work(worldOf(tables)));

const secret = (digest: string, more: Partial<RedeemSecret> = {}): RedeemSecret => ({
  ...{ digest, purpose: 'reset', issuedAt: NOW, since: 0, epoch: 0, now: NOW },
  ...{ expiresAt: UNTIL, rememberUntil: UNTIL, ...more },
});
const claim = (digest: string, by: string, more: Partial<RedeemSecret> = {}) =>
  secret(digest, { by, leaseUntil: CLAIM, purpose: digest, ...more });
const use = (digest: string, by: string) => ({ digest, by });
const LOST = 'the secret was claimed by a later call';

describe('secrets', () => {
  it('are used all of them or none, and never without one', () =>
    inWorld(({ secrets }) => {
      const [a, b] = [secret('a', { purpose: 'a' }), secret('b', { purpose: 'b' })];
      expect(secrets.redeemAll([])).toBe(false);
      expect(secrets.redeemAll([b])).toBe(true);
      expect(secrets.redeemAll([a, b])).toBe(false);
      expect(secrets.isRedeemable(b)).toBe(false);
      expect(secrets.isRedeemable(a)).toBe(true);
      expect(secrets.redeemAll([a])).toBe(true);
    }));

  it('are used again if the claim of one has lapsed', () =>
    inWorld(({ secrets }) => {
      const both = (by: string, now: number) => [
        ...[claim('a', by, { now }), claim('b', by, { now, leaseUntil: now + MINUTE })],
      ];
      secrets.redeemAll([claim('a', 'one')]);
      expect(secrets.isRedeemable(claim('a', 'two', { now: CLAIM - 1 }))).toBe(false);
      expect(secrets.isRedeemable(claim('a', 'two', { now: CLAIM }))).toBe(true);
      expect(secrets.redeemAll(both('two', CLAIM))).toBe('again');
      // Released, only the one that was claimed before is used again.
      for (const digest of ['a', 'b']) secrets.forgo({ ...claim(digest, 'two'), by: 'two' });
      expect(secrets.redeemAll([claim('b', 'three', { now: CLAIM })])).toBe(true);
      expect(secrets.redeemAll([claim('a', 'three', { now: CLAIM })])).toBe('again');
    }));

  it.each<[string, boolean, Partial<RedeemSecret>]>([
    ['of this epoch', true, { epoch: NOW }],
    ['of an earlier epoch', false, { epoch: NOW - 1, issuedAt: NOW }],
    ['of an earlier epoch, issued since this began', true, { epoch: NOW - 1, issuedAt: NOW + 1 }],
    ['of no epoch', true, { epoch: null, issuedAt: NOW - 1 }],
  ])('%s can be used: %s', (_, may, more) =>
    inWorld(({ account, secrets }) => {
      account.raiseEpoch(NOW, NOW + DAY);
      expect(secrets.isRedeemable(secret('a', more))).toBe(may);
      expect(secrets.redeemAll([secret('a', more)])).toBe(may);
    }),
  );

  it('of an erased account are neither used nor noted', () =>
    inWorld(({ account, storage, secrets }) => {
      expect(secrets.note(['a key'], UNTIL)).toBe(true);
      account.close(UNTIL);
      const undoing = secret('a', { epoch: null });
      expect(secrets.isRedeemable(undoing)).toBe(false);
      expect(secrets.redeemAll([undoing])).toBe(false);
      expect(secrets.note(['another'], UNTIL)).toBe(false);
      expect(storage.listKeys()).toEqual(['a key']);
    }));
});

describe('voiding', () => {
  const issuedAt = (at: number, purpose = 'reset') =>
    secret(`${purpose}-${at}`, { issuedAt: at, purpose });

  it('uses up what was issued of these purposes before now', () =>
    inWorld(({ secrets }) => {
      secrets.void({ purposes: ['reset', 'unlock'], now: NOW, rememberUntil: UNTIL });
      const past = [issuedAt(NOW - 1), issuedAt(0), issuedAt(NOW - 1, 'unlock')];
      const others = [issuedAt(NOW), issuedAt(NOW - 1, 'another')];
      expect(past.map((one) => secrets.isRedeemable(one))).toEqual([false, false, false]);
      expect(others.map((one) => secrets.isRedeemable(one))).toEqual([true, true]);
    }));

  it('spares what was issued before a time, and is no end of another voiding', () =>
    inWorld(({ secrets }) => {
      const times = [10, 11, 20, 21];
      for (const since of [11, 21])
        secrets.void({ purposes: ['reset'], since, now: since + 5, rememberUntil: UNTIL });
      const may = [9, ...times, 26].map((at) => secrets.isRedeemable(issuedAt(at)));
      expect(may).toEqual([true, true, false, true, false, true]);
    }));

  it('by a secret is undone for its own purpose by the call that used it', () =>
    inWorld(({ storage, secrets }) => {
      const by = { digest: 'used', purpose: 'reset' };
      secrets.redeemAll([claim('used', 'a-call', { purpose: 'reset', issuedAt: 5 })]);
      const purposes = ['reset', 'unlock'];
      secrets.void({ purposes, by, now: NOW, rememberUntil: UNTIL });
      expect(storage.redeemerOf('used')).toEqual({ by: 'a-call' });
      const may = () => purposes.map((one) => secrets.isRedeemable(issuedAt(NOW - 1, one)));
      expect(may()).toEqual([false, false]);
      storage.deleteRedemption('used', 'a-call');
      expect(may()).toEqual([true, false]);
    }));
});

describe('uses by a call', () => {
  const BOTH = [use('a', 'one'), use('b', 'one')];
  const isOver = (secrets: Secrets, digest: string, now: number) =>
    !secrets.isRedeemable(claim(digest, 'two', { now }));

  it('are its own until another call takes one', () =>
    inWorld(({ secrets }) => {
      secrets.redeemAll([claim('a', 'one'), claim('b', 'one')]);
      expect(secrets.owns()).toBe(true);
      expect(secrets.owns(BOTH)).toBe(true);
      secrets.redeemAll([claim('b', 'two', { now: CLAIM })]);
      expect(secrets.owns(BOTH)).toBe(false);
      expect(secrets.owns([use('a', 'one')])).toBe(true);
    }));

  it('are settled and extended, or neither if one is lost', () =>
    inWorld(({ secrets }) => {
      secrets.redeemAll([claim('a', 'one'), claim('b', 'one')]);
      secrets.redeemAll([claim('b', 'two', { now: CLAIM, leaseUntil: CLAIM + 1 })]);
      expect(() => secrets.settle(BOTH)).toThrow(LOST);
      expect(() => secrets.extend(BOTH, UNTIL)).toThrow(LOST);
      expect(isOver(secrets, 'a', CLAIM)).toBe(false);
      secrets.settle();
      secrets.extend([use('a', 'one')], CLAIM + 5);
      expect(isOver(secrets, 'a', CLAIM + 4)).toBe(true);
      expect(isOver(secrets, 'a', CLAIM + 5)).toBe(false);
      secrets.settle([use('a', 'one'), use('b', 'two')]);
      for (const digest of ['a', 'b']) expect(isOver(secrets, digest, UNTIL - 1)).toBe(true);
    }));

  it('are forgone if they happened, and refused if they come late', () =>
    inWorld(({ secrets }) => {
      const forgone = { digest: 'a', purpose: 'a', rememberUntil: UNTIL, by: 'one' };
      secrets.redeemAll([claim('a', 'one')]);
      expect(secrets.forgo(forgone)).toBe(true);
      expect(secrets.forgo(forgone)).toBe(false);
      // Not even a secret of the oldest time is used up.
      for (const issuedAt of [0, 1, NOW])
        expect(secrets.isRedeemable(claim('a', 'two', { issuedAt }))).toBe(true);
      expect(secrets.redeemAll([claim('a', 'one')])).toBe(false);
    }));

  it('are not forgone at an erased account', () =>
    inWorld(({ account, storage, secrets }) => {
      secrets.redeemAll([claim('a', 'one')]);
      account.close(UNTIL);
      expect(secrets.forgo({ ...claim('a', 'one'), by: 'one' })).toBe(false);
      expect(storage.redeemerOf('a')).toEqual({ by: 'one' });
    }));
});
