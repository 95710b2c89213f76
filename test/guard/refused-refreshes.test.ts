import { describe, expect, it } from 'vitest';
import type { RotateChain } from '../../src/guard/guard-calls.ts';
import { SETTLE_DELAY } from '../../src/guard/versions.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
// Its storage is to be empty.
import '../support/guard-tables.ts';
import { END, GRACE, inWorld, NOW, TRAIL, viewOf } from './refreshes-world.ts';

const ENDED = { kind: 'ended' };

describe('a refresh token', () => {
  it.each<[string, string]>([
    ['of an unknown session', 'x-1'],
    ['of a session that has ended', 's-1'],
  ])('%s is refused, and nothing is recorded', (_, jti) =>
    inWorld(({ chainsKept, begin, present, kept, note }) => {
      begin();
      chainsKept.revoke('s', { reason: 'logout', now: NOW });
      const before = kept();
      expect(present(jti, 'next')).toEqual(ENDED);
      expect(kept()).toEqual(before);
      expect(note).not.toHaveBeenCalled();
    }),
  );

  it('is refused while its user is disabled, and ends nothing', () =>
    inWorld(({ begin, learn, present, kept }) => {
      begin();
      learn(viewOf({ status: 'disabled' }));
      expect(present('s-1', 's-2')).toEqual(ENDED);
      expect(present('s-0', 's-2')).toEqual(ENDED);
      expect(kept()?.chain).toMatchObject({ currentJti: 's-1', revokedReason: null });
      learn(viewOf());
      expect(present('s-1', 's-2').kind).toBe('rotated');
    }));

  it('that has expired ends no session, which is over anyway', () =>
    inWorld(({ begin, present, kept, note }) => {
      begin();
      expect(present('s-1', 's-2', { now: END - 1 }).kind).toBe('rotated');
      note.mockClear();
      const idle = { now: END, idleTtl: DAY };
      expect(present('s-2', 's-3', idle)).toEqual({ kind: 'expired', idle: false });
      expect(kept()?.chain.revokedReason).toBeNull();
      expect(note).not.toHaveBeenCalled();
    }));

  it('of a session that is idle for too long ends it, once', () =>
    inWorld(({ begin, present, kept, note }) => {
      begin();
      const idle = { now: NOW + HOUR, idleTtl: HOUR };
      expect(present('s-1', 's-2', idle)).toEqual({ kind: 'expired', idle: true });
      expect(kept()?.chain.revokedReason).toBe('idle');
      const ended = { type: 'session.ended', sessionId: 's', metadata: { reason: 'idle' } };
      expect(note.mock.calls).toEqual([[{ ...ended, at: NOW + HOUR }, TRAIL]]);
      expect(present('s-1', 's-2', idle)).toEqual({ kind: 'expired', idle: false });
      expect(note).toHaveBeenCalledOnce();
    }));

  it('of a session that is ending waits until that is decided', () =>
    inWorld(({ begin, present, prepare, kept }) => {
      begin('s');
      begin('t');
      prepare({ nonce: 'one', deadline: NOW + MINUTE, ends: ['s'] });
      prepare({ nonce: 'two', deadline: NOW + HOUR });
      const wall = NOW + MINUTE + SETTLE_DELAY;
      expect(present('s-1', 's-2')).toEqual(ENDED);
      expect(present('s-1', 's-2', { wall: wall - 1 })).toEqual(ENDED);
      expect(present('s-1', 's-2', { wall })).toEqual({ kind: 'unsettled' });
      expect(kept()?.chain.currentJti).toBe('s-1');
      expect(present('t-1', 't-2', { wall }).kind).toBe('rotated');
    }));
});

describe('the limit on refreshes', () => {
  const limit = { limit: 2, window: HOUR };
  const counted = (used: number, endsAt = NOW + HOUR) => ({ count: { used, endsAt } });
  const limited = (more: Partial<RotateChain> = {}) => ({ limit, ...more });

  it('is one of all sessions, and begins anew with each window', () =>
    inWorld(({ begin, present, kept }) => {
      begin('s');
      begin('t');
      const last = { now: NOW + HOUR - 1 };
      expect(present('s-1', 's-2', limited())).toMatchObject({ kind: 'rotated', ...counted(1) });
      expect(present('t-1', 't-2', limited())).toMatchObject({ kind: 'rotated', ...counted(2) });
      const over = { kind: 'limited', ...counted(3) };
      expect(present('s-2', 's-3', limited(last))).toEqual(over);
      expect(present('s-2', 's-3', limited(last))).toEqual(over);
      expect(kept()?.chain.currentJti).toBe('s-2');
      const anew = counted(1, NOW + 2 * HOUR);
      const next = limited({ now: NOW + HOUR });
      expect(present('s-2', 's-3', next)).toMatchObject({ kind: 'rotated', ...anew });
      expect(kept()?.refreshes).toEqual({ start: NOW + HOUR, count: 1 });
    }));

  it('counts every refresh of a session, repeated ones too', () =>
    inWorld(({ begin, present, kept }) => {
      begin();
      const many = { limit: { limit: 9, window: HOUR } };
      present('s-1', 's-2', many);
      present('s-2', 's-3', many);
      const repeated = { kind: 'repeated', token: { jti: 's-3' }, ...counted(3) };
      expect(present('s-1', 's-4', many)).toMatchObject(repeated);
      expect(kept()?.refreshes).toEqual({ start: NOW, count: 3 });
      // Without a limit nothing is counted, and nothing is forgotten.
      present('s-3', 's-4');
      present('s-3', 's-4');
      expect(kept()?.refreshes).toEqual({ start: NOW, count: 3 });
    }));

  it('is not used up by tokens that are dead', () =>
    inWorld(({ begin, present, kept }) => {
      begin();
      present('s-0', 's-2', limited());
      present('x-0', 'x-2', limited());
      begin('t');
      expect(present('t-1', 't-2', limited())).toMatchObject(counted(1));
      expect(kept()?.refreshes.count).toBe(0);
    }));
});

describe('a look at a refresh token', () => {
  it('says whether it would be exchanged, and changes nothing', () =>
    inWorld(({ begin, present, refreshes, kept }) => {
      begin('s');
      present('s-1', 's-2');
      const before = kept();
      const accepts = (sessionId: string, jti: string, late = 0) =>
        refreshes.accepts({ sessionId, jti, grace: GRACE, now: NOW + MINUTE + late });
      expect(accepts('s', 's-2')).toBe(true);
      expect(accepts('s', 's-1', GRACE - 1)).toBe(true);
      expect(accepts('s', 's-1', GRACE)).toBe(false);
      expect(accepts('s', 's-0')).toBe(false);
      expect(accepts('x', 'x-1')).toBe(false);
      expect(kept()).toEqual(before);
    }));
});
