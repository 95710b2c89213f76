import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRefresh, REUSE, type RefreshChain } from '../../src/guard/judge-refresh.ts';
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
  overrides: { now?: number; grace?: number } = {},
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
