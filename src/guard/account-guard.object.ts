import { HOUR, MINUTE } from '../shared/clock.ts';
import { ChainStorage } from './chain-storage.ts';
import { Chains } from './chains.ts';
import type {
  ChargeAttempt,
  ChargeMail,
  ChargeVerdict,
  CodeVerdict,
  CurrentToken,
  EndAll,
  GuardVerdict,
  MailVerdict,
  OpenChain,
  Opened,
  RedeemSecret,
  Refund,
  RoleChange,
  RotateChain,
  TryCode,
  Unlock,
  VoidSecrets,
} from './guard-calls.ts';
import { LedgerGuard } from './ledger-guard.ts';
import { Refreshes } from './refreshes.ts';
import { SecretStorage } from './secret-storage.ts';
import { ERASED, Secrets } from './secrets.ts';
import { Tries } from './tries.ts';
import { TryStorage } from './try-storage.ts';

/** Outlives every caller that read the user before the erasure: queue jobs run up to 15 minutes. */
const TOMBSTONE_LIFE = 20 * MINUTE;

/**
 * Decides every race of one user: which refresh token is current, which secret was used, how many
 * tries are left. The methods are synchronous between read and write, and use no clock, D1, KV or
 * plain secret. Reads never create storage; writes create it on first use, and only
 * for users and the shared decoys.
 */
export class AccountGuard extends LedgerGuard {
  readonly #chainsKept: ChainStorage;
  readonly #secretsKept: SecretStorage;
  readonly #triesKept: TryStorage;
  readonly #tries: Tries;
  readonly #chains: Chains;
  readonly #refreshes: Refreshes;
  readonly #secrets: Secrets;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#chainsKept = new ChainStorage(this.tables);
    this.#secretsKept = new SecretStorage(this.tables);
    this.#triesKept = new TryStorage(this.tables);
    this.#tries = new Tries(this.#triesKept);
    this.#chains = new Chains(this.#chainsKept, this.account, this.#tries);
    this.#refreshes = new Refreshes(this.#chainsKept, this.account);
    this.#secrets = new Secrets(this.#secretsKept, this.account, this.#tries);
  }

  /** Starts the refresh chain of a session, unless all sessions were ended since the sign-in. */
  open(chain: OpenChain): Opened {
    return this.#chains.open(chain);
  }

  /** Whether a refresh token would be exchanged for tokens now. Changes nothing. */
  accepts(presented: Omit<RotateChain, 'successorJti'>): boolean {
    return this.#refreshes.accepts(presented);
  }

  /** Ends every session but one. */
  endOthers(keepId: string, reason: string): void {
    this.#chains.endOthers(keepId, reason);
  }

  /** Ends every session but the one to keep, and returns its fresh token if it is alive. */
  endAll({ clearsTries, ...input }: EndAll): CurrentToken | null {
    if (clearsTries === true) this.unlockAll();
    return this.#chains.endAll(input);
  }

  /** Charges a password attempt before it is evaluated. */
  charge(attempt: ChargeAttempt): ChargeVerdict {
    return this.#tries.chargePassword(attempt);
  }

  /** Refunds the charge of an attempt that was not evaluated. */
  refund(attempt: Refund): void {
    this.#tries.refundPassword(attempt);
  }

  /** Ends the lock of a lane after a correct password, and charges the mail to follow, if any. */
  unlock({ mail, ...success }: Unlock): MailVerdict {
    this.#tries.succeed(success);
    return mail === undefined ? { allowed: true } : this.#tries.chargeMail(mail);
  }

  /** Ends every lock and restores every lane's tries and mails. */
  unlockAll(): void {
    this.#triesKept.clear();
  }

  /** When the latest lock ends, in epoch milliseconds; null if no lane is locked. */
  lockedUntil(now: number): number | null {
    return this.#triesKept.readLockEnd(now);
  }

  /** Charges a mail. False if its lane has sent too many. */
  chargeMail(mail: ChargeMail): boolean {
    return this.#tries.chargeMail(mail).allowed;
  }

  /** Records where this user's secrets are kept, for erasure. False if the account is erased. */
  noteSecrets(keys: string[], expiresAt: number): boolean {
    return this.#secrets.note(keys, expiresAt);
  }

  /** The keys under which this user's secrets are kept. */
  listSecrets(): string[] {
    return this.#secretsKept.listKeys();
  }

  /** Uses up the secrets of these purposes issued from `since` until before `now`. */
  voidSecrets(input: VoidSecrets): void {
    this.#secrets.void(input);
  }

  /**
   * Ends every session for good and lets none begin, before the account is erased. Returns the keys
   * of its secrets. The object erases itself once no request in flight can know the account.
   */
  close(now: number): string[] {
    this.account.writeTombstone(ERASED, now + TOMBSTONE_LIFE);
    return this.#secretsKept.listKeys();
  }

  /** Undoes {@link close} after a refused erasure. Sessions stay ended. */
  reopen(): void {
    this.account.deleteTombstone(ERASED);
  }

  /** Deletes what is left of an erased account. */
  wipe(): void {
    this.tables.clear();
  }

  /** Judges a presented refresh token by `judge-refresh.ts`. */
  rotate(presented: RotateChain): GuardVerdict {
    return this.#refreshes.present(presented);
  }

  /** Records that a reuse was reported, so that a repeated presentation is not reported again. */
  reuseReported(sessionId: string): void {
    this.#chainsKept.markReported(sessionId);
  }

  /** Ends sessions; unknown and ended ones stay as they are. */
  end(sessionIds: string[], reason: string): void {
    this.#chains.end(sessionIds, reason);
  }

  /** The user's next refresh reports the address as verified. */
  emailVerified(now: number): void {
    this.account.writeEmailVerified(now + HOUR);
  }

  /** The user's next refresh reports these roles, unless later ones are known. */
  setRoles({ roles, changedAt, now }: RoleChange): void {
    this.account.writeRoles(roles, changedAt, now + HOUR);
  }

  /** Uses a secret. True for exactly one call per secret, unless it is released. */
  redeem(secret: RedeemSecret): boolean {
    return this.#secrets.redeem(secret);
  }

  /** Releases a secret whose use failed at a later write. */
  release(digest: string): void {
    this.#secretsKept.deleteRedemption(digest);
  }

  /** Redeems a code if it is correct and its lane has a try left. A success costs nothing. */
  tryCode(attempt: TryCode): CodeVerdict {
    return this.#secrets.tryCode(attempt);
  }

  /** Responds to the health check. Touches nothing. */
  ping(): 'ok' {
    return 'ok';
  }
}
