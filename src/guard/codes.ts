import { MINUTE } from '../shared/clock.ts';
import type { Account } from './account.ts';
import type { ChainStorage } from './chain-storage.ts';
import type { Chains } from './chains.ts';
import { toCurrentToken } from './chains.ts';
import type { CodeStorage } from './code-storage.ts';
import type { ConsentStorage } from './consent-storage.ts';
import { coversScope, type Grant, isOffline } from './grant.ts';
import type {
  CodeIssued,
  ExchangeCall,
  Exchanged,
  IssueCodeCall,
  Live,
  ProofDemand,
} from './grant-calls.ts';
import type { SessionTraits } from './guard-state.ts';
import type { Journal } from './journal.ts';
import { CODE_FAULTS, judgeCode, type StoredCode } from './judge-code.ts';
import type { ProofStorage } from './proof-storage.ts';
import type { Secrets } from './secrets.ts';
import type { NewSession, Session } from './session.ts';
import type { SessionHistory } from './session-history.ts';
import { APART } from './to-use.ts';
import type { VersionStorage } from './version-storage.ts';

/** Milliseconds a code lives: what FAPI 2.0 allows at most. */
const CODE_TTL = MINUTE;
/** Milliseconds for which a handle that a code used up is remembered. */
const HANDLE_MEMORY = 60 * MINUTE;
const REPLAYED = 'code_replayed';

export type CodeParts = {
  codes: CodeStorage;
  consents: ConsentStorage;
  user: Account;
  chainsKept: ChainStorage;
  chains: Chains;
  versions: VersionStorage;
  history: SessionHistory;
  secrets: Secrets;
  proofs: ProofStorage;
  journal: Journal;
};

/** How codes are issued and exchanged for grants. The caller owns the transaction. */
export class Codes {
  readonly #parts: CodeParts;

  constructor(parts: CodeParts) {
    this.#parts = parts;
  }

  /** Issues a code in the session of a browser, if all that it takes is given. */
  issue(call: IssueCodeCall): CodeIssued {
    const { user, codes, consents } = this.#parts;
    const { shown, request, demand = {} } = call;
    const { now, sessionId: begunIn } = shown;
    const live = user.liveByRefresh(shown);
    if (live.kind !== 'live') return live;
    const { authTime, amr, proofs, identity, grant } = live.traits;
    // No grant begins in another one.
    if (grant !== undefined) return { kind: 'over' };
    if (!meetsDemand(live, demand)) return { kind: 'proof_due', live };
    if (call.needsConsent) {
      const consented = consents.find(request.clientId)?.scope ?? null;
      if (consented === null || !coversScope(consented, request.scope))
        return { kind: 'consent', consented, live };
      consents.touch(request.clientId, now);
    }
    if (call.usesOnce !== undefined && !this.#useUp(call.usesOnce, now))
      return { kind: 'used', live };
    const proved = { authTime, amr, ...(proofs && { proofs }), ...(identity && { identity }) };
    const times = { issuedAt: now, expiresAt: now + CODE_TTL };
    codes.insert(call.digest, { ...request, begunIn, ...proved, ...times });
    return { kind: 'issued', live };
  }

  /**
   * Exchanges a code for a grant. What is wrong counts as a try and uses nothing up; a replay with
   * all that belongs to it ends the grant, and is recorded once. A proof that has been used belongs
   * to no request but that one.
   */
  exchange(call: ExchangeCall): Exchanged {
    const { codes, user } = this.#parts;
    const { digest, now, wall, idleTtl } = call;
    const known = codes.find(digest);
    if (known === null) return { kind: 'refused', why: 'not_found' };
    const { code } = known;
    const verdict = judgeCode(known, call);
    if (verdict === 'right' || verdict === 'replayed')
      if (call.proof !== undefined && this.#parts.proofs.isUsed(call.proof))
        return { kind: 'refused', why: 'proof_used' };
    if (verdict === 'replayed') this.#endReplayed(known.grantId, code, call);
    if (CODE_FAULTS.some((fault) => fault === verdict)) codes.countTry(digest);
    if (verdict !== 'right') return { kind: 'refused', why: verdict };
    const presented = { sessionId: code.begunIn, jti: null, now, wall, idleTtl };
    const live = user.live(presented);
    if (live.kind === 'unknown') return live;
    if (live.kind === 'over') return { kind: 'refused', why: 'over' };
    return this.#open(code, call, live);
  }

  #open(code: StoredCode, call: ExchangeCall, live: Live): Exchanged {
    const { codes, chainsKept, chains, history, versions, proofs, journal } = this.#parts;
    const browser = chainsKept.read(code.begunIn);
    if (browser === null) return { kind: 'refused', why: 'over' };
    if (browser.session === null || !history.isComplete()) return { kind: 'untaught' };
    const { sessionId, jti, now, origin, maxSessions, ttl, trail } = call;
    const latest = isOffline(code) ? Number.POSITIVE_INFINITY : browser.chain.expiresAt;
    const expiresAt = Math.min(now + ttl, latest);
    const traits = toTraits(code, call);
    const session = ofClient(browser.session, { id: sessionId, code, now, expiresAt });
    chains.begin({ sessionId, jti, now, expiresAt, traits, origin, maxSessions, session });
    codes.markUsed(call.digest, sessionId);
    if (call.proof !== undefined) proofs.use(call.proof);
    const metadata = { client_id: code.clientId, scope: code.scope };
    journal.note({ type: 'grant.started', sessionId, at: now, metadata }, trail);
    const opened = chainsKept.read(sessionId);
    if (opened === null) throw new Error('a session that has just begun is missing');
    const token = toCurrentToken(opened, opened.chain, versions.listPending());
    return { kind: 'granted', code, token, live };
  }

  // Somebody else may have the code, and the tokens that it was exchanged for.
  #endReplayed(grantId: string | null, { clientId }: StoredCode, { now, trail }: ExchangeCall) {
    const { chains, journal } = this.#parts;
    if (grantId === null || chains.end([grantId], REPLAYED, now).length === 0) return;
    const event = { type: 'grant.code_replayed', actorId: null, sessionId: grantId } as const;
    journal.note({ ...event, at: now, metadata: { client_id: clientId } }, trail);
  }

