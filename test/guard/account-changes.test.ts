import { describe, expect, it } from 'vitest';
import type { Commit, Prepare } from '../../src/guard/version-calls.ts';
import { SETTLE_DELAY } from '../../src/guard/versions.ts';
import { DAY, HOUR } from '../../src/shared/clock.ts';
import type { AccountView } from '../../src/users/user.ts';
import { viewOf } from '../support/views.ts';
import { type Begins, NOW, type Parts, sessionOf, withParts } from './guard-parts.ts';

const WALL = 5_000_000;
const VIEW = viewOf({ version: 4, identities: ['x', 'y'] });
const next = (given: Partial<AccountView> = {}): AccountView => ({ ...VIEW, version: 5, ...given });

/** A guard that knows its user, all of their history, and these sessions. */
function arrange({ versions, chains, mark }: Parts, sessions: Record<string, Begins> = {}) {
  versions.writeKnown(VIEW, NOW + DAY);
  for (const [id, given] of Object.entries(sessions)) chains.begin(sessionOf(id, given));
  mark.setWhole({ edition: 0, now: NOW, until: NOW + DAY });
}
const prepare = ({ user }: Parts, tightens?: Prepare['tightens'], nonce = 'n', deadline = WALL) =>
  user.prepare({ nonce, deadline, now: NOW, ...(tightens && { tightens }) });
const commit = ({ user }: Parts, view: AccountView, endAll?: Commit['endAll']) =>
  user.commit({ nonce: 'n', view, now: NOW, ...(endAll && { endAll }) });
const learn = ({ user }: Parts, view: AccountView, readAt = WALL) =>
  user.learn({ view, readAt, revoked: [], now: NOW });
const versionOf = ({ versions }: Parts) => versions.readVersion();
const isWhole = ({ mark }: Parts) => mark.readLacks({ isPending: false }) === null;
const endsOf = ({ versions }: Parts) => versions.listPending().map(({ ends }) => ends.sort());

describe('a change that is announced', () => {
  it('must exceed the version that is known, and takes nothing away by default', () =>
    withParts((parts) => {
      expect(prepare(parts)).toEqual({ erased: false, since: 0 });
      arrange(parts, { s: {} });
      expect(prepare(parts, {}, 'next', WALL + 1)).toEqual({ erased: false, since: 4 });
      const common = { tightens: {}, ends: [] };
      expect(parts.versions.listPending()).toEqual([
        { ...common, nonce: 'n', deadline: WALL, since: 0 },
        { ...common, nonce: 'next', deadline: WALL + 1, since: 4 },
      ]);
    }));

  it('names the living sessions that it ends', () =>
    withParts((parts) => {
      arrange(parts, { s: {}, t: { startedBy: 'x' }, u: {}, over: { expiresAt: NOW } });
      prepare(parts, { endsSessions: { reason: 'admin', keepId: 's' } });
      expect(endsOf(parts)).toEqual([['t', 'u']]);
      prepare(parts, { endsSessions: { reason: 'admin' } }, 'all', WALL + 1);
      expect(endsOf(parts)[1]).toEqual(['s', 't', 'u']);
    }));

  it('names the sessions of an account at a provider that it disconnects, beside the others', () =>
    withParts((parts) => {
      const over = { startedBy: 'x', expiresAt: NOW };
      arrange(parts, { s: { startedBy: 'x' }, t: { startedBy: 'x' }, u: {}, over });
      prepare(parts, { disconnects: { ids: ['x'], keepId: 's' } });
      expect(endsOf(parts)).toEqual([['t']]);
      const both = { endsSessions: { reason: 'admin', keepId: 't' }, disconnects: { ids: ['x'] } };
      prepare(parts, both, 'both', WALL + 1);
      expect([...new Set(endsOf(parts)[1])]).toEqual(['s', 't', 'u']);
    }));

  it('of a closed account is kept all the same', () =>
    withParts((parts) => {
      arrange(parts);
      parts.account.close(NOW + DAY);
      expect(prepare(parts)).toEqual({ erased: true });
      expect(parts.versions.listPending()).toHaveLength(1);
    }));
});

