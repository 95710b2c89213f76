import { type AccountStorage, ERASED } from './account-storage.ts';
import { forgone, mayRedeem } from './redemption.ts';
import type { SecretStorage } from './secret-storage.ts';
import type { Tries } from './tries.ts';
import type {
  CodeVerdict,
  CountedCode,
  Forgo,
  RedeemSecret,
  TryCode,
  VoidSecrets,
} from './try-calls.ts';

/** Redeems the one-time secrets of a user. Synchronous; the caller owns the transaction. */
export class Secrets {
  readonly #storage: SecretStorage;
  readonly #account: AccountStorage;
  readonly #tries: Tries;

  constructor(storage: SecretStorage, account: AccountStorage, tries: Tries) {
    this.#storage = storage;
    this.#account = account;
    this.#tries = tries;
  }

  /** Records the keys of stored secrets. False if the account has been erased. */
  note(keys: string[], expiresAt: number): boolean {
    if (this.#account.readEpoch() === ERASED) return false;
    this.#storage.insertKeys(keys, expiresAt);
    return true;
  }

  /**
   * Uses up every secret of these purposes issued before `now`, but not before `since`.
   */
  void({ purposes, since = 0, by, now, rememberUntil }: VoidSecrets): void {
    for (const purpose of purposes)
      this.#storage.insertRedemption({
        digest: by?.purpose === purpose ? by.digest : `void:${purpose}:${since}:${now}`,
        purpose,
        since,
        issuedAt: now - 1,
        rememberUntil,
      });
  }

  /**
   * Uses up secrets, all of them or none. True for exactly one call per secret, unless it is
   * released; false for no secrets.
   */
  redeemAll(secrets: RedeemSecret[]): boolean {
    const known = this.#account.readEpoch();
    if (!this.#areGood(secrets, known)) return false;
    for (const secret of secrets) this.#storage.insertRedemption(secret);
    return true;
  }

  /** Whether {@link redeemAll} would use this secret; uses nothing. */
  isRedeemable(secret: RedeemSecret): boolean {
    return this.#areGood([secret], this.#account.readEpoch());
  }

  #areGood(secrets: RedeemSecret[], known: number): boolean {
    if (known === ERASED || secrets.length === 0) return false;
    return secrets.every((secret) => this.#isGood(secret, known));
  }

  #isGood(secret: RedeemSecret, known: number): boolean {
    // A restored database has older epochs than the guard. Secrets issued after the guard's epoch
    // began are still valid, so that a reset works. Epochs are times.
    const overtaken = secret.epoch !== null && secret.epoch < known && secret.issuedAt <= known;
    return !overtaken && mayRedeem(secret, this.#storage.readRedemptions(secret.purpose));
  }

  /**
   * Releases what a call has used whose answer was lost; if it comes late, it uses nothing. Returns
   * whether there was something to release.
   */
  forgo({ digest, purpose, rememberUntil, by }: Forgo): boolean {
    if (this.#account.readEpoch() === ERASED) return false;
    if (this.#storage.deleteRedemptionBy(digest, by)) return true;
    // Issued before it was: it uses up no secret.
    const none = { since: 1, issuedAt: 0 };
    this.#storage.insertRedemption({ digest: forgone(by), purpose, ...none, rememberUntil });
    return false;
  }

  /** Counts the limit that comes with a code, then tries the code if it is within. */
  tryCode({ limit, ...attempt }: TryCode): CountedCode {
    const count = limit === undefined ? null : this.#tries.countUse(limit, attempt.now);
    const isOver = limit !== undefined && count !== null && count.used > limit.limit;
    return { ...(isOver ? UNTRIED : this.#tryCode(attempt)), count };
  }

  /** Redeems a code if it is correct and its lane has a try left. A success costs nothing. */
  #tryCode(attempt: Omit<TryCode, 'limit'>): CodeVerdict {
    if (!this.#tries.mayTry(attempt)) return UNTRIED;
    if (this.redeemAll(attempt.secrets)) return { isRight: true };
    return { isRight: false, ...this.#tries.fail(attempt) };
  }
}

const UNTRIED = { isRight: false, usesUp: false, first: false, shut: false } as const;
