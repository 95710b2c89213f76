/** The refresh tokens of one session, of which one is current. Times are epoch milliseconds. */
export type RefreshChain = {
  currentJti: string;
  currentIssuedAt: number;
  /**
   * Tokens that were current until `retiredAt`, newest last; those past the grace are forgotten. A
   * withdrawn token was not rotated but revoked, as by a new password: it is rejected, but is not
   * treated as theft.
   */
  retired: { jti: string; retiredAt: number; withdrawn?: true }[];
  expiresAt: number;
  revokedReason: string | null;
};

/**
 * How a refresh ends: one vocabulary from the rule to the metric. The guard and `refreshSession`
 * add further verdicts, and none is ever translated.
 */
export type RefreshVerdict =
  /** The current token was presented and replaced. */
  | 'rotated'
  /** The token was retired within the grace: the current one is returned and nothing changes. */
  | 'repeated'
  /** The token is older than the grace, so it was copied. The chain is ended. */
  | 'reused'
  /** A reuse that looks like an honest client's (`sessions/looks-like-false-positive.ts`). */
  | 'reused_false_looking'
  /** Reuse on a chain whose reuse has been reported. */
  | 'reused_again'
  /** The session was ended, or never existed. */
  | 'ended'
  /** The session or the token has expired, or the session was idle too long. */
  | 'expired'
  /** The user's refreshes exceed their limit. */
  | 'limited'
  /** No token was sent. */
  | 'missing'
  /** The token is not one of ours. */
  | 'invalid'
  /** An internal fault: nothing was judged, or the tokens were not issued. */
  | 'failed';

/** A verdict with its facts. */
export type Judged<
  Verdict extends RefreshVerdict,
  Facts extends object = object,
> = Verdict extends RefreshVerdict ? { kind: Verdict } & Facts : never;

/** The verdicts that the chain alone decides. */
export type ChainVerdict =
  | Judged<'rotated' | 'repeated' | 'reused', { chain: RefreshChain }>
  | Judged<'ended' | 'expired'>;

export const REUSE = 'refresh_token_reused';
/** The reason recorded for a session that was not refreshed for too long. */
export const IDLE = 'idle';

export type Presentation = {
  jti: string;
  /** Becomes the current token if this presentation rotates. */
  successorJti: string;
  now: number;
  /** Milliseconds. */
  grace: number;
  /** Milliseconds without a refresh after which a session expires; 0 (default) for no limit. */
  idleTtl?: number;
};

/**
 * Judges a presented refresh token (OAuth 2.0 Security BCP, RFC 9700 §4.14.2). The current token is
 * replaced. A token retired within the last `grace` milliseconds yields the current one, so racing
 * tabs converge and a lost response costs nothing; a withdrawn one is `ended`. Anything older is
 * reuse and ends the chain.
 */
export function judgeRefresh(
  chain: RefreshChain | null,
  { jti, successorJti, now, grace, idleTtl = 0 }: Presentation,
): ChainVerdict {
  if (chain === null) return { kind: 'ended' };
  if (chain.expiresAt <= now || chain.revokedReason === IDLE) return { kind: 'expired' };
  if (idleTtl > 0 && chain.revokedReason === null && now - chain.currentIssuedAt >= idleTtl)
    return { kind: 'expired' };
  if (chain.revokedReason !== null) {
    return chain.revokedReason === REUSE && jti !== chain.currentJti
      ? { kind: 'reused', chain }
      : { kind: 'ended' };
  }

  if (jti === chain.currentJti) {
    const retired = [...chain.retired, { jti, retiredAt: now }].filter((token) =>
      isFresh(token.retiredAt, now, grace),
    );
    return {
      kind: 'rotated',
      chain: {
        ...chain,
        currentJti: successorJti,
        currentIssuedAt: now,
        retired,
      },
    };
  }
  const known = chain.retired.find((token) => token.jti === jti);
  if (known !== undefined && isFresh(known.retiredAt, now, grace))
    return known.withdrawn === true ? { kind: 'ended' } : { kind: 'repeated', chain };
  return { kind: 'reused', chain: { ...chain, revokedReason: REUSE } };
}

/** Whether a refresh with this token would be answered with tokens. Changes nothing. */
export function wouldAnswer(
  chain: RefreshChain | null,
  presented: Omit<Presentation, 'successorJti'>,
): boolean {
  const { kind } = judgeRefresh(chain, { ...presented, successorJti: presented.jti });
  return kind === 'rotated' || kind === 'repeated';
}

// A clock that was set back makes the age negative; the token then counts as fresh.
function isFresh(retiredAt: number, now: number, grace: number): boolean {
  return now - retiredAt < grace;
}

/** Ids of sessions, least recently refreshed first; ties by start (UUID v7). */
export function longestIdleFirst(sessions: { id: string; refreshedAt: number }[]): string[] {
  return [...sessions]
    .sort((a, b) => a.refreshedAt - b.refreshedAt || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}
