import { Account } from './account.ts';
import { ChainStorage } from './chain-storage.ts';
import { Chains } from './chains.ts';
import type { CurrentToken } from './guard-calls.ts';
import type { Lacks } from './history-mark.ts';
import { ProofStorage } from './proof-storage.ts';
import { LEASE } from './redemption.ts';
import { SecretGuard } from './secret-guard.ts';
import type { KeptSession } from './stored-chain.ts';
import type { ChargeAttempt, RedeemSecret } from './try-calls.ts';
import type {
  AccessVerdict,
  ChargedBy,
  Commit,
  DoneBy,
  Learn,
  LiveVerdict,
  Prepare,
  Prepared,
  PresentedAccess,
  ShownRefresh,
} from './version-calls.ts';

/** The part of the guard that knows its user by version, and adopts changes. */
export class VersionGuard extends SecretGuard {
  protected readonly chainsKept: ChainStorage;
  protected readonly chains: Chains;
  protected readonly user: Account;
  protected readonly proofs: ProofStorage;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.chainsKept = new ChainStorage(this.tables, this.outbox);
    this.proofs = new ProofStorage(this.tables);
    this.chains = new Chains(this.chainsKept, this.account);
    this.user = new Account(this.versions, this.account, this.chainsKept, this.chains, this.mark);
  }

  /** Whether an access token is valid, and whose it is. Uses up the proof of its key, if any. */
  live(presented: PresentedAccess): AccessVerdict {
    if (presented.proof === undefined) return this.user.live(presented);
    return this.tables.transact(() => this.#judge(presented));
  }

  /** Whether a refresh token is good, and whose it is. Changes nothing. */
  liveByRefresh(shown: ShownRefresh): LiveVerdict {
    return this.user.liveByRefresh(shown);
  }

  /**
   * Teaches the guard a row of the primary, and settles changes that died half-way. Returns what
   * it may lack of the history.
   */
  learn(row: Learn): Lacks | null {
    this.tables.transact(() => this.user.learn(row));
    return this.readLacks();
  }

  /** Announces a change of the user. What it takes away is gone from now on. */
  prepare(change: Prepare): Prepared {
    return this.tables.transact(() => this.#prepare(change));
  }

  /** Announces a change by the holder of an access token, if the token is valid. */
  prepareBy(presented: PresentedAccess, change: Prepare): DoneBy<Prepared> {
    return this.doBy(presented, () => this.#prepare(change));
  }

  /** Charges a password attempt by the holder of an access token, if the token is valid. */
  attemptBy(presented: PresentedAccess, attempt: ChargeAttempt): DoneBy<ChargedBy> {
    return this.doBy(presented, () => ({
      charge: this.tries.charge(attempt),
      isPending: this.versions.listPending().length > 0,
    }));
  }

  /** Uses secrets as {@link redeemAll} does, and announces the change that they allow. */
  redeemToChange(secrets: RedeemSecret[], change: Prepare): Prepared | null {
    return this.tables.transact(() =>
      this.secrets.redeemAll(secrets) === false ? null : this.#prepare(change),
    );
  }

  /** Adopts a change that D1 has made. Returns the kept session's fresh token, if it is alive. */
  commit(change: Commit): CurrentToken | null {
    return this.tables.transact(() => {
      if (change.endAll?.clearsTries === true) this.tries.restoreByMail(change.now);
      if (!this.account.isClosed()) {
        if (this.secrets.owns(change.uses)) this.secrets.settle(change.uses);
        this.journal.copy(change.events ?? []);
        if (change.voids !== undefined) this.secrets.void({ ...change.voids, now: change.now });
      }
      return this.user.commit(change);
    });
  }

  /** Forgets an announced change that D1 has not made and will not make. */
  abandon(nonce: string): null {
    this.tables.transact(() => this.user.abandon(nonce));
    return null;
  }

  /**
   * Deletes what is left of an erased account. Its clients are told all the same that its sessions
   * are over, but by a Worker of an earlier release, which says no `now`: erasing comes first.
   */
  wipe(now?: number): void {
    this.tables.transact(() => {
      const signOuts = this.outbox.listSignOuts();
      const left = this.chainsKept.listKept().filter(isUnended);
      this.tables.clear();
      this.outbox.discard();
      if (now === undefined) return;
      for (const signedOut of signOuts) this.outbox.note({ signedOut }, now);
      for (const { session } of left)
        if (session !== null) this.chainsKept.noteSignOut(session, now);
    });
  }

  /** Judges an access token as {@link live} does; if it is valid, does its holder's work. */
  protected doBy<T>(presented: PresentedAccess, work: () => T): DoneBy<T> {
    return this.tables.transact(() => {
      const verdict = this.#judge(presented);
      return { verdict, done: verdict.kind === 'live' ? work() : null };
    });
  }

  // Last of all: proofs of tokens that are over anyway are not kept.
  #judge(presented: PresentedAccess): AccessVerdict {
    const verdict = this.user.live(presented);
    const { proof } = presented;
    if (verdict.kind !== 'live' || proof === undefined) return verdict;
    return this.proofs.use(proof) ? verdict : { kind: 'proof_used' };
  }

  #prepare({ success, uses = [], ...change }: Prepare): Prepared {
    if (!this.account.isClosed()) this.secrets.extend(uses, change.now + LEASE);
    if (success !== undefined) this.tries.succeed(success);
    return this.user.prepare(change);
  }
}

const isUnended = ({ chain }: KeptSession): boolean => chain.revokedReason === null;
