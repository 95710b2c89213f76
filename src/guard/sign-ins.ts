import type { Account } from './account.ts';
import type { AccountStorage } from './account-storage.ts';
import type { Chains } from './chains.ts';
import type { OpenChain, Opened } from './guard-calls.ts';
import type { Tries } from './tries.ts';
import type { VersionStorage } from './version-storage.ts';
import { isOvertaken, judgeRow } from './versions.ts';

/** How sessions begin. Synchronous; the caller owns the transaction. */
export class SignIns {
  readonly #account: Account;
  readonly #epochs: AccountStorage;
  readonly #versions: VersionStorage;
  readonly #chains: Chains;
  readonly #tries: Tries;

  constructor(
    account: Account,
    epochs: AccountStorage,
    versions: VersionStorage,
    chains: Chains,
    tries: Tries,
  ) {
    this.#account = account;
    this.#epochs = epochs;
    this.#versions = versions;
    this.#chains = chains;
    this.#tries = tries;
  }

  /**
   * Starts a session, unless its user has changed since the sign-in read them. Ends the session it
   * replaces, and the longest idle ones beyond the maximum.
   */
  open(given: OpenChain): Opened {
    const { now, user, from, wall, expiresAt, replaces, success } = given;
    const pending = this.#versions.listPending();
    const version = this.#versions.readKnown()?.version ?? null;
    const verdict = judgeRow({ version, pending }, { version: user.version, from }, wall);
    if (verdict === 'stale' || verdict === 'restored') return { opened: false, why: verdict };
    const isOld = user.signInEpoch < this.#epochs.readEpoch();
    if (isOld || isOvertaken(pending, user)) return { opened: false, why: 'overtaken' };
    if (verdict === 'newer') this.#account.adopt({ ...user, lastLoginAt: now }, now, { expiresAt });
    else this.#account.signedIn(now, expiresAt);
    const evicted = this.#chains.begin(given);
    if (replaces !== undefined) this.#chains.end([replaces], 'replaced');
    if (success !== undefined) this.#tries.complete(success);
    return { opened: true, evicted };
  }
}
