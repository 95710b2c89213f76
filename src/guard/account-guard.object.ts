import { ClientGuard } from './client-guard.ts';
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
import { type Inspection, inspect } from './inspection.ts';
import type { Session } from './session.ts';
import { SessionEnds } from './session-ends.ts';
import type { PastSessions } from './session-history.ts';
import { SignIns } from './sign-ins.ts';
import { StepUps } from './step-ups.ts';
import type { EndBy, EndedBy } from './version-calls.ts';

/**
 * Decides every race of one user: which refresh token is current, which secret was used, how many
 * tries are left, which sessions live. The methods are synchronous between read and write, and use
 * no clock, D1, KV or plain secret. Each that writes is one transaction. Reads never create
 * storage; writes create it on first use, and only for users and the shared decoys.
 */
export class AccountGuard extends ClientGuard {
  readonly #ends: SessionEnds;
  readonly #stepUps: StepUps;
  readonly #signIns: SignIns;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    const parts = {
      account: this.account,
      versions: this.versions,
      chainsKept: this.chainsKept,
      chains: this.chains,
      history: this.past,
      codes: this.codesKept,
      journal: this.journal,
      outbox: this.outbox,
      tries: this.tries,
      user: this.user,
    };
    this.#ends = new SessionEnds(parts);
    this.#stepUps = new StepUps(parts);
    this.#signIns = new SignIns(parts);
  }

  /**
   * Starts a session, unless its user has changed since the sign-in read them, or another call has
   * claimed the secrets that it used.
   */
  open(chain: OpenChain): Opened {
    return this.tables.transact(() => {
      if (!this.secrets.owns(chain.uses)) return { opened: false, why: 'overtaken' };
      const opened = this.#signIns.open(chain);
      if (opened.opened) this.secrets.settle(chain.uses);
      return opened;
    });
  }

  /** Whether a refresh token would be exchanged for tokens now, if its session is live. */
  accepts(presented: PresentedChain): boolean {
    return this.refreshes.accepts(presented);
  }

  /**
   * Records a proof that a signed-in user gave, and makes final what it used. Null if the session
   * is over. Throws if another call has claimed the secrets that it used.
   */
  stepUp({ uses, ...proof }: StepUp): CurrentToken | null {
    return this.tables.transact(() => {
      const token = this.#stepUps.stepUp(proof);
      if (token !== null) this.secrets.settle(uses);
      return token;
    });
  }

  /** Judges a presented refresh token by `judge-refresh.ts`. */
  rotate(presented: RotateChain): GuardVerdict {
    return this.tables.transact(() => this.refreshes.present(presented));
  }

  /** Live sessions, or all that are stored; null if the guard must be taught them first. */
  listSessions(live: { now: number; idleTtl: number } | null): Session[] | null {
    if (!this.past.isComplete()) return null;
    return live === null ? this.past.listAll() : this.past.listLive(live);
  }

  /** Learns the sessions that an earlier release wrote only to D1. */
  learnSessions(past: PastSessions): void {
    this.unlessErased(() => this.past.learn(past));
  }

  /** Records that a reuse was reported, so that a repeated presentation is not reported again. */
  reuseReported(sessionId: string): void {
    this.tables.transact(() => this.chainsKept.markReported(sessionId));
  }

  /** Refuses one access token until it expires (RFC 7009), and records that once. */
  revokeToken(token: RevokeAccess): void {
    this.tables.transact(() => this.#ends.revokeToken(token));
  }

  /** Ends a session, and records that. False if it is unknown or has ended. */
  end(sessionId: string, ending: End): boolean {
    return this.tables.transact(() => this.#ends.end(sessionId, ending));
  }

  /** Judges an access token as {@link live} does; if it is valid, ends what its holder asks for. */
  endBy({ presented, sessionId, ending }: EndBy): EndedBy {
    const { verdict, done } = this.doBy(presented, () => {
      if (sessionId === null) return this.#ends.endOthers(presented.sessionId, ending);
      return this.#ends.end(sessionId, ending) ? 1 : 0;
    });
    return { verdict, ended: done ?? 0 };
  }

  /** Ends every session but the one to keep, and returns its fresh token if it is alive. */
  endAll({ clearsTries, ...input }: EndAll): CurrentToken | null {
    return this.tables.transact(() => {
      if (clearsTries === true) this.tries.restoreByMail(input.now);
      return this.chains.endAll(input);
    });
  }

  /** Sends what D1 has not been told, and returns what the guard knows. Decides nothing. */
  async inspect(): Promise<Inspection> {
    const isSent = await this.sendAll();
    const { account, versions } = this;
    return inspect({ account, versions, chains: this.chainsKept, isSent });
  }

  /** Numbers sessions above the rows that D1 has, tells D1 again, and returns them. */
  retell(rows: Pick<Session, 'id' | 'seq'>[], now: number): Session[] {
    return this.tables.transact(() => this.past.retell(rows, now));
  }

  /** Responds to the health check. Touches nothing. */
  ping(): 'ok' {
    return 'ok';
  }
}