describe('a change that is committed', () => {
  it('is adopted with its events, and is pending no longer', () =>
    withParts((parts) => {
      arrange(parts, { s: {} });
      prepare(parts);
      expect(commit(parts, next({ displayName: 'Ada' }))).toBeNull();
      expect(parts.versions.readKnown()?.view).toEqual(next({ displayName: 'Ada' }));
      expect(parts.versions.listPending()).toEqual([]);
      expect(isWhole(parts)).toBe(true);
      expect(parts.endings()).toEqual({});
    }));

  it('ends sessions for its own reason, and renews the token of the one to keep', () =>
    withParts((parts) => {
      arrange(parts, { s: {}, t: {} });
      prepare(parts);
      const keep = { sessionId: 's', jti: 'fresh' };
      const view = next({ signInEpoch: 9 });
      const token = commit(parts, view, { reason: 'password_changed', keep });
      expect(token).toMatchObject({ jti: 'fresh', issuedAt: NOW });
      expect(parts.endings()).toEqual({ t: 'password_changed' });
      expect(isWhole(parts)).toBe(true);
    }));

  it('leaves a gap in the history where another one precedes it', () =>
    withParts((parts) => {
      arrange(parts);
      prepare(parts);
      commit(parts, next({ version: 6 }));
      expect(versionOf(parts)).toBe(6);
      expect(isWhole(parts)).toBe(false);
    }));

  it('after it was settled or abandoned adopts nothing, but renews the kept token', () =>
    withParts((parts) => {
      arrange(parts, { s: {}, t: {} });
      prepare(parts);
      parts.user.abandon('n');
      const keep = { sessionId: 's', jti: 'fresh' };
      const token = commit(parts, next({ signInEpoch: 9 }), { reason: 'admin', keep });
      expect(token).toMatchObject({ jti: 'fresh', issuedAt: NOW });
      expect(versionOf(parts)).toBe(4);
      expect(parts.endings()).toEqual({});
    }));

  it('in a closed account does nothing', () =>
    withParts((parts) => {
      arrange(parts, { s: {} });
      prepare(parts);
      parts.account.close(NOW + DAY);
      const keep = { sessionId: 's', jti: 'fresh' };
      expect(commit(parts, next(), { reason: 'admin', keep })).toBeNull();
      parts.account.reopen();
      expect(versionOf(parts)).toBe(4);
      expect(parts.versions.listPending()).toHaveLength(1);
    }));

  it('that disconnects an account at a provider ends what that began, once it has', () =>
    withParts((parts) => {
      arrange(parts, { s: { startedBy: 'x' }, t: { startedBy: 'y' }, u: {} });
      prepare(parts, { disconnects: { ids: ['x'] } });
      prepare(parts, { disconnects: { ids: ['y'] } }, 'later', WALL + 1);
      commit(parts, next({ identities: ['y'] }));
      expect(parts.endings()).toEqual({ s: 'identity_disconnected' });
      learn(parts, next({ version: 6, identities: [] }));
      expect(parts.endings()).toEqual({ s: 'identity_disconnected', t: 'identity_disconnected' });
    }));
});

describe('a row that is learned', () => {
  const older = viewOf({ version: 3 });

  it('is adopted if it is newer, and leaves a gap in the history', () =>
    withParts((parts) => {
      arrange(parts);
      learn(parts, { ...VIEW, displayName: 'other' });
      learn(parts, older);
      expect(parts.versions.readKnown()?.view).toEqual(VIEW);
      expect(isWhole(parts)).toBe(true);
      learn(parts, next());
      expect(versionOf(parts)).toBe(5);
      expect(isWhole(parts)).toBe(false);
    }));

  it('brings the access tokens that D1 knows to be revoked', () =>
    withParts((parts) => {
      parts.chains.begin(sessionOf('s'));
      const revoked = [{ jti: 'j', expiresAt: NOW + HOUR }];
      parts.user.learn({ view: VIEW, readAt: WALL, revoked, now: NOW });
      expect(parts.versions.isRevoked('j')).toBe(true);
      expect(versionOf(parts)).toBe(4);
    }));

  it('settles the changes that were dead when it was read, which leaves a gap', () =>
    withParts((parts) => {
      arrange(parts);
      prepare(parts, {}, 'dead', WALL - SETTLE_DELAY);
      prepare(parts, {}, 'alive', WALL - SETTLE_DELAY + 1);
      learn(parts, VIEW, WALL - 1);
      expect(parts.versions.listPending()).toHaveLength(2);
      expect(isWhole(parts)).toBe(true);
      learn(parts, VIEW);
      expect(parts.versions.listPending()).toMatchObject([{ nonce: 'alive' }]);
      expect(isWhole(parts)).toBe(false);
    }));

  it('is nothing to a closed account', () =>
    withParts((parts) => {
      arrange(parts);
      parts.account.close(NOW + DAY);
      const revoked = [{ jti: 'j', expiresAt: NOW + HOUR }];
      parts.user.learn({ view: next(), readAt: WALL, revoked, now: NOW });
      expect([versionOf(parts), parts.versions.isRevoked('j')]).toEqual([4, false]);
    }));
});
