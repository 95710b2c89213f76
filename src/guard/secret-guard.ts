import { TOMBSTONE_LIFE } from './account-storage.ts';
import { LedgerGuard } from './ledger-guard.ts';
import type { PasskeyVerdict, UsePasskey } from './passkey-calls.ts';
import { PasskeyCounters } from './passkey-counters.ts';
import { PasskeyUses } from './passkey-uses.ts';
import { SecretStorage } from './secret-storage.ts';
import { Secrets } from './secrets.ts';
import { Tries } from './tries.ts';
import type {
  ChargeAttempt,
  ChargeMail,
  CountedCharge,
  CountedCode,
  Forgo,
  MailVerdict,
  RedeemSecret,
  Refund,
  TryCode,
  Unlock,
  Use,
  VoidSecrets,
} from './try-calls.ts';
import { TryStorage } from './try-storage.ts';
import type { JudgedBy, Trusted } from './version-calls.ts';
import { judgeRow } from './versions.ts';

/** The part of the guard that counts tries and mails, and uses up one-time secrets. */
export class SecretGuard extends LedgerGuard {
  protected readonly secretsKept: SecretStorage;
  protected readonly tries: Tries;
  protected readonly secrets: Secrets;
  readonly #triesKept: TryStorage;
  readonly #counters: PasskeyCounters;
  readonly #passkeys: PasskeyUses;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.secretsKept = new SecretStorage(this.tables);
    this.#triesKept = new TryStorage(this.tables);
    this.tries = new Tries(this.#triesKept);
    this.secrets = new Secrets(this.secretsKept, this.account, this.tries);
    this.#counters = new PasskeyCounters(this.tables);
    this.#passkeys = new PasskeyUses(this.#counters, this.secrets, this.outbox);
  }

  /** Charges a password attempt before it is evaluated. */
  charge(attempt: ChargeAttempt): CountedCharge {
    return this.tables.transact(() => this.tries.charge(attempt));
  }

  /** {@link charge}, and whether the row is to be trusted that the attempt is judged by. */
  chargeBy(row: JudgedBy | null, attempt: ChargeAttempt): Trusted<CountedCharge> {
    return { isTrusted: this.#isTrusted(row), verdict: this.charge(attempt) };
  }

  /** Refunds the charge of an attempt that was not evaluated. */
  refund(attempt: Refund): void {
    this.tables.transact(() => this.tries.refundPassword(attempt));
  }

  /** Ends the lock of a lane after a correct password, and charges the mail to follow, if any. */
  unlock({ mail, uses, ...success }: Unlock): MailVerdict {
    return this.tables.transact(() => {
      this.secrets.settle(uses);
      this.tries.succeed(success);
      return mail === undefined ? { allowed: true } : this.tries.chargeMail(mail);
    });
  }

  /** Ends every lock and restores every lane's tries and mails. */
  unlockAll(): void {
    this.tables.transact(() => this.tries.restore());
  }

  /** Does so by a mailed secret, as `tries.ts` says. */
  unlockByMail(now: number, uses?: Use[]): void {
    this.tables.transact(() => {
      this.secrets.settle(uses);
      this.tries.restoreByMail(now);
    });
  }

  /** When the latest lock ends, in epoch milliseconds; null if no lane is locked. */
  lockedUntil(now: number): number | null {
    return this.#triesKept.readLockEnd(now);
  }

  /** Charges a mail. False if its lane has sent too many. */
  chargeMail(mail: ChargeMail): boolean {
    return this.tables.transact(() => this.tries.chargeMail(mail).allowed);
  }

  /** Records where this user's secrets are kept, for erasure. False if the account is erased. */
  noteSecrets(keys: string[], expiresAt: number): boolean {
    return this.tables.transact(() => this.secrets.note(keys, expiresAt));
  }

  /** The keys under which this user's secrets are kept. */
  listSecrets(): string[] {
    return this.secretsKept.listKeys();
  }

  /** Uses up the secrets of these purposes issued from `since` until before `now`. */
  voidSecrets(input: VoidSecrets): void {
    this.tables.transact(() => this.secrets.void(input));
  }

  /** Uses a secret, as `secrets.ts` says. */
  redeem(secret: RedeemSecret): boolean | 'again' {
    return this.redeemAll([secret]);
  }

  /** Uses up secrets, all of them or none, as `secrets.ts` says. */
  redeemAll(secrets: RedeemSecret[]): boolean | 'again' {
    return this.tables.transact(() => this.secrets.redeemAll(secrets));
  }

  /** {@link redeemAll}, and whether the row is to be trusted that the sign-in is judged by. */
  redeemBy(row: JudgedBy | null, secrets: RedeemSecret[]): Trusted<boolean | 'again'> {
    const verdict = this.redeemAll(secrets);
    return { isTrusted: this.#isTrusted(row), verdict };
  }

  /** Whether a secret may still be used; uses nothing. */
  isRedeemable(secret: RedeemSecret): boolean {
    return this.secrets.isRedeemable(secret);
  }

  /**
   * Releases secrets whose use failed at a later write, and the counters that came with them. With
   * `by`, only those that this call still has.
   */
  release(digests: string[], by: string | null = null): void {
    this.tables.transact(() => {
      for (const digest of digests)
        if (this.secretsKept.deleteRedemption(digest, by)) this.#counters.release(digest);
    });
  }

  /** Makes claims final whose work was done elsewhere. Throws if another call has taken one. */
  settle(uses: Use[]): void {
    this.tables.transact(() => this.secrets.settle(uses));
  }

  /** Uses a passkey, and whether the row is to be trusted that the sign-in is judged by. */
  usePasskey(row: JudgedBy | null, use: UsePasskey): Trusted<PasskeyVerdict> {
    const verdict = this.tables.transact(() => this.#passkeys.use(use));
    return { isTrusted: this.#isTrusted(row), verdict };
  }

  /** Takes back a use whose answer was lost, also if it has not happened yet. */
  forgo(use: Forgo): void {
    this.tables.transact(() => {
      if (this.secrets.forgo(use)) this.#counters.release(use.digest);
    });
  }

  /** Redeems a code if it is correct and its lane has a try left. A success costs nothing. */
  tryCode(attempt: TryCode): CountedCode {
    return this.tables.transact(() => this.secrets.tryCode(attempt));
  }

  /** {@link tryCode}, and whether the row is to be trusted that the sign-in is judged by. */
  tryCodeBy(row: JudgedBy | null, attempt: TryCode): Trusted<CountedCode> {
    return { isTrusted: this.#isTrusted(row), verdict: this.tryCode(attempt) };
  }

  /**
   * Refuses every session and lets none begin, before the account is erased. Returns the keys of
   * its secrets. What is wiped erases itself once no request in flight can know the account; what
   * is not wiped opens again.
   */
  close(now: number): string[] {
    return this.tables.transact(() => {
      this.account.close(now + TOMBSTONE_LIFE);
      this.mark.doubt();
      return this.secretsKept.listKeys();
    });
  }

  /** Undoes {@link close} after an erasure that was refused or failed: sessions go on. */
  reopen(): void {
    this.tables.transact(() => {
      this.account.reopen();
      // Again: a lesson that began while it was closed may lack what came after.
      this.mark.doubt();
    });
  }

  #isTrusted(row: JudgedBy | null): boolean {
    if (row === null) return false;
    const version = this.versions.readVersion();
    return judgeRow({ version, pending: this.versions.listPending() }, row, row.wall) !== 'stale';
  }
}