  #useUp(digest: string, now: number): boolean {
    const rememberUntil = now + HANDLE_MEMORY;
    const times = { issuedAt: now, expiresAt: rememberUntil, rememberUntil, now };
    const secret = { digest, purpose: 'oauth-handle', since: APART, epoch: null, ...times };
    return this.#parts.secrets.redeemAll([secret]) !== false;
  }
}

function meetsDemand({ view, traits }: Live, demand: ProofDemand): boolean {
  const { authTime, amr } = traits;
  const { since = 0, twoFactors = false, secondStep } = demand;
  if (authTime < since) return false;
  if (amr.includes('mfa')) return true;
  const held: readonly string[] = view.factors;
  const isDue = secondStep?.factors.some((kind) => held.includes(kind)) === true;
  return !twoFactors && !(isDue && authTime < secondStep.since);
}

function toTraits(code: StoredCode, { jkt, bindsKey }: ExchangeCall): SessionTraits {
  const { clientId, scope, resource, begunIn, authTime, amr, proofs, identity } = code;
  const grant: Grant = { clientId, scope, resource, jkt: bindsKey ? jkt : null, begunIn };
  const begunBy = { ...(proofs && { proofs }), ...(identity && { identity }) };
  return { authTime, amr, ...begunBy, delivery: 'body', grant };
}

type Begins = { id: string; code: StoredCode; now: number; expiresAt: number };

/** The session of a grant: of the device whose browser it was granted in. */
function ofClient(browser: Session, { id, code, now, expiresAt }: Begins): NewSession {
  const { userId, browser: name, os, deviceType, userAgent, ipAddress, city, country } = browser;
  const { deviceFingerprint } = browser;
  const device = {
    deviceName: null,
    deviceFingerprint: deviceFingerprint ?? '',
    browser: name,
    os,
  };
  const { clientId, amr } = code;
  const place = { deviceType, userAgent, ipAddress, city, country };
  return { id, userId, ...device, ...place, amr, clientId, createdAt: now, expiresAt };
}
