import type { AccountGuards } from '../../guard/account-guards.ts';
import type { Live, ProofDemand } from '../../guard/grant-calls.ts';
import type { CodeRequest } from '../../guard/judge-code.ts';
import type { SettleAccount } from '../../guard/settle-account.ts';
import { verifyRefreshToken } from '../../sessions/refresh-token.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Defer } from '../../shared/defer.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { GrantCodes } from './grant-codes.ts';

/** A request that has been found good; `redirectUri` is the client's own spelling. */
export type AuthorizedRequest = CodeRequest;

export type IssueCodeInput = {
  /** Of the browser's cookie. */
  refreshToken: string;
  request: AuthorizedRequest;
  needsConsent: boolean;
  /** What the latest proof of the session must be, by `max_age` and `acr_values`. */
  demand?: ProofDemand;
  /** The digest of what the code uses up, such as the handle of a pushed request. */
  usesOnce?: string;
};

/**
 * `over`: nobody is signed in. `used`: what may be used once has been. `proof_due`: the session's
 * proof is too old or too weak. `consent`: with the scope that the user has consented to so far.
 */
export type CodeAnswer =
  | { kind: 'issued'; code: string; live: Live }
  | { kind: 'consent'; consented: string | null; live: Live }
  | { kind: 'proof_due'; live: Live }
  | { kind: 'used'; live: Live }
  | { kind: 'over' };

export type IssueCodeDeps = {
  guards: Pick<AccountGuards, 'issueCode'>;
  settleAccount: SettleAccount;
  grantCodes: GrantCodes;
  jwt: Jwt;
  clock: Clock;
  /** The real clock, which deadlines of changes go by. */
  wall: Clock;
  defer: Defer;
  /** Milliseconds. */
  refreshGrace: number;
  /** Milliseconds; 0 for no limit. */
  idleTtl: number;
};

/** {@link issueCode} with its dependencies. */
export const createIssueCode = (deps: IssueCodeDeps) => (input: IssueCodeInput) =>
  issueCode(deps, input);
export type IssueCode = ReturnType<typeof createIssueCode>;

/**
 * Issues an authorization code in the session of a browser, in one call of its guard, which judges
 * session, proof and consent. Anything but `issued` writes nothing. Throws `storage_unavailable`.
 */
export async function issueCode(
  deps: IssueCodeDeps,
  { refreshToken, ...given }: IssueCodeInput,
): Promise<CodeAnswer> {
  const { guards, settleAccount, grantCodes, jwt, clock, wall, defer } = deps;
  const claims = await verifyRefreshToken(jwt, refreshToken).catch(() => null);
  if (claims === null) return { kind: 'over' };
  const { sub: userId, sid: sessionId, jti: refreshJti } = claims;
  const { code, digest } = await grantCodes.make(userId);
  const ask = () => {
    const times = { now: clock(), wall: wall(), idleTtl: deps.idleTtl, grace: deps.refreshGrace };
    const shown = { sessionId, jti: null, refreshJti, ...times };
    return guards.issueCode(userId, { ...given, shown, digest });
  };
  let answer = await ask();
  if (answer.kind === 'unknown') {
    await settleAccount(userId);
    answer = await ask();
  }
  if (answer.kind === 'unknown' || answer.kind === 'over') return { kind: 'over' };
  if (answer.live.unsettled) defer(settleAccount(userId), 'change_not_settled');
  return answer.kind === 'issued' ? { ...answer, code } : answer;
}
