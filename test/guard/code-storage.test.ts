import { describe, expect, it } from 'vitest';
import type { StoredCode } from '../../src/guard/judge-code.ts';
import { DAY, MINUTE } from '../../src/shared/clock.ts';
import { NOW, type Parts, withParts } from './guard-parts.ts';

const CODE: StoredCode = {
  ...{ clientId: 'app', redirectUri: 'https://app.example/cb', challenge: 'c', nonce: null },
  ...{ scope: 'openid', resource: null, jkt: null, begunIn: 's', authTime: NOW, amr: ['pwd'] },
  ...{ issuedAt: NOW, expiresAt: NOW + MINUTE },
};
const insert = ({ codes }: Parts, digest: string, given: Partial<StoredCode> = {}) =>
  codes.insert(digest, { ...CODE, ...given });
const isKept = ({ codes }: Parts, digest: string) => codes.find(digest) !== null;

describe('the codes of a user', () => {
  it('are kept ten minutes longer than they live', () =>
    withParts((parts) => {
      expect(parts.codes.find('d')).toBeNull();
      insert(parts, 'd');
      expect(parts.codes.find('d')).toEqual({ code: CODE, tries: 0, grantId: null });
      expect(parts.codes.find('other')).toBeNull();
      const rows = parts.tables.rows('select expires_at as until from codes');
      expect(rows).toEqual([{ until: NOW + 11 * MINUTE }]);
    }));

  it('have their own tries, and the grant that they became', () =>
    withParts((parts) => {
      for (const digest of ['d', 'e']) insert(parts, digest);
      for (let times = 0; times < 2; times++) parts.codes.countTry('d');
      parts.codes.markUsed('e', 'g');
      expect(parts.codes.find('d')).toMatchObject({ tries: 2, grantId: null });
      expect(parts.codes.find('e')).toMatchObject({ tries: 0, grantId: 'g' });
    }));

  it('go with the session that replaces theirs', () =>
    withParts((parts) => {
      insert(parts, 'd');
      insert(parts, 'e', { begunIn: 't' });
      parts.codes.passOn('s', 'new');
      expect(parts.codes.find('d')?.code).toEqual({ ...CODE, begunIn: 'new' });
      expect(parts.codes.find('e')?.code.begunIn).toBe('t');
    }));

  it('of a client are forgotten, unless they were exchanged', () =>
    withParts((parts) => {
      for (const digest of ['d', 'used']) insert(parts, digest);
      insert(parts, 'other', { clientId: 'other' });
      parts.codes.markUsed('used', 'g');
      parts.codes.deleteUnused('app');
      expect(['d', 'used', 'other'].map((one) => isKept(parts, one))).toEqual([false, true, true]);
    }));
});

describe('the consents of a user', () => {
  const save = ({ consents }: Parts, clientId: string, scope: string, now = NOW) =>
    consents.save({ clientId, scope, now });
  const untilOf = ({ tables }: Parts, clientId: string) =>
    tables.rows<{ at: number }>(
      'select expires_at as at from consents where client_id = ?',
      clientId,
    )[0]?.at;

  it('add up by client, and are listed from the oldest', () =>
    withParts((parts) => {
      expect(parts.consents.find('app')).toBeNull();
      save(parts, 'other', 'openid', NOW + 5);
      save(parts, 'app', 'openid email');
      save(parts, 'app', 'email  profile', NOW + 9);
      const app = { clientId: 'app', scope: 'openid email profile', since: NOW };
      expect(parts.consents.find('app')).toEqual(app);
      const other = { clientId: 'other', scope: 'openid', since: NOW + 5 };
      expect(parts.consents.list()).toEqual([app, other]);
    }));

  it('are kept for 400 days after their last use', () =>
    withParts((parts) => {
      for (const clientId of ['app', 'other']) save(parts, clientId, 'openid');
      expect(untilOf(parts, 'app')).toBe(NOW + 400 * DAY);
      parts.consents.touch('app', NOW + DAY);
      expect(untilOf(parts, 'app')).toBe(NOW + 401 * DAY);
      expect(untilOf(parts, 'other')).toBe(NOW + 400 * DAY);
    }));

  it('are forgotten once, by client', () =>
    withParts((parts) => {
      for (const clientId of ['app', 'other']) save(parts, clientId, 'openid');
      expect([1, 2].map(() => parts.consents.delete('app'))).toEqual([true, false]);
      expect(parts.consents.list().map(({ clientId }) => clientId)).toEqual(['other']);
    }));
});

describe('the epoch of an account', () => {
  it('only rises, and is kept as long as the longest asks', () =>
    withParts(({ account, tables }) => {
      expect(account.readEpoch()).toBe(0);
      account.raiseEpoch(5, NOW + 2 * DAY);
      account.raiseEpoch(3, NOW + DAY);
      expect(account.readEpoch()).toBe(5);
      const kept = () => tables.rows('select expires_at as until from account');
      expect(kept()).toEqual([{ until: NOW + 2 * DAY }]);
      account.raiseEpoch(6, NOW + 3 * DAY);
      expect(account.readEpoch()).toBe(6);
      expect(kept()).toEqual([{ until: NOW + 3 * DAY }]);
    }));

  it('is one that no sign-in reaches while it is closed', () =>
    withParts(({ account, tables }) => {
      account.raiseEpoch(5, NOW + DAY);
      expect(account.isClosed()).toBe(false);
      account.close(NOW + DAY);
      account.close(NOW + 2 * DAY);
      expect([account.isClosed(), account.readEpoch()]).toEqual([true, Number.MAX_SAFE_INTEGER]);
      expect(tables.rows('select expires_at as until from closed')).toEqual([
        { until: NOW + 2 * DAY },
      ]);
      account.reopen();
      expect([account.isClosed(), account.readEpoch()]).toEqual([false, 5]);
    }));
});
