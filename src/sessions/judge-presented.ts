import type { AccountGuards } from '../guard/account-guards.ts';
import type { CurrentToken, GuardVerdict, RefreshCount } from '../guard/guard-calls.ts';
import type { Judged } from '../guard/judge-refresh.ts';
import type { SettleAccount } from '../guard/settle-account.ts';
import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { RateLimitRule } from '../limits/rules.ts';
import type { Clock } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import { findAppError, storageUnavailable } from '../shared/errors.ts';
import type { Random } from '../shared/random.ts';
import { tokenExpired, tokenInvalid } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import { originDigest } from './origin-digest.ts';
import type { ReadSessions } from './read-sessions.ts';
import { type RefreshTokenClaims, verifyRefreshToken } from './refresh-token.ts';
import type { ReportReuse } from './report-reuse.ts';

export type JudgePresentedDeps = {
  guards: AccountGuards;
  settleAccount: SettleAccount;
  trails: Trails;
  readSessions: ReadSessions;
  reportReuse: ReportReuse;
  jwt: Jwt;
  clock: Clock;
  /** The real clock, which deadlines of changes go by. */
  wall: Clock;
  random: Random;
  defer: Defer;
  /** The key of the digest that identifies refreshes from elsewhere. */
  originKey: Uint8Array;
  /** Milliseconds. */
  refreshGrace: number;
  /** Milliseconds; 0 for no limit. */
  idleTtl: number;
  /** Counted by the guard, which is called anyway; null where limits are off. */
  rule: RateLimitRule | null;
};

/** `token` is null where the client sent none. */
export type PresentedToken = { token: string | null; client: ClientInfo };
/** A refresh and when it came, in epoch milliseconds. */
export type Refresh = { userId: string; sessionId: string; client: ClientInfo; now: number };
/** A refresh that returns tokens. */
export type Granted = Judged<
  'rotated' | 'repeated',
  { refresh: Refresh; token: CurrentToken; count: RefreshCount | null }
>;
/** A refused refresh. `resetsIn` in milliseconds. */
export type Refused =
  | Judged<'missing' | 'expired' | 'ended' | 'reused' | 'reused_false_looking' | 'reused_again'>
  | Judged<'invalid', { cause: unknown }>
  | Judged<'limited', { resetsIn: number }>;

/**
 * Judges a presented refresh token by its signature, then by its user's guard. Waits for that one
 * call, for the report of a reuse that is not reported yet, and for a change that died half-way to
 * be settled. Throws `storage_unavailable`.
 */
export async function judgePresented(
  deps: JudgePresentedDeps,
  { token, client }: PresentedToken,
): Promise<Granted | Refused> {
  const { reportReuse, jwt, clock, defer, refreshGrace } = deps;
  if (token === null) return { kind: 'missing' };
  const claims = await readToken(jwt, token);
  if ('kind' in claims) return claims;
  const { sub: userId, sid: sessionId } = claims;
  const now = clock();
  const refresh = { userId, sessionId, client, now };
  const verdict = await rotate(deps, claims, refresh);
  switch (verdict.kind) {
    case 'rotated':
      if (verdict.untaught) defer(deps.readSessions.teach(userId), 'sessions_not_taught');
      return { ...verdict, refresh };
    case 'repeated':
      return { ...verdict, refresh };
    case 'limited':
      return { kind: 'limited', resetsIn: verdict.count.endsAt - now };
    case 'expired':
      return { kind: 'expired' };
    case 'reused': {
      const { retiredFor, began } = verdict;
      const late = retiredFor === null ? null : retiredFor - refreshGrace;
      return { kind: await reportReuse({ userId, sessionId, client, began, late }) };
    }
    case 'reused_again':
    case 'ended':
      return { kind: verdict.kind };
  }
}

async function rotate(
  deps: JudgePresentedDeps,
  { sub, sid, jti }: RefreshTokenClaims,
  { client, now }: Refresh,
): Promise<Exclude<GuardVerdict, { kind: 'unsettled' }>> {
  const { guards, trails, settleAccount, random, wall, originKey } = deps;
  const { refreshGrace, idleTtl, rule } = deps;
  const ask = () =>
    guards.rotate(sub, {
      sessionId: sid,
      jti,
      successorJti: random.uuid(),
      now,
      wall: wall(),
      grace: refreshGrace,
      idleTtl,
      origin: originDigest(originKey, client),
      trail: trails(sub, client),
      ...(rule === null ? {} : { limit: rule }),
    });
  const first = await ask();
  if (first.kind !== 'unsettled') return first;
  await settleAccount(sub);
  const settled = await ask();
  if (settled.kind === 'unsettled') throw storageUnavailable({ retryAfter: 2 });
  return settled;
}

async function readToken(
  jwt: Jwt,
  token: string,
): Promise<RefreshTokenClaims | Extract<Refused, { kind: 'invalid' | 'expired' }>> {
  try {
    return await verifyRefreshToken(jwt, token);
  } catch (cause) {
    const code = findAppError(cause)?.code;
    if (code === tokenExpired.code) return { kind: 'expired' };
    if (code === tokenInvalid.code) return { kind: 'invalid', cause };
    throw cause;
  }
}
