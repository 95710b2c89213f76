import { describe, expect, it } from 'vitest';
import { ERASED } from '../../src/guard/account-storage.ts';
import { toCurrentToken } from '../../src/guard/chains.ts';
import { DAY, HOUR } from '../../src/shared/clock.ts';
import { viewOf } from '../support/views.ts';
import { type Begins, NOW, type Parts, sessionOf, withParts } from './guard-parts.ts';

const LATER = NOW + 60_000;

/** Begins sessions, by id, one after the other, of a user that the guard knows. */
function begin({ versions, chains }: Parts, sessions: Record<string, Begins>) {
  versions.writeKnown(viewOf(), NOW + DAY);
  return Object.entries(sessions).map(([id, given]) => chains.begin(sessionOf(id, given)));
}
const OFFLINE = { scope: 'openid offline_access' };

describe('a session that begins', () => {
  it('is kept and told to D1, with its token as the current one', () =>
    withParts((parts) => {
      expect(begin(parts, { s: {} })).toEqual([[]]);
      const { chain, session, origin, touchedAt, reported } = parts.chainsKept.read('s') ?? {};
      const times = { currentIssuedAt: NOW, expiresAt: NOW + HOUR };
      expect(chain).toEqual({ currentJti: 's-1', ...times, retired: [], revokedReason: null });
      expect({ origin, touchedAt, reported }).toEqual({
        ...{ origin: 'here', touchedAt: NOW, reported: false },
      });
      const begun = { lastActivityAt: NOW, lastRotationAt: NOW, seq: 1 };
      const kept = { ...sessionOf('s').session, ...begun, revokedAt: null, revokeReason: null };
      expect(session).toEqual(kept);
      expect(parts.told()).toEqual([{ session: kept }]);
    }));

  it('ends the longest idle ones beyond the maximum, of its own holder alone', () =>
    withParts((parts) => {
      const evicted = begin(parts, {
        old: { now: NOW - 3 },
        over: { now: NOW - 9, expiresAt: NOW },
        app: { now: NOW - 8, grant: {} },
        older: { now: NOW - 5 },
        other: { now: NOW - 7, grant: { clientId: 'other' } },
        last: { maxSessions: 2 },
        app2: { grant: {}, maxSessions: 1 },
      });
      expect(evicted).toEqual([[], [], [], [], [], ['older'], ['app']]);
      expect(parts.endings()).toEqual({ older: 'too_many_sessions', app: 'too_many_sessions' });
    }));

  it('counts itself, and ends nobody as long as there is room', () =>
    withParts((parts) => {
      const room = { maxSessions: 2 };
      const all = { a: { ...room, now: NOW - 2 }, b: { ...room, now: NOW - 1 }, c: room };
      expect(begin(parts, all)).toEqual([[], [], ['a']]);
      expect(parts.chainsKept.listLive(NOW).map(({ id }) => id)).toEqual(['b', 'c']);
    }));
});

describe('a session that ends', () => {
  it('ends with its grants, but for those that outlive it', () =>
    withParts((parts) => {
      begin(parts, { s: {}, t: {}, g: { grant: {} }, off: { grant: OFFLINE } });
      begin(parts, { far: { grant: { begunIn: 't' } } });
      parts.told();
      expect(parts.chains.end(['s', 'unknown'], 'admin', LATER)).toEqual(['s', 'g']);
      expect(parts.endings()).toEqual({ s: 'admin', g: 'admin' });
      const told = parts.told();
      const ended = { revokedAt: LATER, revokeReason: 'admin', seq: 2 };
      const sessions = ['s', 'g'].map((id) => ({ id, ...ended }));
      expect(told.flatMap(({ session }) => session ?? [])).toMatchObject(sessions);
      // The client of a grant that stays hears of it too.
      const signedOut = told.flatMap((entry) => entry.signedOut ?? []);
      expect(signedOut.map(({ sessionId }) => sessionId).sort()).toEqual(['g', 'off']);
      expect(signedOut[0]).toMatchObject({ clientId: 'app', userId: 'u' });
    }));

  it('stays as it is if it has ended, and its grants too', () =>
    withParts((parts) => {
      begin(parts, { s: {}, g: { grant: {} } });
      parts.chains.end(['g'], 'terminated', NOW);
      expect(parts.told().flatMap((entry) => entry.signedOut ?? [])).toHaveLength(1);
      expect(parts.chains.end(['g'], 'admin', LATER)).toEqual([]);
      expect(parts.endings()).toEqual({ g: 'terminated' });
      expect(parts.told()).toEqual([]);
    }));

  it('by its own client is not told to that, but with its browser it is', () =>
    withParts((parts) => {
      begin(parts, { s: {}, g: { grant: {} }, h: { grant: {} } });
      parts.told();
      const signedOut = () => parts.told().flatMap((entry) => entry.signedOut?.sessionId ?? []);
      expect(parts.chains.end(['g'], 'token_revoked', LATER)).toEqual(['g']);
      expect(signedOut()).toEqual([]);
      expect(parts.chains.end(['s'], 'token_revoked', LATER)).toEqual(['s', 'h']);
      expect(signedOut()).toEqual(['h']);
    }));

  it('by the end of all others is any but the kept one that lives', () =>
    withParts((parts) => {
      begin(parts, { s: {}, t: {}, u: {}, off: { grant: OFFLINE } });
      parts.chains.end(['u'], 'admin', NOW);
      expect(parts.chains.endOthers('s', 'terminated', LATER).sort()).toEqual(['off', 't']);
      expect(parts.endings()).toEqual({ off: 'terminated', t: 'terminated', u: 'admin' });
    }));

  it('after its grants moved to another one takes none of them along', () =>
    withParts((parts) => {
      begin(parts, { s: {}, t: {}, g: { grant: {} } });
      parts.chains.passOn('s', 't');
      expect(parts.chains.end(['s'], 'replaced', LATER)).toEqual(['s']);
      expect(parts.chains.endGrantsOf('t', 'admin', LATER)).toEqual(['g']);
    }));
});

