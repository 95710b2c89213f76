import type { AuditRow } from '../audit/table.ts';
import type { FoundSecret } from '../one-time-secrets/one-time-secrets.ts';
import { orUnavailable } from '../shared/errors.ts';
import type { EventQuery } from './event-storage.ts';
import type {
  CurrentToken,
  End,
  EndAll,
  GuardVerdict,
  OpenChain,
  Opened,
  PresentedChain,
  RevokeAccess,
  RotateChain,
  StepUp,
} from './guard-calls.ts';
import { guardNames } from './guard-names.ts';
import type { GuardNamespace, GuardStub } from './guard-namespace.ts';
import type { Lacks, LearnHistory } from './history-mark.ts';
import type { KeptEvent } from './journal.ts';
import type { PasskeyVerdict, UsedPasskey } from './passkey-calls.ts';
import type { Session } from './session.ts';
import type {
  ChargeAttempt,
  ChargeMail,
  CountedCharge,
  CountedCode,
  MailVerdict,
  RedeemSecret,
  Refund,
  TryCode,
  Unlock,
  VoidSecrets,
} from './try-calls.ts';
import type {
  ChargedBy,
  Commit,
  DoneBy,
  EndBy,
  EndedBy,
  JudgedBy,
  Learn,
  LiveVerdict,
  Prepare,
  Prepared,
  PresentedAccess,
  Trusted,
} from './version-calls.ts';

/**
 * A secret to use up. Others of its purpose issued from `since` until it are used up too; by
 * default all until it, with `APART` none.
 */
export type ToUse = Omit<FoundSecret<unknown>, 'context'> & { since?: number };
export type CodeTry = Omit<TryCode, 'secrets'> & { secrets: readonly ToUse[] };

/** The `since` of a secret whose use leaves all others of its purpose valid. */
export const APART = Number.MAX_SAFE_INTEGER;
/** The first secret is the challenge. */
export type PasskeyUse = { passkey: UsedPasskey; secrets: readonly ToUse[]; now: number };

/**
 * The guards of all users, by user id, and of unproved addresses. Only pass ids of existing users:
 * addressing a guard creates it.
 */
export type AccountGuards = ReturnType<typeof createAccountGuards>;

/**
 * Calls to the Durable Objects. Every method throws `storage_unavailable` when the guard does not
 * respond; no decision is then made that a retry would miss.
 */
export function createAccountGuards(namespace: GuardNamespace, digestKey: Uint8Array) {
  const call: Call = (name, work) => orUnavailable(() => work(namespace.getByName(name)));
  return {
    ...guardNames(digestKey),
    ...sessionCalls(call),
    ...attemptCalls(call),
    ...secretCalls(call),
    /** Whether guards respond at all. Uses a name that no user has, and leaves nothing there. */
    ping: (): Promise<string> => call('health', async (guard) => guard.ping()),
  };
}

type Call = <T>(name: string, work: (guard: GuardStub) => Promise<T>) => Promise<T>;

function sessionCalls(call: Call) {
  return {
    open: (userId: string, chain: OpenChain): Promise<Opened> =>
      call(userId, async (guard) => guard.open(chain)),
    live: (userId: string, presented: PresentedAccess): Promise<LiveVerdict> =>
      call(userId, async (guard) => guard.live(presented)),
    learn: (userId: string, row: Learn): Promise<Lacks | null> =>
      call(userId, async (guard) => guard.learn(row)),
    prepare: (userId: string, change: Prepare): Promise<Prepared> =>
      call(userId, async (guard) => guard.prepare(change)),
    prepareBy: (
      userId: string,
      presented: PresentedAccess,
      change: Prepare,
    ): Promise<DoneBy<Prepared>> =>
      call(userId, async (guard) => guard.prepareBy(presented, change)),
    attemptBy: (
      userId: string,
      presented: PresentedAccess,
      attempt: ChargeAttempt,
    ): Promise<DoneBy<ChargedBy>> =>
      call(userId, async (guard) => guard.attemptBy(presented, attempt)),
    commit: (userId: string, change: Commit): Promise<CurrentToken | null> =>
      call(userId, async (guard) => guard.commit(change)),
    abandon: (userId: string, nonce: string): Promise<null> =>
      call(userId, async (guard) => guard.abandon(nonce)),
    revokeToken: (userId: string, token: RevokeAccess): Promise<void> =>
      call(userId, async (guard) => guard.revokeToken(token)),
    rotate: (userId: string, presented: RotateChain): Promise<GuardVerdict> =>
      call(userId, async (guard) => guard.rotate(presented)),
    stepUp: (userId: string, proof: StepUp): Promise<CurrentToken | null> =>
      call(userId, async (guard) => guard.stepUp(proof)),
    reuseReported: (userId: string, sessionId: string): Promise<void> =>
      call(userId, async (guard) => guard.reuseReported(sessionId)),
    end: (userId: string, sessionId: string, ending: End): Promise<boolean> =>
      call(userId, async (guard) => guard.end(sessionId, ending)),
    endBy: (userId: string, ending: EndBy): Promise<EndedBy> =>
      call(userId, async (guard) => guard.endBy(ending)),
    listSessions: (
      userId: string,
      live: { now: number; idleTtl: number } | null,
    ): Promise<Session[] | null> => call(userId, async (guard) => guard.listSessions(live)),
    learnSessions: (userId: string, rows: Session[], now: number): Promise<void> =>
      call(userId, async (guard) => guard.learnSessions({ userId, rows, now })),
    accepts: (userId: string, presented: PresentedChain): Promise<boolean> =>
      call(userId, async (guard) => guard.accepts(presented)),
    endAll: (userId: string, input: EndAll): Promise<CurrentToken | null> =>
      call(userId, async (guard) => guard.endAll(input)),
    record: (userId: string, event: KeptEvent): Promise<boolean> =>
      call(userId, async (guard) => guard.record(event)),
    listEvents: (userId: string, query: EventQuery): Promise<AuditRow[]> =>
      call(userId, async (guard) => guard.listEvents(query)),
    history: (
      userId: string,
      query: EventQuery,
    ): Promise<{ events: AuditRow[]; lacks: Lacks | null }> =>
      call(userId, async (guard) => guard.history(query)),
    learnHistory: (userId: string, history: LearnHistory): Promise<void> =>
      call(userId, async (guard) => guard.learnHistory(history)),
    close: (userId: string, now: number): Promise<string[]> =>
      call(userId, async (guard) => guard.close(now)),
    reopen: (userId: string): Promise<void> => call(userId, async (guard) => guard.reopen()),
    wipe: (userId: string): Promise<void> => call(userId, async (guard) => guard.wipe()),
  };
}

