import { describe, expect, it } from 'vitest';
import type { GuardTables } from '../../src/guard/guard-tables.ts';
import { SecretStorage } from '../../src/guard/secret-storage.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { withTables } from '../support/guard-tables.ts';

const NOW = Date.UTC(2200, 0, 1);
const CLAIM = NOW + MINUTE;
const inStorage = (work: (storage: SecretStorage, tables: GuardTables) => void | Promise<void>) =>
  withTables<void>('secrets', (tables) => work(new SecretStorage(tables), tables));

const use = (more: object = {}) => ({
  ...{ digest: 'd', purpose: 'reset', since: 3, issuedAt: 5, rememberUntil: NOW + HOUR, ...more },
});
const claim = (by: string, more: object = {}) => use({ by, leaseUntil: CLAIM, ...more });
const leaseOf = (storage: SecretStorage) => storage.readRedemptions('reset')[0]?.leaseUntil;
const expiryOf = (tables: GuardTables) =>
  tables.rows('select expires_at as at from used_secrets')[0]?.at;

describe('the keys of secrets', () => {
  it('are kept until their secrets expire, by the latest that was recorded', () =>
    inStorage(async (storage, tables) => {
      expect(storage.listKeys()).toEqual([]);
      storage.insertKeys(['a', 'b'], NOW);
      storage.insertKeys(['b', 'c'], NOW + HOUR);
      expect(storage.listKeys()).toEqual(['a', 'b', 'c']);
      await tables.sweep(NOW);
      expect(storage.listKeys()).toEqual(['b', 'c']);
    }));
});

describe('the use of a secret', () => {
  it('is read by its purpose, with whether it is a claim', () =>
    inStorage((storage) => {
      storage.insertRedemption(use());
      storage.insertRedemption(claim('a-call', { digest: 'e' }));
      storage.insertRedemption(use({ purpose: 'unlock', digest: 'f' }));
      const { rememberUntil: _, ...read } = use();
      expect(storage.readRedemptions('reset')).toEqual([
        { ...read, leaseUntil: null },
        { ...read, digest: 'e', leaseUntil: CLAIM },
      ]);
    }));

  it.each([
    ['as long as its secret', {}, NOW + HOUR],
    ['as long as its claim, if that is longer', { leaseUntil: NOW + 2 * HOUR }, NOW + 2 * HOUR],
    ['no shorter for a claim', { leaseUntil: CLAIM }, NOW + HOUR],
  ])('is kept %s', (_, more, until) =>
    inStorage((storage, tables) => {
      storage.insertRedemption(use(more));
      expect(expiryOf(tables)).toBe(until);
    }),
  );

  it('is known by its call, if that has a name', () =>
    inStorage((storage) => {
      storage.insertRedemption(claim('a-call'));
      storage.insertRedemption(use({ digest: 'e' }));
      expect(['d', 'e', 'unknown'].map((digest) => storage.redeemerOf(digest))).toEqual([
        { by: 'a-call' },
        {},
        {},
      ]);
      const owns = (digest: string, by: string) => storage.isBy({ digest, by });
      expect([owns('d', 'a-call'), owns('d', 'another'), owns('e', 'a-call')]).toEqual([
        ...[true, false, false],
      ]);
    }));

  it('is final once settled, and no other is', () =>
    inStorage((storage) => {
      storage.insertRedemption(claim('a-call'));
      storage.insertRedemption(claim('a-call', { digest: 'e' }));
      storage.settle({ digest: 'd', by: 'a-call' });
      const leases = storage.readRedemptions('reset').map(({ leaseUntil }) => leaseUntil);
      expect(leases).toEqual([null, CLAIM]);
    }));
});

describe('a claim', () => {
  const D = { digest: 'd', by: 'a-call' };

  it('is extended, and kept as long, but never shortened', () =>
    inStorage((storage, tables) => {
      storage.insertRedemption(claim('a-call'));
      storage.extendLease(D, NOW + 2 * HOUR);
      expect([leaseOf(storage), expiryOf(tables)]).toEqual([NOW + 2 * HOUR, NOW + 2 * HOUR]);
      storage.extendLease(D, NOW);
      expect([leaseOf(storage), expiryOf(tables)]).toEqual([NOW + 2 * HOUR, NOW + 2 * HOUR]);
    }));

  it('that is settled stays final', () =>
    inStorage((storage) => {
      storage.insertRedemption(claim('a-call'));
      storage.settle(D);
      storage.extendLease(D, NOW + 2 * HOUR);
      expect(leaseOf(storage)).toBeNull();
    }));

  it.each<[string, string | undefined, boolean]>([
    ['its own call', 'a-call', true],
    ['whoever names none', undefined, true],
    ['another call', 'another', false],
  ])('is released by %s', (_, by, released) =>
    inStorage((storage) => {
      storage.insertRedemption(claim('a-call'));
      storage.insertRedemption(claim('a-call', { digest: 'e' }));
      expect(storage.deleteRedemption('d', by)).toBe(released);
      const left = storage.readRedemptions('reset').map(({ digest }) => digest);
      expect(left).toEqual(released ? ['e'] : ['d', 'e']);
    }),
  );

  it('after one that lapsed goes back to that, which is nobody’s', () =>
    inStorage((storage) => {
      storage.insertRedemption(claim('later', { lapsed: true }));
      expect(storage.deleteRedemption('d', 'another')).toBe(false);
      expect(leaseOf(storage)).toBe(CLAIM);
      expect(storage.deleteRedemption('d', 'later')).toBe(true);
      expect(leaseOf(storage)).toBe(0);
      expect(storage.redeemerOf('d')).toEqual({});
      expect(storage.deleteRedemption('d')).toBe(true);
      expect(leaseOf(storage)).toBe(0);
    }));

  it('that nobody has is not released', () =>
    inStorage((storage) => {
      expect(storage.deleteRedemption('d')).toBe(false);
      storage.insertRedemption(claim('a-call', { digest: 'e' }));
      expect(storage.deleteRedemption('d')).toBe(false);
    }));
});