describe('the end of all sessions', () => {
  const keep = { sessionId: 's', jti: 'fresh' };

  it('spares the one to keep, which gets a fresh token', () =>
    withParts((parts) => {
      begin(parts, { s: {}, t: {} });
      const token = parts.chains.endAll({ reason: 'terminated', now: LATER, keep });
      expect(token).toMatchObject({ jti: 'fresh', issuedAt: LATER, roles: ['user'] });
      expect(parts.endings()).toEqual({ t: 'terminated' });
      expect(parts.account.readEpoch()).toBe(0);
    }));

  it('spares none by default, and returns no token', () =>
    withParts((parts) => {
      begin(parts, { s: {} });
      expect(parts.chains.endAll({ reason: 'admin', now: LATER })).toBeNull();
      expect(parts.endings()).toEqual({ s: 'admin' });
    }));

  it('happens once for an epoch, and later sessions stay', () =>
    withParts((parts) => {
      begin(parts, { s: {}, t: {} });
      const given = { reason: 'password_changed', now: LATER, epoch: 5, keep };
      expect(parts.chains.endAll(given)).toMatchObject({ jti: 'fresh' });
      expect(parts.account.readEpoch()).toBe(5);
      expect(parts.endings()).toEqual({ t: 'password_changed' });
      begin(parts, { u: {} });
      const again = { ...keep, jti: 'again' };
      expect(parts.chains.endAll({ ...given, keep: again })).toMatchObject({ jti: 'again' });
      expect(Object.keys(parts.endings())).toEqual(['t']);
    }));

  it('by an epoch that ends is remembered for 14 days', () =>
    withParts((parts) => {
      begin(parts, { s: {} });
      parts.chains.beginEpoch(5, { reason: 'overtaken', now: LATER, keepId: 's' });
      expect(parts.endings()).toEqual({});
      const [row] = parts.tables.rows<{ expires_at: number }>('select expires_at from account');
      expect(row?.expires_at).toBe(LATER + 14 * DAY);
    }));
});

describe('a fresh token', () => {
  const fresh = { sessionId: 's', jti: 'fresh' };

  it('withdraws the former ones, so that they are no theft', () =>
    withParts((parts) => {
      begin(parts, { s: {} });
      parts.chains.renew({ ...fresh, jti: 'second' }, NOW + 1);
      parts.chains.renew(fresh, LATER);
      expect(parts.chainsKept.read('s')).toMatchObject({
        chain: {
          ...{ currentJti: 'fresh', currentIssuedAt: LATER },
          retired: [
            { jti: 's-1', retiredAt: NOW + 1, withdrawn: true },
            { jti: 'second', retiredAt: LATER, withdrawn: true },
          ],
        },
        touchedAt: NOW,
      });
    }));

  it('is for a living session alone', () =>
    withParts((parts) => {
      begin(parts, { s: { expiresAt: LATER }, t: {} });
      parts.chains.end(['t'], 'admin', NOW);
      expect(parts.chains.renew(fresh, LATER)).toBeNull();
      expect(parts.chains.renew(fresh, LATER - 1)).not.toBeNull();
      expect(parts.chains.renew({ ...fresh, sessionId: 't' }, NOW)).toBeNull();
      expect(parts.chains.renew({ ...fresh, sessionId: 'none' }, NOW)).toBeNull();
      parts.account.close(ERASED);
      expect(parts.chains.renew(fresh, NOW)).toBeNull();
    }));

  it('says what its user may still do', () => {
    const traits = { authTime: 1, amr: ['pwd'], delivery: 'body' as const };
    const principal = { roles: ['user', 'admin'] as ['user', 'admin'], emailVerified: true };
    const times = { currentIssuedAt: 2, expiresAt: 3 };
    const chain = { currentJti: 'j', ...times, retired: [], revokedReason: null };
    const told = { ...traits, emailVerified: true, jti: 'j', issuedAt: 2, expiresAt: 3 };
    const pending = { nonce: 'n', deadline: 1, since: 0, ends: [] };
    expect(toCurrentToken({ traits, principal }, chain)).toEqual({ ...told, ...principal });
    const tightens = { roles: ['user'] as ['user'] };
    const all = [tightens, {}].map((one) => ({ ...pending, tightens: one }));
    const less = toCurrentToken({ traits, principal }, chain, all);
    expect(less).toEqual({ ...told, ...tightens });
  });
});
