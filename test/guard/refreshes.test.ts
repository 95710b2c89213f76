import { describe, expect, it } from 'vitest';
import type { RotateChain } from '../../src/guard/guard-calls.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
// Its storage is to be empty.
import '../support/guard-tables.ts';
import { END, GRACE, inWorld, NOW, TRAIL } from './refreshes-world.ts';

const ENDED = { kind: 'ended' };

describe('the current token of a session', () => {
  it('is exchanged for the next, with what its user may do', () =>
    inWorld(({ begin, present, kept, note }) => {
      begin();
      const token = {
        ...{ authTime: NOW, amr: ['pwd'], delivery: 'cookie', roles: ['user', 'staff'] },
        ...{ emailVerified: true, jti: 's-2', issuedAt: NOW + MINUTE, expiresAt: END },
      };
      const rotated = { kind: 'rotated', token, count: null, touch: false, untaught: false };
      expect(present('s-1', 's-2')).toEqual(rotated);
      expect(kept()?.chain).toMatchObject({ currentJti: 's-2', revokedReason: null });
      expect(kept()).toMatchObject({ touchedAt: NOW, origin: 'here', refreshes: { count: 0 } });
      expect(note).not.toHaveBeenCalled();
    }));

  it('gives no role that is being taken away', () =>
    inWorld(({ begin, present, prepare }) => {
      begin();
      prepare({ tightens: { roles: ['user'] } });
      expect(present('s-1', 's-2')).toMatchObject({ token: { roles: ['user'] } });
    }));

  it.each<[string, string, Partial<RotateChain>, boolean]>([
    ['later that day', 'no news', { now: NOW + 12 * HOUR - 1 }, false],
    ['on the next day', 'news', { now: NOW + 12 * HOUR }, true],
    ['from elsewhere', 'news', { origin: 'elsewhere' }, true],
  ])('that is presented %s is %s', (_when, _news, more, touch) =>
    inWorld(({ begin, present, kept, note }) => {
      begin();
      expect(present('s-1', 's-2', more)).toMatchObject({ kind: 'rotated', touch });
      const at = more.now ?? NOW + MINUTE;
      const refreshed = { type: 'session.refreshed', sessionId: 's', at };
      expect(note.mock.calls).toEqual(touch ? [[refreshed, TRAIL]] : []);
      expect(kept()).toMatchObject({
        ...{ touchedAt: touch ? at : NOW, origin: more.origin ?? 'here' },
        session: { lastRotationAt: touch ? at : NOW, seq: touch ? 2 : 1 },
      });
    }),
  );

  it('of a session that an earlier release began says that it has to be taught', () =>
    inWorld(({ tables, begin, present, kept, names }) => {
      begin();
      tables.change('update chains set session = null');
      const rotated = { kind: 'rotated', touch: true, untaught: true };
      expect(present('s-1', 's-2', { origin: 'elsewhere' })).toMatchObject(rotated);
      expect(kept()?.session).toBeNull();
      expect(names()).toEqual(['session.refreshed']);
    }));

  it('is of one kind: a grant’s is no browser’s', () =>
    inWorld(({ begin, present }) => {
      begin('s');
      begin('g', true);
      expect(present('s-1', 's-2', { grant: true })).toEqual(ENDED);
      expect(present('g-1', 'g-2')).toEqual(ENDED);
      expect(present('g-1', 'g-2', { grant: true }).kind).toBe('rotated');
      expect(present('s-1', 's-2').kind).toBe('rotated');
    }));
});

describe('a token that is presented too late', () => {
  it('within the grace yields the current one, and changes nothing', () =>
    inWorld(({ begin, present, kept, note }) => {
      begin();
      present('s-1', 's-2');
      const before = kept();
      const again = { origin: 'elsewhere', now: NOW + MINUTE + GRACE - 1 };
      const repeated = { kind: 'repeated', token: { jti: 's-2' }, count: null };
      expect(present('s-1', 's-3', again)).toMatchObject(repeated);
      expect(kept()).toEqual(before);
      expect(note).not.toHaveBeenCalled();
    }));

  it('after it is a copy: its session ends, is noted once, and says where it began', () =>
    inWorld(({ begin, present, kept, note }) => {
      begin();
      present('s-1', 's-2');
      const now = NOW + MINUTE + GRACE;
      const began = { ipAddress: '203.0.113.7', userAgent: 'test' };
      const reused = { kind: 'reused', retiredFor: GRACE, began };
      expect(present('s-1', 's-3', { now })).toEqual(reused);
      expect(present('s-1', 's-3', { now: now + 1 })).toMatchObject({ kind: 'reused' });
      const event = { type: 'session.refresh_token_reused', actorId: null, sessionId: 's' };
      expect(note.mock.calls).toEqual([[{ ...event, at: now }, TRAIL]]);
      const revoked = { revokedAt: now, revokeReason: 'refresh_token_reused' };
      expect(kept()).toMatchObject({
        ...{ chain: { revokedReason: 'refresh_token_reused' }, session: { ...revoked, seq: 2 } },
      });
      expect(present('s-2', 's-3', { now })).toEqual(ENDED);
    }));

  it('ends the grants that were begun in its session', () =>
    inWorld(({ begin, present, kept, chainsKept }) => {
      begin('browser');
      begin('g', true);
      expect(chainsKept.listGrantsOf('browser')).toHaveLength(1);
      present('browser-0', 'browser-2');
      const reason = { revokedReason: 'refresh_token_reused' };
      expect(kept('g')?.chain).toMatchObject(reason);
    }));

  it('is known to be reported, once it is', () =>
    inWorld(({ begin, present, chainsKept }) => {
      begin();
      // A token that is no longer remembered.
      const forgotten = { kind: 'reused', retiredFor: null };
      expect(present('s-0', 's-2')).toMatchObject(forgotten);
      chainsKept.markReported('s');
      expect(present('s-0', 's-2')).toMatchObject({ ...forgotten, kind: 'reused_again' });
    }));

  it('does not know where a session of an earlier release began', () =>
    inWorld(({ tables, begin, present, names }) => {
      begin();
      tables.change('update chains set session = null');
      expect(present('s-0', 's-2')).toEqual({ kind: 'reused', retiredFor: null, began: null });
      expect(names()).toEqual(['session.refresh_token_reused']);
    }));
});
