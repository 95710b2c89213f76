import type { Account } from './account.ts';
import type { AccountStorage } from './account-storage.ts';
import type { Chains } from './chains.ts';
import type { CodeStorage } from './code-storage.ts';
import type { OpenChain, Opened } from './guard-calls.ts';
import type { Journal } from './journal.ts';
import { judgeDevice } from './judge-device.ts';
import { noteUses } from './note-uses.ts';
import type { Outbox } from './outbox.ts';
import type { SessionHistory } from './session-history.ts';
import type { Tries } from './tries.ts';
import type { VersionStorage } from './version-storage.ts';
import { isOvertaken, judgeRow } from './versions.ts';

export type SignInParts = {
  user: Account;
  account: AccountStorage;
  versions: VersionStorage;
  chains: Chains;
  codes: CodeStorage;
  history: SessionHistory;
  tries: Tries;
  journal: Journal;
  outbox: Outbox;
};

/** How sessions begin. Synchronous; the caller owns the transaction. */
export class SignIns {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /**
   * Starts a session, unless its user has changed since the sign-in read them. Ends the session it
   * replaces, and the longest idle ones beyond the maximum.
   */
  open(given: OpenChain): Opened {
    const { account, versions, chains, history, tries, outbox } = this.#parts;
    const { now, user, from, wall, expiresAt, success, identity } = given;
    const pending = versions.listPending();
    const known = versions.readKnown();
    const version = known?.version ?? null;
    const verdict = judgeRow({ version, pending }, { version: user.version, from }, wall);
    if (verdict === 'stale') return { opened: false, why: verdict };
    if (verdict === 'restored') return { opened: false, why: verdict, known: version ?? 0 };
    if (user.signInEpoch < account.readEpoch()) return { opened: false, why: 'overtaken' };
    if (identity !== undefined && !user.identities.includes(identity.id))
      return { opened: false, why: 'overtaken' };
    if (isOvertaken(pending, user, identity?.id ?? null))
      return { opened: false, why: 'undecided' };
    if (!history.isComplete()) return { opened: false, why: 'untaught' };
    // D1 is told of a sign-in after the answer, so the guard may know a later one.
    const lastLoginAt = Math.max(user.lastLoginAt ?? 0, known?.view.lastLoginAt ?? 0) || null;
    const before = history.compare(given.session);
    if (verdict === 'newer')
      this.#parts.user.adopt({ ...user, lastLoginAt: now }, now, { expiresAt });
    else if (known !== null) this.#parts.user.signedIn(known.view, now, expiresAt);
    this.#passOn(given);
    const evicted = chains.begin(given);
    outbox.note({ signIn: toLedger(given) }, now);
    if (success !== undefined) tries.complete(success);
    const { newDevice, newCountry } = judgeDevice({
      ...given,
      history: before,
      delivery: given.traits.delivery,
      ipAddress: given.session.ipAddress,
      lastLoginAt,
      signInEpoch: user.signInEpoch,
    });
    const fromNew = newDevice || newCountry;
    this.#record(given, fromNew ? { new_device: newDevice, new_country: newCountry } : null);
    return { opened: true, evicted, fromNew };
  }

  // The browser stays signed in, so the grants that began in it stay too.
  #passOn({ replaces, sessionId }: OpenChain): void {
    if (replaces === undefined) return;
    this.#parts.chains.passOn(replaces, sessionId);
    this.#parts.codes.passOn(replaces, sessionId);
  }

  #record(
    { sessionId, now: at, trail, replaces, traits, factors, identity }: OpenChain,
    news: { new_device: boolean; new_country: boolean } | null,
  ): void {
    const { chains, journal } = this.#parts;
    const provider = identity === undefined ? {} : { provider: identity.provider };
    const metadata = { amr: traits.amr.join(' '), ...provider };
    journal.note({ type: 'session.started', sessionId, at, metadata }, trail);
    noteUses(journal, { sessionId, factors, proofs: traits.proofs ?? [], at }, trail);
    if (news !== null) {
      const type = 'session.started_from_new_device';
      journal.note({ type, sessionId, at, metadata: news }, trail);
    }
    if (replaces === undefined || chains.end([replaces], 'replaced', at).length === 0) return;
    const ended = { type: 'session.ended', sessionId: replaces, at } as const;
    journal.note({ ...ended, metadata: { reason: 'replaced' } }, trail);
  }
}

/** What D1 has to be told of a sign-in. */
const toLedger = ({ user, now: at, factors, identity }: OpenChain) => ({
  ...{ userId: user.id, at, factors },
  ...(identity === undefined ? {} : { identity: identity.id }),
});