function attemptCalls(call: Call) {
  return {
    charge: (
      name: string,
      row: JudgedBy | null,
      attempt: ChargeAttempt,
    ): Promise<Trusted<CountedCharge>> => call(name, async (guard) => guard.chargeBy(row, attempt)),
    refund: (name: string, attempt: Refund): Promise<void> =>
      call(name, async (guard) => guard.refund(attempt)),
    unlock: (userId: string, success: Unlock): Promise<MailVerdict> =>
      call(userId, async (guard) => guard.unlock(success)),
    unlockAll: (userId: string): Promise<void> => call(userId, async (guard) => guard.unlockAll()),
    lockedUntil: (userId: string, now: number): Promise<number | null> =>
      call(userId, async (guard) => guard.lockedUntil(now)),
    chargeMail: (userId: string, mail: ChargeMail): Promise<boolean> =>
      call(userId, async (guard) => guard.chargeMail(mail)),
  };
}

function secretCalls(call: Call) {
  return {
    /** Uses a secret, and with it those of its purpose issued before it, but not before `since`. */
    redeem: (found: ToUse, now: number, { since = 0 }: { since?: number } = {}): Promise<boolean> =>
      call(found.userId, async (guard) => guard.redeem({ ...toRedeem(found, now), since })),
    /** Uses a secret as `redeem` does, and announces a change. Null if it was not to be used. */
    redeemToChange: (found: ToUse, change: Prepare): Promise<Prepared | null> =>
      call(found.userId, async (guard) =>
        guard.redeemToChange(toRedeem(found, change.now), change),
      ),
    /** Uses up a user's secrets, all of them or none. */
    redeemAll: (userId: string, secrets: readonly ToUse[], now: number): Promise<boolean> =>
      call(userId, async (guard) => guard.redeemAll(secrets.map((one) => toRedeem(one, now)))),
    noteSecrets: (userId: string, keys: string[], expiresAt: number): Promise<boolean> =>
      call(userId, async (guard) => guard.noteSecrets(keys, expiresAt)),
    listSecrets: (userId: string): Promise<string[]> =>
      call(userId, async (guard) => guard.listSecrets()),
    voidSecrets: (userId: string, input: VoidSecrets): Promise<void> =>
      call(userId, async (guard) => guard.voidSecrets(input)),
    release: (userId: string, digests: string[]): Promise<void> =>
      call(userId, async (guard) => guard.release(digests)),
    usePasskey: (
      userId: string,
      row: JudgedBy | null,
      { passkey, secrets, now }: PasskeyUse,
    ): Promise<Trusted<PasskeyVerdict>> => {
      const used = { passkey, secrets: secrets.map((secret) => toRedeem(secret, now)) };
      return call(userId, async (guard) => guard.usePasskey(row, used));
    },
    tryCode: (
      name: string,
      row: JudgedBy | null,
      attempt: CodeTry,
    ): Promise<Trusted<CountedCode>> =>
      call(name, async (guard) => guard.tryCodeBy(row, toTry(attempt))),
  };
}

function toTry({ secrets, ...attempt }: CodeTry): TryCode {
  return { ...attempt, secrets: secrets.map((secret) => toRedeem(secret, attempt.now)) };
}

function toRedeem(
  { digest, purpose, issuedAt, since = 0, expiresAt, familyExpiresAt, epoch }: ToUse,
  now: number,
): RedeemSecret {
  const rememberUntil = familyExpiresAt;
  return { digest, purpose, issuedAt, since, expiresAt, rememberUntil, epoch, now };
}
