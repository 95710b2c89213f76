import type { AccountGuards } from '../../guard/account-guards.ts';
import type { ExchangeCall, Exchanged } from '../../guard/grant-calls.ts';
import type { UsedProof } from '../../guard/proof-storage.ts';
import type { SettleAccount } from '../../guard/settle-account.ts';
import type { Trails } from '../../guard/trail.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { invalidTarget } from '../../http/oauth-error.ts';
import { originDigest } from '../../sessions/origin-digest.ts';
import type { ReadSessions } from '../../sessions/read-sessions.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Defer } from '../../shared/defer.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Metrics } from '../../shared/metrics.ts';
import type { OauthClient } from '../clients/client.ts';
import { invalidGrant, refusedKey } from './errors.ts';
import type { GrantCodes } from './grant-codes.ts';
import {
  assertAnswerable,
  type GrantTokens,
  type IssueGrantTokensDeps,
  issueGrantTokens,
} from './issue-grant-tokens.ts';
import { toChallenge } from './pkce.ts';

export type ExchangeCodeInput = {
  code: string;
  /** Who has authenticated. */
  client: OauthClient;
  /** Null where the client sent none. */
  redirectUri: string | null;
  verifier: string | null;
  /** What the client wants tokens for; null for what was granted. */
  resource: string | null;
  /** The thumbprint of the key that the client has proved; null without a proof. */
  jkt: string | null;
  /** Of that key; may be used once. */
  proof?: UsedProof;
  info: ClientInfo;
};

export type ExchangeCodeDeps = IssueGrantTokensDeps & {
  guards: Pick<AccountGuards, 'exchangeCode'>;
  settleAccount: SettleAccount;
  readSessions: Pick<ReadSessions, 'teach'>;
  grantCodes: GrantCodes;
  trails: Trails;
  clock: Clock;
  /** The real clock, which deadlines of changes go by. */
  wall: Clock;
  defer: Defer;
  log: Log;
  metrics: Metrics;
  originKey: Uint8Array;
  maxSessions: number;
  /** Milliseconds; 0 for no limit. */
  idleTtl: number;
  /** How long a grant lasts unless its client says otherwise. Milliseconds. */
  grantTtl: number;
};

/** {@link exchangeCode} with its dependencies. */
export const createExchangeCode = (deps: ExchangeCodeDeps) => (input: ExchangeCodeInput) =>
  exchangeCode(deps, input);
export type ExchangeCode = ReturnType<typeof createExchangeCode>;

/** Lessons that a guard may need before it decides: its user, and the sessions of old. */
const LESSONS = 2;
/** Seconds. */
const RETRY_AFTER = 2;

type Answered = Exclude<Exchanged, { kind: 'unknown' | 'untaught' }>;

/**
 * Exchanges an authorization code for tokens, in one call of the guard that keeps it. Whatever is
 * wrong uses nothing up; a replay with everything right ends the grant. Throws `invalid_grant`,
 * `invalid_dpop_proof`, `invalid_target`, `storage_unavailable`.
 */
export async function exchangeCode(
  deps: ExchangeCodeDeps,
  input: ExchangeCodeInput,
): Promise<GrantTokens> {
  const { client, jkt } = input;
  assertAnswerable(deps.jwt, client, jkt);
  const found = await deps.grantCodes.read(input.code);
  if (found === null) throw refused(deps, 'not_found');
  const { userId } = found;
  const { call, exchanged } = await ask(deps, input, found);
  if (exchanged.kind === 'refused') {
    const { why } = exchanged;
    if (why === 'replayed')
      deps.log.warn('code_replayed', { user_id: userId, client_id: client.id });
    throw refused(deps, why, jkt);
  }
  const { code, token, live } = exchanged;
  if (live.unsettled) deps.defer(deps.settleAccount(userId), 'change_not_settled');
  const { sessionId, now } = call;
  const { nonce } = code;
  const grant = { client, userId, sessionId, token, user: live.view, jkt, nonce, now };
  const tokens = await issueGrantTokens(deps, { ...grant, scope: null });
  deps.metrics.count({ name: 'grant', kind: 'code', outcome: 'granted' });
  return tokens;
}

async function ask(
  deps: ExchangeCodeDeps,
  input: ExchangeCodeInput,
  { userId, digest }: { userId: string; digest: string },
): Promise<{ call: ExchangeCall; exchanged: Answered }> {
  const { guards, settleAccount, readSessions } = deps;
  for (let lessons = 0; ; lessons++) {
    const call = toCall(deps, input, { userId, digest });
    const exchanged = await guards.exchangeCode(userId, call);
    if (exchanged.kind !== 'unknown' && exchanged.kind !== 'untaught') return { call, exchanged };
    // The code is as good as before: its client may try again.
    if (lessons === LESSONS) throw storageUnavailable({ retryAfter: RETRY_AFTER });
    if (exchanged.kind === 'untaught') await readSessions.teach(userId);
    // The user is gone, so no code can be about them.
    else if ((await settleAccount(userId)) === null) throw refused(deps, 'over');
  }
}

function toCall(
  { trails, clock, wall, random, originKey, maxSessions, idleTtl, grantTtl }: ExchangeCodeDeps,
  { client, redirectUri, verifier, resource, jkt, proof, info }: ExchangeCodeInput,
  { userId, digest }: { userId: string; digest: string },
): ExchangeCall {
  const now = clock();
  return {
    digest,
    clientId: client.id,
    redirectUri,
    registered: client.redirectUris,
    challenge: verifier === null ? null : toChallenge(verifier),
    jkt,
    resource,
    ...(proof && { proof }),
    // A confidential client proves itself; its key may change (FAPI 2.0).
    bindsKey: client.authMethod === 'none',
    sessionId: random.uuidAt(now),
    jti: random.uuid(),
    ttl: client.refreshTtl ?? grantTtl,
    maxSessions,
    origin: originDigest(originKey, info),
    now,
    wall: wall(),
    idleTtl,
    trail: trails(userId, info),
  };
}

function refused({ metrics }: ExchangeCodeDeps, outcome: string, jkt: string | null = null) {
  metrics.count({ name: 'grant', kind: 'code', outcome });
  if (outcome === 'resource') return invalidTarget();
  return outcome === 'key' || outcome === 'proof_used' ? refusedKey(outcome, jkt) : invalidGrant();
}
