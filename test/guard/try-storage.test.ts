import { describe, expect, it } from 'vitest';
import type { Lane } from '../../src/guard/lanes.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { NOW, overStorage, type Parts } from './over-storage.ts';

const LANES: Lane[] = [
  ...(['strangers', 'second-step', 'registrant', 'device:1', 'session:1', 'name:1'] as const),
];
const UNPROVED = ['strangers', 'registrant', 'name:1'];
const PROVED = ['device:1', 'second-step', 'session:1'];

/** A failure, a try and two mails in each lane. */
function fill({ triesKept }: Parts): void {
  for (const lane of LANES) {
    triesKept.writeFailures(lane, { failures: 1, lockedUntil: null }, NOW + HOUR);
    triesKept.writeFailures(`${lane}/row`, { failures: 1, lockedUntil: null }, NOW + HOUR);
    triesKept.insertAttempt(lane, { purpose: 'reset', at: NOW }, NOW + HOUR);
    for (const purpose of ['reset', 'restored'])
      triesKept.insertMail(lane, purpose, { key: 'k', at: NOW }, NOW + HOUR);
  }
}
const left = ({ select }: Parts) => ({
  lanes: select('select lane from lanes').map(({ lane }) => lane),
  attempts: select('select lane from attempts').map(({ lane }) => lane),
  mails: select('select lane, purpose from sent_mails').map(({ lane, purpose }) => [lane, purpose]),
});

describe('failures in a row', () => {
  it('are kept by key until they expire', async () => {
    await overStorage(({ triesKept }) => {
      expect(triesKept.readFailures('a', NOW)).toBeNull();
      triesKept.writeFailures('a', { failures: 1, lockedUntil: null }, NOW + 1);
      triesKept.writeFailures('a', { failures: 2, lockedUntil: NOW + 9 }, NOW + HOUR);
      triesKept.writeFailures('b', { failures: 7, lockedUntil: null }, NOW + HOUR);
      const failures = { failures: 2, lockedUntil: NOW + 9 };
      expect(triesKept.readFailures('a', NOW + HOUR - 1)).toEqual(failures);
      expect(triesKept.readFailures('a', NOW + HOUR)).toBeNull();
      triesKept.deleteFailures('a');
      expect(triesKept.readFailures('a', NOW)).toBeNull();
      expect(triesKept.readFailures('b', NOW)).toMatchObject({ failures: 7 });
    });
  });

  it('keep their expiry if none is given, and are not made so', async () => {
    await overStorage(({ triesKept }) => {
      triesKept.writeFailures('a', { failures: 2, lockedUntil: NOW + 9 }, NOW + HOUR);
      triesKept.writeFailures('a', { failures: 1, lockedUntil: null });
      triesKept.writeFailures('b', { failures: 1, lockedUntil: null });
      const failures = { failures: 1, lockedUntil: null };
      expect(triesKept.readFailures('a', NOW + HOUR - 1)).toEqual(failures);
      expect(triesKept.readFailures('a', NOW + HOUR)).toBeNull();
      expect(triesKept.readFailures('b', NOW)).toBeNull();
    });
  });

  it('lock until the latest lock ends', async () => {
    await overStorage(({ triesKept }) => {
      expect(triesKept.readLockEnd(NOW)).toBeNull();
      triesKept.writeFailures('a', { failures: 1, lockedUntil: null }, NOW + HOUR);
      expect(triesKept.readLockEnd(NOW)).toBeNull();
      for (const after of [5, 9, 7])
        triesKept.writeFailures(`${after}`, { failures: 1, lockedUntil: NOW + after }, NOW + HOUR);
      expect(triesKept.readLockEnd(NOW + 8)).toBe(NOW + 9);
      expect(triesKept.readLockEnd(NOW + 9)).toBeNull();
    });
  });
});

describe('tries and mails', () => {
  it('are read by lane, after a moment', async () => {
    await overStorage(({ triesKept }) => {
      for (const at of [NOW, NOW + 1])
        triesKept.insertAttempt('strangers', { purpose: 'reset', at }, NOW + HOUR);
      expect(triesKept.readAttempts('strangers', NOW)).toEqual([{ purpose: 'reset', at: NOW + 1 }]);
      expect(triesKept.readAttempts('registrant', NOW - 1)).toEqual([]);
    });
  });

  it('are read by purpose where they are mails', async () => {
    await overStorage(({ triesKept }) => {
      for (const at of [NOW, NOW + 1])
        triesKept.insertMail('strangers', 'reset', { key: `at-${at}`, at }, NOW + HOUR);
      const latest = [{ key: `at-${NOW + 1}`, at: NOW + 1 }];
      expect(triesKept.readMails('strangers', 'reset', NOW)).toEqual(latest);
      expect(triesKept.readMails('strangers', 'other', NOW)).toEqual([]);
      expect(triesKept.readMails('registrant', 'reset', NOW)).toEqual([]);
    });
  });

  it('are taken back by purpose and lane, the latest one first', async () => {
    await overStorage(({ triesKept }) => {
      for (const [purpose, at] of Object.entries({ a: NOW, b: NOW + 1 }))
        for (const lane of ['strangers', 'registrant'] as const)
          for (const later of [0, 2])
            triesKept.insertAttempt(lane, { purpose, at: at + later }, NOW + HOUR);
      triesKept.deleteLatestAttempt('strangers', 'a');
      const times = (lane: Lane) => triesKept.readAttempts(lane, 0).map(({ at }) => at - NOW);
      expect(times('strangers').toSorted()).toEqual([0, 1, 3]);
      expect(times('registrant')).toHaveLength(4);
    });
  });

  it('expire when they are told to', async () => {
    await overStorage(({ triesKept, select }) => {
      triesKept.insertAttempt('strangers', { purpose: 'reset', at: NOW }, NOW + 5);
      triesKept.insertMail('strangers', 'reset', { key: 'k', at: NOW }, NOW + 6);
      const until = (table: string) => select(`select expires_at as until from ${table}`);
      expect(until('attempts')).toEqual([{ until: NOW + 5 }]);
      expect(until('sent_mails')).toEqual([{ until: NOW + 6 }]);
    });
  });
});

describe('restoring', () => {
  it('deletes every failure, try and mail', async () => {
    await overStorage((parts) => {
      fill(parts);
      parts.triesKept.clear();
      expect(left(parts)).toEqual({ lanes: [], attempts: [], mails: [] });
    });
  });

  it('keeps the mails of one purpose', async () => {
    await overStorage((parts) => {
      fill(parts);
      parts.triesKept.clearBut('restored');
      const mails = LANES.map((lane) => [lane, 'restored']);
      expect(left(parts)).toEqual({ lanes: [], attempts: [], mails });
    });
  });

  it('keeps what those have used up who have given a proof', async () => {
    await overStorage((parts) => {
      fill(parts);
      expect(left(parts).lanes).toEqual(expect.arrayContaining(UNPROVED));
      parts.triesKept.clearUnproved();
      const { lanes, attempts, mails } = left(parts);
      expect(lanes.toSorted()).toEqual(PROVED.flatMap((lane) => [lane, `${lane}/row`]).toSorted());
      expect(attempts.toSorted()).toEqual(PROVED);
      expect(new Set(mails.map(([lane]) => lane))).toEqual(new Set(PROVED));
      expect(mails).toHaveLength(2 * PROVED.length);
    });
  });
});
