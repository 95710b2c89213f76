import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/guard/session.ts';
import type { StoredChain } from '../../src/guard/stored-chain.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { newSession, storedSession } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';
import { END, grantIn, NOW, overStorage, type Parts } from './over-storage.ts';

const sessionOf = (id: string, given: Partial<Session> = {}) =>
  storedSession({ id, createdAt: NOW, expiresAt: END, ...given });

/** Keeps a session; one without a row was begun by an earlier release. */
function keep(
  { kept, versions, told }: Parts,
  id: string,
  session: Session | null = sessionOf(id),
  chain: Partial<StoredChain['chain']> = {},
): void {
  versions.writeKnown(viewOf(), END);
  const { expiresAt = END, createdAt = NOW } = session ?? {};
  const refreshed = { currentJti: 'j', currentIssuedAt: createdAt, retired: [], expiresAt };
  kept.insert(id, {
    chain: { ...refreshed, revokedReason: session?.revokeReason ?? null, ...chain },
    traits: { authTime: NOW - 1, amr: ['otp'], delivery: 'cookie' },
    ...{ touchedAt: NOW, origin: null, session },
  });
  told();
}
const ids = (sessions: { id: string }[]) => sessions.map(({ id }) => id);

describe('the sessions of a user', () => {
  it('are live until they end, expire or are idle for too long', async () => {
    await overStorage((parts) => {
      keep(parts, 'live');
      keep(parts, 'ended', sessionOf('ended', { revokedAt: NOW, revokeReason: 'logout' }));
      keep(parts, 'expired', sessionOf('expired', { expiresAt: NOW + HOUR }));
      keep(parts, 'refreshed', undefined, { currentIssuedAt: NOW + 2 });
      const live = (now: number, idleTtl: number) =>
        ids(parts.history.listLive({ now, idleTtl })).toSorted();
      expect(live(NOW + HOUR - 1, 0)).toEqual(['expired', 'live', 'refreshed']);
      expect(live(NOW + HOUR, 0)).toEqual(['live', 'refreshed']);
      expect(live(NOW + HOUR, HOUR + 1)).toEqual(['live', 'refreshed']);
      expect(live(NOW + HOUR, HOUR)).toEqual(['refreshed']);
      expect(live(NOW + HOUR, 1)).toEqual([]);
      expect(ids(parts.history.listAll()).toSorted()).toEqual([
        ...['ended', 'expired', 'live', 'refreshed'],
      ]);
    });
  });

  it('are listed by their latest activity, and all of them by their beginning', async () => {
    await overStorage((parts) => {
      const times: Record<string, [number, number]> = {
        b: [3, 5],
        d: [1, 7],
        a: [2, 5],
        c: [3, 6],
      };
      for (const [id, [begun, active]] of Object.entries(times))
        keep(parts, id, sessionOf(id, { createdAt: NOW + begun, lastActivityAt: NOW + active }));
      const live = parts.history.listLive({ now: NOW + 9, idleTtl: 0 });
      expect(ids(live)).toEqual(['d', 'c', 'b', 'a']);
      expect(ids(parts.history.listAll())).toEqual(['c', 'b', 'a', 'd']);
    });
  });

  it('have the times of their last refresh, wherever that is known', async () => {
    await overStorage((parts) => {
      const times = { lastActivityAt: NOW + 5, lastRotationAt: NOW + 3 };
      keep(parts, 'by-row', sessionOf('by-row', times), { currentIssuedAt: NOW + 2 });
      keep(parts, 'by-chain', sessionOf('by-chain', times), { currentIssuedAt: NOW + 9 });
      keep(parts, 'old', null);
      const shown = Object.fromEntries(parts.history.listAll().map((one) => [one.id, one]));
      expect(shown).toEqual({
        'by-row': sessionOf('by-row', times),
        'by-chain': sessionOf('by-chain', { lastActivityAt: NOW + 9, lastRotationAt: NOW + 9 }),
      });
    });
  });

  it('are complete once each has its row', async () => {
    await overStorage((parts) => {
      expect(parts.history.isComplete()).toBe(true);
      keep(parts, 's');
      expect(parts.history.isComplete()).toBe(true);
      keep(parts, 'old', null);
      expect(parts.history.isComplete()).toBe(false);
    });
  });
});

describe('a sign-in', () => {
  it('is compared to sessions that are stored: by country, device and address', async () => {
    await overStorage((parts) => {
      const given: [string, Partial<Session>][] = [
        ['a', { country: 'NO', ipAddress: '192.0.2.1' }],
        ['b', { country: 'NO', ipAddress: '192.0.2.1' }],
        ['c', { country: 'NO', ipAddress: null, revokedAt: NOW, revokeReason: 'logout' }],
        ['other-device', { country: 'NO', deviceFingerprint: 'other', ipAddress: '192.0.2.2' }],
        ['other-country', { country: 'SE', ipAddress: '192.0.2.3' }],
        ['of-a-client', { country: 'NO', ipAddress: '192.0.2.4', clientId: 'app' }],
        ['expired', { country: 'NO', ipAddress: '192.0.2.5', expiresAt: NOW + HOUR }],
      ];
      for (const [id, session] of given) keep(parts, id, sessionOf(id, session));
      const at = { createdAt: NOW + HOUR, expiresAt: END };
      const compared = parts.history.compare(newSession({ id: 'new', ...at, country: 'NO' }));
      expect(compared).toEqual({ all: 5, country: 4, addresses: ['192.0.2.1', null] });
      const before = { createdAt: NOW + HOUR - 1, expiresAt: END };
      expect(parts.history.compare(newSession({ id: 'new', ...before })).all).toBe(6);
    });
  });
});

