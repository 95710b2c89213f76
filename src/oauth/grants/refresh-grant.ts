import type { AccountGuards } from '../../guard/account-guards.ts';
import type { GrantVerdict } from '../../guard/grant-calls.ts';
import type { UsedProof } from '../../guard/proof-storage.ts';
import type { SettleAccount } from '../../guard/settle-account.ts';
import type { Trails } from '../../guard/trail.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { invalidScope, invalidTarget } from '../../http/oauth-error.ts';
import { originDigest } from '../../sessions/origin-digest.ts';
import type { ReadSessions } from '../../sessions/read-sessions.ts';
import type { ReportReuse } from '../../sessions/report-reuse.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Defer } from '../../shared/defer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import type { Metrics } from '../../shared/metrics.ts';
import {
  type GrantRefreshClaims,
  verifyGrantRefreshToken,
} from '../../tokens/grant-refresh-token.ts';
import { toAccountView } from '../../users/user.ts';
import type { OauthClient } from '../clients/client.ts';
import { invalidGrant, refusedKey } from './errors.ts';
import {
  assertAnswerable,
  type GrantTokens,
  type IssueGrantTokensDeps,
  issueGrantTokens,
} from './issue-grant-tokens.ts';

export type RefreshGrantInput = {
  token: string;
  /** Who has authenticated. */
  client: OauthClient;
  /** What the access token is to be for; null for all that was granted. */
  scope: string | null;
  /** What it is to be for; null for what was granted. */
  resource: string | null;
  /** The thumbprint of the key that the client has proved; null without a proof. */
  jkt: string | null;
  /** Of that key; may be used once. */
  proof?: UsedProof;
  info: ClientInfo;
};

export type RefreshGrantDeps = IssueGrantTokensDeps & {
  guards: Pick<AccountGuards, 'rotateGrant'>;
  settleAccount: SettleAccount;
  readSessions: Pick<ReadSessions, 'teach'>;
  reportReuse: ReportReuse;
  trails: Trails;
  clock: Clock;
  /** The real clock, which deadlines of changes go by. */
  wall: Clock;
  defer: Defer;
  metrics: Metrics;
  originKey: Uint8Array;
  /** Milliseconds. */
  refreshGrace: number;
  /** Milliseconds; 0 for no limit. */
  idleTtl: number;
};

/** {@link refreshGrant} with its dependencies. */
export const createRefreshGrant = (deps: RefreshGrantDeps) => (input: RefreshGrantInput) =>
  refreshGrant(deps, input);
export type RefreshGrant = ReturnType<typeof createRefreshGrant>;

/**
 * Rotates the refresh token of a grant, by the rules of any session, in one call of the guard.
 * Another client's token, a missing proof of its key, and a scope that exceeds the grant change
 * nothing. Throws `invalid_grant` (after a reuse the grant has ended and its owner is notified),
 * `invalid_scope`, `invalid_target`, `invalid_dpop_proof`, `storage_unavailable`.
 */
export async function refreshGrant(
  deps: RefreshGrantDeps,
  input: RefreshGrantInput,
): Promise<GrantTokens> {
  const { client, scope, jkt } = input;
  assertAnswerable(deps.jwt, client, jkt);
  const claims = await verifyGrantRefreshToken(deps.jwt, input.token).catch(() => null);
  if (claims === null) throw refused(deps, 'invalid');
  if (claims.client_id !== client.id) throw refused(deps, 'foreign');
  const { sub: userId, sid: sessionId } = claims;
  const now = deps.clock();
  const verdict = await rotate(deps, input, { claims, now });
  if (!('token' in verdict)) throw await refusalOf(deps, input, { verdict, claims });
  if (verdict.kind === 'rotated' && verdict.untaught)
    deps.defer(deps.readSessions.teach(userId), 'sessions_not_taught');
  const user = verdict.view ?? (await learnView(deps, userId));
  const grant = { client, userId, sessionId, token: verdict.token, user, scope, jkt, now };
  const tokens = await issueGrantTokens(deps, { ...grant, nonce: null });
  deps.metrics.count({ name: 'grant', kind: 'refresh', outcome: verdict.kind });
  return tokens;
}

/** Seconds. */
const RETRY_AFTER = 2;

type Presented = { claims: GrantRefreshClaims; now: number };
type Settled = Exclude<GrantVerdict, { kind: 'unsettled' }>;

async function rotate(
  deps: RefreshGrantDeps,
  { client, scope, resource, jkt, proof, info }: RefreshGrantInput,
  { claims: { sub: userId, sid: sessionId, jti }, now }: Presented,
): Promise<Settled> {
  const { guards, trails, settleAccount, random, wall, originKey, refreshGrace, idleTtl } = deps;
  const ask = () =>
    guards.rotateGrant(userId, {
      sessionId,
      jti,
      successorJti: random.uuid(),
      clientId: client.id,
      jkt,
      ...(proof && { proof }),
      scope,
      resource,
      now,
      wall: wall(),
      grace: refreshGrace,
      idleTtl,
      origin: originDigest(originKey, info),
      trail: trails(userId, info),
    });
  const first = await ask();
  if (first.kind !== 'unsettled') return first;
  if ((await settleAccount(userId)) === null) return { kind: 'ended' };
  const second = await ask();
  // Nothing is decided yet, so the client must not learn that the grant is over.
  if (second.kind === 'unsettled') throw storageUnavailable({ retryAfter: RETRY_AFTER });
  return second;
}

async function refusalOf(
  deps: RefreshGrantDeps,
  { jkt, info }: RefreshGrantInput,
  {
    verdict,
    claims,
  }: { verdict: Exclude<Settled, { token: unknown }>; claims: GrantRefreshClaims },
) {
  if (verdict.kind === 'reused') {
    const { retiredFor, began } = verdict;
    const late = retiredFor === null ? null : retiredFor - deps.refreshGrace;
    const session = { userId: claims.sub, sessionId: claims.sid };
    await deps.reportReuse({ ...session, client: info, began, late });
  }
  if (verdict.kind === 'exceeded' || verdict.kind === 'elsewhere') {
    deps.metrics.count({ name: 'grant', kind: 'refresh', outcome: verdict.kind });
    return verdict.kind === 'exceeded' ? invalidScope() : invalidTarget();
  }
  const refusal = refused(deps, verdict.kind);
  if (verdict.kind === 'proof_used') return refusedKey(verdict.kind, jkt);
  return verdict.kind === 'unbound' ? refusedKey('key', jkt) : refusal;
}

async function learnView({ settleAccount }: RefreshGrantDeps, userId: string) {
  const user = await settleAccount(userId);
  if (user === null) throw invalidGrant();
  return toAccountView(user);
}

function refused({ metrics }: RefreshGrantDeps, outcome: string) {
  metrics.count({ name: 'grant', kind: 'refresh', outcome });
  return invalidGrant();
}
