import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../src/shared/clock.ts';
import { viewOf } from '../support/views.ts';
import { type Begins, NOW, type Parts, sessionOf, withParts } from './guard-parts.ts';

/** Begins sessions, by id, of a user that the guard knows. */
function begin({ versions, chains }: Parts, sessions: Record<string, Begins>) {
  versions.writeKnown(viewOf({ emailVerifiedAt: 1 }), NOW + DAY);
  for (const [id, given] of Object.entries(sessions)) chains.begin(sessionOf(id, given));
}
/** Takes the details of a session away, as an earlier release left them to D1. */
const forget = ({ tables }: Parts, id: string) =>
  tables.change('update chains set session = null where session_id = ?', id);
/** Takes the account away that a session was begun by, as an earlier release did not note it. */
const forgetIdentity = ({ tables }: Parts, id: string) => {
  const statement = `update chains set traits = json_remove(traits, '$.identity')
    where session_id = ?`;
  tables.change(statement, id);
};

describe('what is read of a session', () => {
  it('is all that is kept, with what its tokens say of the user', () =>
    withParts((parts) => {
      begin(parts, { s: { startedBy: 'x' } });
      const { traits, session } = sessionOf('s', { startedBy: 'x' });
      expect(parts.chainsKept.read('s')).toMatchObject({
        ...{ traits, touchedAt: NOW, origin: 'here', reported: false, session },
        chain: { currentJti: 's-1', expiresAt: NOW + HOUR },
        refreshes: { start: 0, count: 0 },
        principal: { roles: ['user'], emailVerified: true },
      });
      parts.chainsKept.writeRefreshes('s', { start: NOW, count: 3 });
      parts.chainsKept.markReported('s');
      expect(parts.chainsKept.read('s')).toMatchObject({
        ...{ reported: true, refreshes: { start: NOW, count: 3 } },
      });
      expect(parts.chainsKept.read('none')).toBeNull();
    }));

  it('is nothing in a closed account, but for what ends it', () =>
    withParts((parts) => {
      begin(parts, { s: {} });
      parts.account.close(NOW + DAY);
      expect(parts.chainsKept.read('s')).toBeNull();
      expect(parts.chainsKept.find('s')).not.toBeNull();
    }));

  it('names no client where an earlier release stored none', () =>
    withParts((parts) => {
      begin(parts, { s: {} });
      const statement = "update chains set session = json_remove(session, '$.clientId')";
      parts.tables.change(statement);
      expect(parts.chainsKept.read('s')?.session?.clientId).toBeNull();
    }));
});

describe('the sessions of a user', () => {
  it('live until they expire or end', () =>
    withParts((parts) => {
      begin(parts, { s: { now: NOW - 7 }, g: { grant: {} }, over: { expiresAt: NOW }, t: {} });
      parts.chains.end(['t'], 'admin', NOW);
      expect(parts.chainsKept.listLive(NOW)).toEqual([
        { id: 'g', refreshedAt: NOW, clientId: 'app' },
        { id: 's', refreshedAt: NOW - 7, clientId: null },
      ]);
      expect(parts.chainsKept.listLive(NOW - 1).map(({ id }) => id)).toEqual(['g', 'over', 's']);
      expect(parts.chainsKept.list()).toEqual(['g', 'over', 's', 't']);
    }));

  it('are kept with their chains, and without details if D1 alone has them', () =>
    withParts((parts) => {
      expect(parts.chainsKept.knowsAll()).toBe(true);
      begin(parts, { s: {}, t: { grant: {} } });
      expect(parts.chainsKept.knowsAll()).toBe(true);
      forget(parts, 's');
      expect(parts.chainsKept.knowsAll()).toBe(false);
      const { traits, session } = sessionOf('t', { grant: {} });
      const chain = { currentJti: 't-1', revokedReason: null };
      expect(parts.chainsKept.listKept()).toMatchObject([
        { id: 's', session: null },
        { id: 't', chain, traits, session },
      ]);
      expect(parts.chainsKept.listSessions()).toMatchObject([session]);
      expect(parts.chainsKept.read('s')?.session).toBeNull();
    }));

  it('have the refreshes of one window together', () =>
    withParts((parts) => {
      expect(parts.chainsKept.sumRefreshes(NOW)).toBe(0);
      begin(parts, { s: {}, t: {}, u: {} });
      for (const [id, start, count] of [['s', NOW, 3] as const, ['t', NOW, 4] as const])
        parts.chainsKept.writeRefreshes(id, { start, count });
      parts.chainsKept.writeRefreshes('u', { start: NOW - 1, count: 9 });
      expect([NOW, NOW - 1, 5].map((at) => parts.chainsKept.sumRefreshes(at))).toEqual([7, 9, 0]);
    }));

  it('have the grants that began in them and have not ended', () =>
    withParts((parts) => {
      const other = { begunIn: 't' };
      begin(parts, { s: {}, g: { grant: {} }, h: { grant: other }, i: { grant: {} } });
      parts.chains.end(['i'], 'admin', NOW);
      expect(parts.chainsKept.listGrantsOf('s')).toMatchObject([
        { scope: 'openid', session: { id: 'g', clientId: 'app' } },
      ]);
      parts.chainsKept.passOn('s', 't');
      expect(parts.chainsKept.listGrantsOf('s')).toEqual([]);
      const ids = parts.chainsKept.listGrantsOf('t').map(({ session }) => session.id);
      expect(ids).toEqual(['g', 'h']);
    }));
});