describe('a refresh', () => {
  it('is written to the session and told to D1', async () => {
    await overStorage((parts) => {
      keep(parts, 's', sessionOf('s', { seq: 4 }));
      parts.history.touch(sessionOf('s', { seq: 4 }), NOW + 7);
      const times = { lastActivityAt: NOW + 7, lastRotationAt: NOW + 7 };
      const session = sessionOf('s', { seq: 5, ...times });
      expect(parts.kept.read('s')?.session).toEqual(session);
      expect(parts.told()).toEqual([{ session }]);
    });
  });
});

describe('sessions of an earlier release', () => {
  const learn = (parts: Parts, rows: Session[]) =>
    parts.history.learn({ userId: 'ada', rows, now: NOW + 5 });

  it('are learned from D1, with the proofs that the guard knows', async () => {
    await overStorage((parts) => {
      keep(parts, 'old', null);
      keep(parts, 'known');
      learn(parts, [
        ...['old', 'known', 'unknown'].map((id) => sessionOf(id, { browser: 'Lynx', seq: 3 })),
      ]);
      const session = sessionOf('old', { browser: 'Lynx', seq: 4, amr: ['otp'] });
      expect(parts.told()).toEqual([{ session }]);
      expect(parts.kept.read('old')?.session).toEqual(session);
      expect(parts.kept.read('known')?.session).toEqual(sessionOf('known'));
      expect(parts.history.isComplete()).toBe(true);
    });
  });

  it('are told to D1 if they have ended meanwhile', async () => {
    await overStorage((parts) => {
      const ended = { revokedReason: 'logout' };
      keep(parts, 'missed', null, ended);
      keep(parts, 'noticed', null, ended);
      const over = { revokedAt: NOW + 1, revokeReason: 'idle' };
      learn(parts, [sessionOf('missed'), sessionOf('noticed', over)]);
      const taught = { seq: 2, amr: ['otp'] };
      expect(parts.kept.read('missed')?.session).toEqual(
        sessionOf('missed', { ...taught, revokedAt: NOW + 5, revokeReason: 'logout' }),
      );
      const noticed = sessionOf('noticed', { ...taught, ...over });
      expect(parts.kept.read('noticed')?.session).toEqual(noticed);
    });
  });

  it('are made of their chains if D1 has lost them', async () => {
    await overStorage((parts) => {
      keep(parts, 'lost', null, { currentIssuedAt: NOW + 2 });
      const { traits } = grantIn('s', 'ended');
      parts.kept.writeTraits('lost', { ...traits, authTime: NOW - 9 });
      keep(parts, 'over', null, { revokedReason: 'logout' });
      learn(parts, []);
      const device = { deviceName: null, deviceFingerprint: null, browser: null, os: null };
      const place = { deviceType: null, userAgent: null, ipAddress: null, city: null };
      const lost = { ...device, ...place, country: null, userId: 'ada', seq: 1, expiresAt: END };
      const times = (at: number) => ({ lastActivityAt: at, lastRotationAt: at });
      expect(parts.kept.read('lost')?.session).toEqual({
        ...{ ...lost, ...times(NOW + 2), id: 'lost', clientId: 'app', amr: ['pwd'] },
        ...{ createdAt: NOW - 9, revokedAt: null, revokeReason: null },
      });
      expect(parts.kept.read('over')?.session).toEqual({
        ...{ ...lost, ...times(NOW), id: 'over', clientId: null, amr: ['otp'] },
        ...{ createdAt: NOW - 1, revokedAt: NOW + 5, revokeReason: 'logout' },
      });
      expect(parts.told()).toHaveLength(2);
    });
  });
});

describe('sessions that D1 has otherwise', () => {
  it('are told again with a higher number than both have', async () => {
    await overStorage((parts) => {
      keep(parts, 'ahead', sessionOf('ahead', { seq: 7 }));
      keep(parts, 'behind', sessionOf('behind', { seq: 2 }));
      keep(parts, 'old', null);
      const rows = ['ahead', 'unknown', 'old', 'behind'].map((id) => ({ id, seq: 5 }));
      const told = [sessionOf('ahead', { seq: 8 }), sessionOf('behind', { seq: 6 })];
      expect(parts.history.retell(rows, NOW)).toEqual(told);
      expect(parts.told()).toEqual(told.map((session) => ({ session })));
      expect(parts.kept.read('behind')?.session?.seq).toBe(6);
    });
  });
});
