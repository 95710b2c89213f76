import { describe, expect, it } from 'vitest';
import type { Lane } from '../../src/guard/lanes.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import { NOW, overStorage, type Parts } from './over-storage.ts';

const TTL = 5 * MINUTE;
const POLICY = { threshold: 2, duration: 30 * MINUTE };
const NO_FURTHER = { first: false, shut: false };

const strangers = { lane: 'strangers', now: NOW, policy: POLICY } as const;
const failuresOf = ({ triesKept }: Parts, key: string, now = NOW) =>
  triesKept.readFailures(key, now)?.failures ?? 0;
const attempt = (lane: Lane, given: { purpose?: string; code?: string; now?: number } = {}) => ({
  ...{ lane, purpose: 'reset', now: NOW, codeTtl: TTL, ...given },
});
const failTimes = ({ tries }: Parts, times: number, given: ReturnType<typeof attempt>) =>
  Array.from({ length: times }, () => tries.fail(given)).at(-1);

describe('a complete sign-in', () => {
  it('ends failures in a row of its lane, and on a known device those of the second step', async () => {
    await overStorage((parts) => {
      const lanes = ['second-step', 'session:1', 'device:1'] as const;
      for (const lane of lanes) failTimes(parts, 1, attempt(lane));
      parts.tries.chargePassword({ ...strangers, name: 'email' });
      const counts = () => lanes.map((lane) => failuresOf(parts, `${lane}/row`));
      parts.tries.complete({ lane: 'strangers', name: 'email' });
      expect(failuresOf(parts, 'strangers/email')).toBe(0);
      parts.tries.complete({ lane: 'session:1' });
      expect(counts()).toEqual([1, 0, 1]);
      parts.tries.complete({ lane: 'device:1' });
      expect(counts()).toEqual([0, 0, 0]);
    });
  });
});

describe('a try at a code', () => {
  it('is counted for its own code where that is named', async () => {
    await overStorage((parts) => {
      const { tries } = parts;
      failTimes(parts, 5, attempt('strangers', { code: 'one' }));
      expect(tries.mayTry(attempt('strangers', { code: 'one' }))).toBe(false);
      expect(tries.mayTry(attempt('strangers', { code: 'two' }))).toBe(true);
      expect(tries.mayTry(attempt('strangers'))).toBe(true);
      failTimes(parts, 4, attempt('strangers'));
      expect(failTimes(parts, 1, attempt('strangers'))).toEqual({ usesUp: true, ...NO_FURTHER });
      expect(tries.mayTry(attempt('strangers', { code: 'two' }))).toBe(false);
    });
  });

  it('is remembered for an hour or a day, and for as long as its code lives', async () => {
    await overStorage((parts) => {
      const { tries, select } = parts;
      const long = { ...attempt('strangers'), codeTtl: 3 * DAY };
      failTimes(parts, 5, long);
      expect(select('select max(expires_at) as until from attempts')).toEqual([
        { until: NOW + 3 * DAY },
      ]);
      expect(tries.mayTry({ ...long, now: NOW + 3 * DAY - 1 })).toBe(false);
      expect(tries.mayTry({ ...long, now: NOW + 3 * DAY })).toBe(true);
      failTimes(parts, 1, attempt('registrant'));
      const lane = "select expires_at as until from attempts where lane = 'registrant'";
      expect(select(lane)).toEqual([{ until: NOW + DAY }]);
    });
  });

  it('is the last of a hundred in a row, after which the lane stays shut for years', async () => {
    await overStorage((parts) => {
      const { tries, triesKept, select } = parts;
      const row = 'second-step/row';
      const until = () => select(`select expires_at as until from lanes where lane = '${row}'`);
      expect(tries.fail(attempt('second-step'))).toMatchObject({ first: true });
      expect(until()).toEqual([{ until: NOW + 400 * DAY }]);
      triesKept.writeFailures(row, { failures: 98, lockedUntil: null }, NOW + HOUR);
      const last = { usesUp: false, ...NO_FURTHER };
      expect(tries.fail(attempt('second-step'))).toEqual(last);
      expect(tries.mayTry(attempt('second-step'))).toBe(true);
      expect(tries.fail(attempt('second-step'))).toEqual({ ...last, usesUp: true, shut: true });
      expect(until()).toEqual([{ until: NOW + 3650 * DAY }]);
      const later = { now: NOW + 3000 * DAY, purpose: 'other' };
      expect(tries.mayTry(attempt('second-step', later))).toBe(false);
    });
  });

  it('is in no row where strangers would decide when the owner has to act', async () => {
    await overStorage((parts) => {
      expect(parts.tries.fail(attempt('strangers'))).toEqual({ usesUp: false, ...NO_FURTHER });
      expect(failuresOf(parts, 'strangers/row')).toBe(0);
    });
  });
});

describe('a mail', () => {
  const mail = { lane: 'strangers', purpose: 'reset', key: 'job', now: NOW } as const;

  it('is charged once, however often it is retried, and makes the next one wait', async () => {
    await overStorage(({ tries, triesKept, select }) => {
      for (const now of [NOW, NOW + 1])
        expect(tries.chargeMail({ ...mail, now })).toEqual({ allowed: true });
      expect(triesKept.readMails('strangers', 'reset', 0)).toEqual([{ key: 'job', at: NOW }]);
      expect(select('select expires_at as until from sent_mails')).toEqual([{ until: NOW + HOUR }]);
      const next = { ...mail, key: 'next', now: NOW + MINUTE - 1 };
      expect(tries.chargeMail(next)).toEqual({ allowed: false, retryAfter: 1 });
      expect(tries.chargeMail({ ...next, now: NOW + MINUTE })).toEqual({ allowed: true });
    });
  });

  it('restores what proved callers have used up, three times a day', async () => {
    await overStorage((parts) => {
      const { tries } = parts;
      const counts = () => ['strangers', 'second-step/row'].map((key) => failuresOf(parts, key));
      const useUp = () => {
        tries.chargePassword({ ...strangers, policy: { threshold: 9, duration: DAY } });
        failTimes(parts, 1, attempt('second-step'));
      };
      for (const after of [0, 1, 2, 2]) {
        useUp();
        tries.restoreByMail(NOW + after);
        expect(counts()).toEqual([0, 0]);
      }
      useUp();
      tries.restoreByMail(NOW + 3);
      expect(counts()).toEqual([0, 1]);
      tries.restoreByMail(NOW + DAY);
      expect(counts()).toEqual([0, 0]);
    });
  });

  it('is restored with everything else by an administrator', async () => {
    await overStorage((parts) => {
      parts.tries.chargePassword(strangers);
      parts.tries.chargeMail(mail);
      parts.tries.restore();
      expect(failuresOf(parts, 'strangers')).toBe(0);
      expect(parts.tries.chargeMail({ ...mail, key: 'next' })).toEqual({ allowed: true });
    });
  });
});
