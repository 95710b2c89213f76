import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  IDLE,
  judgeRefresh,
  longestIdleFirst,
  REUSE,
  type RefreshChain,
  wouldAnswer,
} from '../../src/guard/judge-refresh.ts';
import { GRACE, type Outcome, play, steps } from './refresh-model.ts';

const NOW = 1_000_000;

function chain(overrides: Partial<RefreshChain> = {}): RefreshChain {
  return {
    currentJti: 'c',
    currentIssuedAt: 0,
    retired: [],
    expiresAt: NOW * 10,
    revokedReason: null,
    ...overrides,
  };
}

function present(
  stored: RefreshChain | null,
  jti: string,
  overrides: { now?: number; grace?: number; idleTtl?: number } = {},
) {
  return judgeRefresh(stored, { jti, successorJti: 'next', now: NOW, grace: GRACE, ...overrides });
}

const retired = (jti: string, ago: number) => ({ jti, retiredAt: NOW - ago });

describe('refresh token rotation', () => {
  it('replaces the current token and remembers it', () => {
    expect(present(chain({ retired: [retired('b', 10_000)] }), 'c')).toEqual({
      kind: 'rotated',
      chain: chain({
        currentJti: 'next',
        currentIssuedAt: NOW,
        retired: [retired('b', 10_000), retired('c', 0)],
      }),
    });
  });

  it('forgets tokens past the grace period', () => {
    const verdict = present(
      chain({ retired: [retired('a', GRACE), retired('b', GRACE - 1)] }),
      'c',
    );
    expect(verdict).toMatchObject({
      kind: 'rotated',
      chain: { retired: [retired('b', GRACE - 1), retired('c', 0)] },
    });
  });

  it.each([
    ['just now', 0, 'repeated'],
    ['one millisecond before the grace period ends', GRACE - 1, 'repeated'],
    ['exactly a grace period ago', GRACE, 'reused'],
    ['long ago', GRACE * 100, 'reused'],
    ['in the future, since the clock was set back', -5000, 'repeated'],
  ])('handles a token that was retired %s', (_, ago, kind) => {
    const stored = chain({ retired: [retired('b', ago)] });
    const verdict = present(stored, 'b');
    expect(verdict.kind).toBe(kind);
    expect(verdict).toEqual(
      kind === 'repeated'
        ? { kind, chain: stored }
        : { kind, chain: { ...stored, revokedReason: REUSE } },
    );
  });

  it.each([
    ['an unknown session', null, 'c', 'ended'],
    ['an expired session', chain({ expiresAt: NOW }), 'c', 'expired'],
    [
      'an expired session that was also revoked',
      chain({ expiresAt: NOW, revokedReason: REUSE }),
      'b',
      'expired',
    ],
    ['a session in its last millisecond', chain({ expiresAt: NOW + 1 }), 'c', 'rotated'],
    ['a forgotten token', chain(), 'unknown', 'reused'],
    [
      'the current token of a session that was signed out',
      chain({ revokedReason: 'logout' }),
      'c',
      'ended',
    ],
    [
      'an old token of a session that was signed out',
      chain({ revokedReason: 'logout' }),
      'b',
      'ended',
    ],
    ['the current token after a reuse', chain({ revokedReason: REUSE }), 'c', 'ended'],
    ['another token after a reuse', chain({ revokedReason: REUSE }), 'b', 'reused'],
    [
      'a token within the grace period after a reuse',
      chain({ revokedReason: REUSE, retired: [retired('b', 1)] }),
      'b',
      'reused',
    ],
  ])('handles %s', (_, stored, jti, kind) => {
    expect(present(stored, jti).kind).toBe(kind);
  });

  it.each<[string, Partial<RefreshChain>, number, string]>([
    ['is not refreshed for as long as it may be idle', {}, NOW, 'expired'],
    ['is refreshed a millisecond before that', {}, NOW + 1, 'rotated'],
    ['was refreshed since', { currentIssuedAt: 1 }, NOW, 'rotated'],
    ['may be idle without end', {}, 0, 'rotated'],
    ['has ended before it was idle', { revokedReason: 'logout' }, NOW, 'ended'],
    ['was found idle before', { revokedReason: IDLE }, 0, 'expired'],
  ])('handles a session that %s', (_, overrides, idleTtl, kind) => {
    expect(present(chain(overrides), 'c', { idleTtl })).toMatchObject({ kind });
  });

  it('takes a withdrawn token for no theft as long as it is remembered', () => {
    const withdrawn = (ago: number) => [{ ...retired('b', ago), withdrawn: true as const }];
    expect(present(chain({ retired: withdrawn(1) }), 'b')).toEqual({ kind: 'ended' });
    expect(present(chain({ retired: withdrawn(GRACE) }), 'b').kind).toBe('reused');
  });

  it('says beforehand whether a token would be answered', () => {
    const stored = chain({ retired: [retired('b', 1), retired('a', GRACE)] });
    const answers = (held: RefreshChain | null, jti: string, idleTtl = 0) =>
      wouldAnswer(held, { jti, now: NOW, grace: GRACE, idleTtl });
    expect(['c', 'b', 'a', 'x'].map((jti) => answers(stored, jti))).toEqual([
      ...[true, true, false, false],
    ]);
    expect(answers(chain({ revokedReason: 'logout' }), 'c')).toBe(false);
    expect(answers(null, 'c')).toBe(false);
    expect(answers(stored, 'c', NOW)).toBe(false);
  });

  it('allows no reuse when the grace period is zero', () => {
    expect(present(chain({ retired: [retired('b', 0)] }), 'b', { grace: 0 }).kind).toBe('reused');
    expect(present(chain(), 'c', { grace: 0 })).toMatchObject({
      kind: 'rotated',
      chain: { retired: [] },
    });
  });

  it('does not modify the chain it is given', () => {
    const stored = chain({ retired: [retired('b', 1)] });
    const before = structuredClone(stored);
    for (const jti of ['c', 'b', 'a']) present(stored, jti);
    expect(stored).toEqual(before);
  });

  it('matches its model, however refreshes, lost responses, replays and time interleave', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        let stored = chain({ currentJti: 'first', expiresAt: Number.MAX_SAFE_INTEGER });
        await play(script, NOW, 'first', (presented): Outcome => {
          const verdict = judgeRefresh(stored, presented);
          if (!('chain' in verdict)) return 'refused';
          stored = verdict.chain;
          return verdict.kind === 'reused' ? 'reused' : { current: stored.currentJti };
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the sessions of a user', () => {
  it('are ordered by how long they have been idle, then by their start', () => {
    const at = (id: string, refreshedAt: number) => ({ id, refreshedAt });
    const sessions = [at('b', 2), at('d', 1), at('a', 2), at('c', 1), at('e', 0), at('f', 3)];
    const given = structuredClone(sessions);
    expect(longestIdleFirst(sessions)).toEqual(['e', 'c', 'd', 'a', 'b', 'f']);
    expect(longestIdleFirst(sessions.toReversed())).toEqual(['e', 'c', 'd', 'a', 'b', 'f']);
    expect(sessions).toEqual(given);
  });
});
