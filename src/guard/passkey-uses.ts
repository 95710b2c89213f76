import type { Outbox } from './outbox.ts';
import type { PasskeyVerdict, UsePasskey } from './passkey-calls.ts';
import type { PasskeyCounters } from './passkey-counters.ts';
import type { Secrets } from './secrets.ts';

/** Proofs by passkey. Synchronous; the caller owns the transaction. */
export class PasskeyUses {
  readonly #counters: PasskeyCounters;
  readonly #secrets: Secrets;
  readonly #outbox: Outbox;

  constructor(counters: PasskeyCounters, secrets: Secrets, outbox: Outbox) {
    this.#counters = counters;
    this.#secrets = secrets;
    this.#outbox = outbox;
  }

  /**
   * Uses a passkey whose signature is right, once: its challenge, its counter, and what else it
   * uses up.
   */
  use({ passkey, secrets }: UsePasskey): PasskeyVerdict {
    const [challenge] = secrets;
    if (challenge === undefined) return 'spent';
    const { digest, now: at } = challenge;
    if (!this.#counters.mayFollow(passkey, digest)) return this.#refuse(challenge);
    if (this.#secrets.redeemAll(secrets) === false) return 'spent';
    this.#counters.keep(passkey, digest, at);
    const { credentialId, backedUp } = passkey;
    if (backedUp !== undefined) this.#outbox.note({ backup: { credentialId, backedUp, at } }, at);
    return 'used';
  }

  /** Uses the challenge up at once: nothing follows that could decide a claim. */
  #refuse({ leaseUntil: _, ...challenge }: UsePasskey['secrets'][number]): PasskeyVerdict {
    return this.#secrets.redeemAll([challenge]) === false ? 'spent' : 'went_back';
  }
}
