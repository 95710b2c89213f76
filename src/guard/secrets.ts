import { SafeMessageError } from '../shared/errors.ts';
import { type AccountStorage, ERASED } from './account-storage.ts';
import { forgone, judgeUse } from './redemption.ts';
import type { SecretStorage } from './secret-storage.ts';
import type { Tries } from './tries.ts';
import type {
  CodeVerdict,
  CountedCode,
  Forgo,
  RedeemSecret,
  TryCode,
  Use,
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
        // The call that used it may still release it.
        ...(by?.purpose === purpose
          ? { digest: by.digest, ...this.#storage.redeemerOf(by.digest) }
          : { digest: `void:${purpose}:${since}:${now}` }),
        purpose,
        since,
        issuedAt: now - 1,
        rememberUntil,
      });
  }

  /**
   * Uses secrets, or with a lease claims them, all of them or none. Not false for exactly one call
   * per secret, unless it is released; false for no secrets. `again` if an earlier claim of one has
   * lapsed.
   */
  redeemAll(secrets: RedeemSecret[]): boolean | 'again' {
    const known = this.#account.readEpoch();
    if (known === ERASED || secrets.length === 0) return false;
    const judged = secrets.map((secret) => ({ secret, verdict: this.#judge(secret, known) }));
    if (judged.some(({ verdict }) => verdict === false)) return false;
    for (const { secret, verdict } of judged)
      this.#storage.insertRedemption({ ...secret, lapsed: verdict === 'again' });
    return judged.some(({ verdict }) => verdict === 'again') ? 'again' : true;
  }

  /** Whether {@link redeemAll} would use this secret; uses nothing. */
  isRedeemable(secret: RedeemSecret): boolean {
    const known = this.#account.readEpoch();
    return known !== ERASED && this.#judge(secret, known) !== false;
  }

  #judge(secret: RedeemSecret, known: number): boolean | 'again' {
    // A restored database has older epochs than the guard. Secrets issued after the guard's epoch
    // began are still valid, so that a reset works. Epochs are times.
    const overtaken = secret.epoch !== null && secret.epoch < known && secret.issuedAt <= known;
    return !overtaken && judgeUse(secret, this.#storage.readRedemptions(secret.purpose));
  }

  /** Whether none of these uses has lapsed and been taken by another call. */
  owns(uses: Use[] = []): boolean {
    return uses.every((use) => this.#storage.isBy(use));
  }

  /** Makes uses final. Throws if another call has taken one. */
  settle(uses: Use[] = []): void {
    this.#assertOwn(uses);
    for (const use of uses) this.#storage.settle(use);
  }

  /** Lets claims end no earlier than this. Throws if another call has taken one. */
  extend(uses: Use[], until: number): void {
    this.#assertOwn(uses);
    for (const use of uses) this.#storage.extendLease(use, until);
  }

  #assertOwn(uses: Use[]): void {
    if (!this.owns(uses)) throw new SafeMessageError('the secret was claimed by a later call');
  }

  /**
   * Releases what a call has used whose answer was lost; if it comes late, it uses nothing. Returns
   * whether there was something to release.
   */
  forgo({ digest, purpose, rememberUntil, by }: Forgo): boolean {
    if (this.#account.readEpoch() === ERASED) return false;
    if (this.#storage.deleteRedemption(digest, by)) return true;
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
    const verdict = this.redeemAll(attempt.secrets);
    if (verdict !== false) return { isRight: true, ...(verdict === 'again' && { again: true }) };
    return { isRight: false, ...this.#tries.fail(attempt) };
  }
}

const UNTRIED = { isRight: false, usesUp: false, first: false, shut: false } as const;
