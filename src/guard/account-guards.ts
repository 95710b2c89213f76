import type { AuditRow } from '../audit/table.ts';
import type { Defer } from '../shared/defer.ts';
import { orUnavailable } from '../shared/errors.ts';
import { clientCalls } from './call-clients.ts';
import { grantCalls } from './call-grants.ts';
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
import type { GuardNamespace } from './guard-namespace.ts';
import type { Lacks, LearnHistory } from './history-mark.ts';
import type { KeptEvent } from './journal.ts';
import { secretCalls } from './secret-calls.ts';
import type { Session } from './session.ts';
import type {
  ChargeAttempt,
  ChargeMail,
  CountedCharge,
  MailVerdict,
  Refund,
  Unlock,
} from './try-calls.ts';
import { type Call, createUses, type Uses } from './uses.ts';
import type {
  AccessVerdict,
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
  ShownRefresh,
  Trusted,
} from './version-calls.ts';

/**
 * The guards of all users, by user id, of unproved addresses, and of OAuth clients. Only pass ids
 * of existing users: addressing a guard creates it.
 */
export type AccountGuards = ReturnType<typeof createAccountGuards>;

/**
 * Calls to the Durable Objects. Every method throws `storage_unavailable` when the guard does not
 * respond; no decision is then made that a retry would miss. One object serves one request: it
 * holds the secrets that the request has claimed (`uses.ts`).
 */
export function createAccountGuards(
  namespace: GuardNamespace,
  digestKey: Uint8Array,
  defer: Defer,
) {
  const call: Call = (name, work) => orUnavailable(() => work(namespace.getByName(name)));
  const uses = createUses(call, defer);
  return {
    ...guardNames(digestKey),
    ...sessionCalls(call, uses),
    ...changeCalls(call, uses),
    ...accountCalls(call, uses),
    ...attemptCalls(call, uses),
    ...secretCalls(call, uses),
    ...grantCalls(call),
    ...clientCalls(call),
    /** Whether guards respond at all. Uses a name that no user has, and leaves nothing there. */
    ping: (): Promise<string> => call('health', async (guard) => guard.ping()),
  };
}

function sessionCalls(call: Call, { deciding }: Uses) {
  return {
    open: (userId: string, chain: OpenChain): Promise<Opened> =>
      deciding(
        userId,
        async (guard, uses) => guard.open({ ...chain, ...uses }),
        ({ opened }) => (opened ? 'decided' : 'open'),
      ),
    live: (userId: string, presented: PresentedAccess): Promise<AccessVerdict> =>
      call(userId, async (guard) => guard.live(presented)),
    liveByRefresh: (userId: string, shown: ShownRefresh): Promise<LiveVerdict> =>
      call(userId, async (guard) => guard.liveByRefresh(shown)),
    learn: (userId: string, row: Learn): Promise<Lacks | null> =>
      call(userId, async (guard) => guard.learn(row)),
    attemptBy: (
      userId: string,
      presented: PresentedAccess,
      attempt: ChargeAttempt,
    ): Promise<DoneBy<ChargedBy>> =>
      call(userId, async (guard) => guard.attemptBy(presented, attempt)),
    revokeToken: (userId: string, token: RevokeAccess): Promise<void> =>
      call(userId, async (guard) => guard.revokeToken(token)),
    rotate: (userId: string, presented: RotateChain): Promise<GuardVerdict> =>
      call(userId, async (guard) => guard.rotate(presented)),
    stepUp: (userId: string, proof: StepUp): Promise<CurrentToken | null> =>
      deciding(
        userId,
        async (guard, uses) => guard.stepUp({ ...proof, ...uses }),
        (token) => (token === null ? 'open' : 'decided'),
      ),
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
  };
}

/** Calls about a change of the user, which is announced, written to D1, and committed. */
function changeCalls(call: Call, { deciding }: Uses) {
  return {
    prepare: (userId: string, change: Prepare): Promise<Prepared> =>
      deciding(
        userId,
        async (guard, uses) => guard.prepare({ ...change, ...uses }),
        () => 'announced',
      ),
    prepareBy: (
      userId: string,
      presented: PresentedAccess,
      change: Prepare,
    ): Promise<DoneBy<Prepared>> =>
      call(userId, async (guard) => guard.prepareBy(presented, change)),
    commit: (userId: string, change: Commit): Promise<CurrentToken | null> =>
      deciding(
        userId,
        async (guard, uses) => guard.commit({ ...change, ...(change.undone ? {} : uses) }),
        () => (change.undone ? 'open' : 'decided'),
      ),
    abandon: (userId: string, nonce: string): Promise<null> =>
      call(userId, async (guard) => guard.abandon(nonce)),
  };
}

function accountCalls(call: Call, { deciding }: Uses) {
  return {
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
      deciding(userId, async (guard) => guard.close(now)),
    reopen: (userId: string): Promise<void> => call(userId, async (guard) => guard.reopen()),
    wipe: (userId: string, now: number): Promise<void> =>
      call(userId, async (guard) => guard.wipe(now)),
  };
}

function attemptCalls(call: Call, { deciding }: Uses) {
  return {
    charge: (
      name: string,
      row: JudgedBy | null,
      attempt: ChargeAttempt,
    ): Promise<Trusted<CountedCharge>> => call(name, async (guard) => guard.chargeBy(row, attempt)),
    refund: (name: string, attempt: Refund): Promise<void> =>
      call(name, async (guard) => guard.refund(attempt)),
    unlock: (userId: string, success: Unlock): Promise<MailVerdict> =>
      deciding(userId, async (guard, uses) => guard.unlock({ ...success, ...uses })),
    unlockAll: (userId: string): Promise<void> => call(userId, async (guard) => guard.unlockAll()),
    unlockByMail: (userId: string, now: number): Promise<void> =>
      deciding(userId, async (guard, { uses }) => guard.unlockByMail(now, uses)),
    lockedUntil: (userId: string, now: number): Promise<number | null> =>
      call(userId, async (guard) => guard.lockedUntil(now)),
    chargeMail: (userId: string, mail: ChargeMail): Promise<boolean> =>
      call(userId, async (guard) => guard.chargeMail(mail)),
  };
}