describe('the sessions that an account at a provider began', () => {
  const fed = { authTime: NOW, amr: ['fed', 'pwd'], delivery: 'body' as const };
  const by = (parts: Parts, ids: string[], keepId?: string) =>
    parts.chainsKept.listBegunBy({ ids, ...(keepId !== undefined && { keepId }) }, NOW);

  it('are those of the accounts that are named, as long as they live', () =>
    withParts((parts) => {
      const x = { startedBy: 'x' };
      begin(parts, { s: x, t: { startedBy: 'y' }, u: {}, v: { ...x, expiresAt: NOW }, w: x });
      parts.chains.end(['w'], 'admin', NOW);
      expect(by(parts, ['x'])).toEqual(['s']);
      expect(by(parts, ['x', 'y'])).toEqual(['s', 't']);
      expect(by(parts, [])).toEqual([]);
    }));

  it('are not the one to keep, and no grant in it', () =>
    withParts((parts) => {
      const x = { startedBy: 'x' };
      begin(parts, { s: x, g: { ...x, grant: {} }, t: x, h: { ...x, grant: { begunIn: 't' } } });
      expect(by(parts, ['x'], 's')).toEqual(['h', 't']);
    }));

  it('are all that any began, where an earlier release did not say which', () =>
    withParts((parts) => {
      begin(parts, { s: { traits: fed }, t: { startedBy: 'y' }, u: {} });
      forgetIdentity(parts, 't');
      expect(by(parts, ['x'])).toEqual(['s']);
    }));
});

describe('what is written of a session', () => {
  const { chain, ...begun } = {
    ...{ touchedAt: NOW, origin: 'here', session: null },
    traits: { authTime: NOW, amr: ['pwd'], delivery: 'cookie' as const },
    chain: {
      ...{ currentJti: 'j', currentIssuedAt: NOW, retired: [] },
      ...{ expiresAt: NOW + HOUR, revokedReason: null },
    },
  };

  it('is a rotation with its place and its count', () =>
    withParts((parts) => {
      begin(parts, { s: {} });
      const refreshes = { start: NOW, count: 2 };
      const written = { chain, touchedAt: NOW + 5, origin: 'elsewhere', refreshes };
      parts.chainsKept.rotate('s', written);
      expect(parts.chainsKept.read('s')).toMatchObject(written);
      parts.chainsKept.writeTraits('s', { ...begun.traits, amr: ['hwk'] });
      expect(parts.chainsKept.read('s')?.traits.amr).toEqual(['hwk']);
    }));

  it('without details is told to D1 only as it ends', () =>
    withParts((parts) => {
      begin(parts, {});
      parts.chainsKept.insert('s', { chain, ...begun });
      expect(parts.told()).toEqual([]);
      expect(parts.chainsKept.revoke('s', { reason: 'admin', now: NOW + 1 })).toBe(true);
      expect(parts.told()).toEqual([{ over: { id: 's', at: NOW + 1, reason: 'admin' } }]);
      expect(parts.chainsKept.revoke('s', { reason: 'idle', now: NOW + 2 })).toBe(false);
      expect(parts.endings()).toEqual({ s: 'admin' });
    }));

  it('is told to the client that holds it as it ends, and no former token is kept', () =>
    withParts((parts) => {
      begin(parts, { s: {}, g: { grant: {} } });
      const retired = [{ jti: 'g-0', retiredAt: NOW - 1 }];
      parts.chainsKept.update('g', { ...chain, retired }, NOW);
      parts.told();
      const how = { reason: 'admin', now: NOW + 1 };
      for (const id of ['s', 'g']) expect(parts.chainsKept.revoke(id, how)).toBe(true);
      const ended = { revokedAt: NOW + 1, revokeReason: 'admin', seq: 2 };
      expect(parts.chainsKept.read('g')).toMatchObject({ chain: { retired: [] }, session: ended });
      const signedOut = parts.told().flatMap((entry) => entry.signedOut ?? []);
      const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
      expect(signedOut).toEqual([{ id, clientId: 'app', userId: 'u', sessionId: 'g' }]);
    }));
});
