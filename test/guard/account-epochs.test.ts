import { describe, expect, it } from 'vitest';
import type { Pending } from '../../src/guard/versions.ts';
import { DAY, HOUR } from '../../src/shared/clock.ts';
import type { AccountView } from '../../src/users/user.ts';
import { viewOf } from '../support/views.ts';
import { NOW, type Parts, sessionOf, withParts } from './guard-parts.ts';

const VIEW = viewOf({ version: 4, lastLoginAt: 70 });
const EPOCH: AccountView = { ...VIEW, version: 5, signInEpoch: 9 };
const CHANGE = { nonce: 'n', deadline: NOW, since: 4, tightens: {}, ends: [] };
const keepS = { keep: { sessionId: 's', jti: 'fresh' } };

/** A guard that knows its user, and the sessions `s` and `t`. */
function arrange({ versions, chains }: Parts) {
  versions.writeKnown(VIEW, NOW + 1);
  for (const id of ['s', 't']) chains.begin(sessionOf(id));
}
const pend = ({ versions }: Parts, given: Partial<Pending>) =>
  versions.insertPending({ ...CHANGE, ...given }, NOW);
const expiryOf = ({ tables }: Parts, table: string) =>
  tables.rows<{ at: number }>(`select expires_at as at from ${table}`)[0]?.at;

describe('a view with a new epoch', () => {
  it('ends every session, as overtaken', () =>
    withParts((parts) => {
      arrange(parts);
      parts.user.adopt(EPOCH, NOW);
      expect(parts.endings()).toEqual({ s: 'overtaken', t: 'overtaken' });
      expect(parts.account.readEpoch()).toBe(9);
    }));

  it('ends none if the epoch is known', () =>
    withParts((parts) => {
      arrange(parts);
      parts.account.raiseEpoch(9, NOW + DAY);
      parts.user.adopt(EPOCH, NOW);
      expect(parts.endings()).toEqual({});
    }));

  it('ends sessions for the reason of its change, but for the one to keep', () =>
    withParts((parts) => {
      arrange(parts);
      parts.user.adopt(EPOCH, NOW, { endAll: { reason: 'password_changed', ...keepS } });
      expect(parts.endings()).toEqual({ t: 'password_changed' });
    }));

  it('may be that of a pending change, by what it says', () =>
    withParts((parts) => {
      arrange(parts);
      const endsSessions = { reason: 'password_reset', keepId: 't' };
      pend(parts, {});
      pend(parts, { nonce: 'm', deadline: NOW + 1, tightens: { endsSessions } });
      parts.user.adopt(EPOCH, NOW);
      expect(parts.endings()).toEqual({ s: 'password_reset' });
    }));

  it('keeps nothing in the name of another change', () =>
    withParts((parts) => {
      arrange(parts);
      pend(parts, { tightens: { endsSessions: { reason: 'admin', keepId: 's' } } });
      parts.user.adopt(EPOCH, NOW, { endAll: { reason: 'password_reset' } });
      expect(parts.endings()).toEqual({ s: 'password_reset', t: 'password_reset' });
    }));

  it('keeps nothing that another change ends', () =>
    withParts((parts) => {
      arrange(parts);
      pend(parts, { ends: ['s'] });
      parts.user.adopt(EPOCH, NOW, { endAll: { reason: 'admin', ...keepS } });
      expect(parts.endings()).toEqual({ s: 'admin', t: 'admin' });
    }));
});

describe('a view that is adopted', () => {
  it('is kept for an hour at least, or as long as it is asked', () =>
    withParts((parts) => {
      parts.user.adopt(VIEW, NOW);
      expect(expiryOf(parts, 'account')).toBe(NOW + HOUR);
      expect(expiryOf(parts, 'history_mark')).toBe(NOW + HOUR);
      parts.user.adopt({ ...VIEW, version: 5 }, NOW, { expiresAt: NOW + DAY });
      expect(expiryOf(parts, 'account')).toBe(NOW + DAY);
    }));

  it('is not believed where sessions may have tokens that D1 alone knows to be revoked', () =>
    withParts((parts) => {
      parts.chains.begin(sessionOf('s'));
      parts.user.adopt({ ...VIEW, roles: ['admin'] }, NOW);
      expect(parts.versions.readKnown()).toBeNull();
      expect(parts.chainsKept.read('s')?.principal.roles).toEqual(['admin']);
      parts.user.adopt(VIEW, NOW, { knowsRevoked: true });
      expect(parts.versions.readKnown()?.view).toEqual(VIEW);
    }));

  it('closes no gap with events that are not of the next version', () =>
    withParts((parts) => {
      const lacksOf = (version: number, knowsEvents: boolean) => {
        const { edition = 0 } = parts.mark.readLacks({ isPending: false }) ?? {};
        parts.mark.setWhole({ edition, now: NOW, until: NOW + DAY });
        parts.user.adopt({ ...VIEW, version }, NOW, { knowsEvents });
        return parts.mark.readLacks({ isPending: false }) !== null;
      };
      const all = [lacksOf(4, true), lacksOf(5, true), lacksOf(6, false), lacksOf(8, true)];
      expect(all).toEqual([true, false, true, true]);
    }));

  it.each([
    [70, 60, 70],
    [70, 80, 80],
    [null, 60, 60],
    [70, null, 70],
    [null, null, null],
  ])('after a sign-in at %s has the later one: of %s it is %s', (known, told, expected) =>
    withParts((parts) => {
      parts.versions.writeKnown({ ...VIEW, lastLoginAt: known }, NOW + DAY);
      parts.user.adopt({ ...VIEW, version: 5, lastLoginAt: told }, NOW);
      expect(parts.versions.readKnown()?.view.lastLoginAt).toBe(expected);
    }),
  );

  it('has the time of a sign-in from then on', () =>
    withParts((parts) => {
      parts.user.signedIn(VIEW, NOW, NOW + DAY);
      expect(parts.versions.readKnown()?.view).toEqual({ ...VIEW, lastLoginAt: NOW });
      expect(expiryOf(parts, 'account')).toBe(NOW + DAY);
    }));
});
