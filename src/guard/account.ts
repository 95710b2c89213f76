import { HOUR } from '../shared/clock.ts';
import type { AccountView } from '../users/user.ts';
import type { AccountStorage } from './account-storage.ts';
import type { ChainStorage } from './chain-storage.ts';
import type { Chains } from './chains.ts';
import type { CurrentToken } from './guard-calls.ts';
import type { HistoryMark } from './history-mark.ts';
import { wouldAnswer } from './judge-refresh.ts';
import type { EndReason } from './session.ts';
import type {
  Commit,
  Learn,
  LiveVerdict,
  Prepare,
  Prepared,
  PresentedAccess,
  ShownRefresh,
} from './version-calls.ts';
import type { VersionStorage } from './version-storage.ts';
import {
  endsSession,
  hasDisconnected,
  isDead,
  type Pending,
  type Tightening,
  tighten,
} from './versions.ts';

/** Milliseconds for which a view is kept for a user without a session. */
const VIEW_MEMORY = HOUR;

type Adoption = {
  endAll?: Commit['endAll'];
  /** How long to keep the view at least, in epoch milliseconds. */
  expiresAt?: number;
  /** Whether the guard has just been told which access tokens D1 knows to be revoked. */
  knowsRevoked?: boolean;
  /** Whether the guard has been told the events of the change that made this version. */
  knowsEvents?: boolean;
  /** The change that made this version, which is no longer pending. */
  made?: Pending;
};

/** Why a session ends that an account at a provider began. */
const DISCONNECTED: EndReason = 'identity_disconnected';

/** What the guard knows of its user, by version. Synchronous; the caller owns the transaction. */
export class Account {
  readonly #versions: VersionStorage;
  readonly #account: AccountStorage;
  readonly #chainsKept: ChainStorage;
  readonly #chains: Chains;
  readonly #mark: HistoryMark;

  constructor(
    versions: VersionStorage,
    account: AccountStorage,
    chainsKept: ChainStorage,
    chains: Chains,
    mark: HistoryMark,
  ) {
    this.#versions = versions;
    this.#account = account;
    this.#chainsKept = chainsKept;
    this.#chains = chains;
    this.#mark = mark;
  }

  /** Judges an access token by its session and by `jti`. Changes nothing. */
  live({ sessionId, jti, now, wall, idleTtl }: PresentedAccess): LiveVerdict {
    const stored = this.#chainsKept.read(sessionId);
    if (stored === null || !isAlive(stored.chain, now, idleTtl)) return { kind: 'over' };
    if (jti !== null && this.#versions.isRevoked(jti)) return { kind: 'over' };
    const known = this.#versions.readKnown();
    if (known === null) return { kind: 'unknown' };
    const pending = this.#versions.listPending();
    const dead = pending.some((change) => isDead(change, wall));
    const view = tighten(known.view, pending);
    const ended = view.status === 'disabled' || endsSession(pending, sessionId);
    // A dead change may have been undone: only the primary knows.
    if (ended) return { kind: dead ? 'unknown' : 'over' };
    return { kind: 'live', view, traits: stored.traits, unsettled: dead };
  }

  /**
   * Judges a refresh token as {@link live} does its session: it must be current or within the
   * grace. Changes nothing, and takes an older one for no theft: nothing was asked for with it.
   */
  liveByRefresh({ refreshJti, grace, ...presented }: ShownRefresh): LiveVerdict {
    const chain = this.#chainsKept.read(presented.sessionId)?.chain ?? null;
    const shown = { jti: refreshJti, grace, now: presented.now, idleTtl: presented.idleTtl };
    return wouldAnswer(chain, shown) ? this.live(presented) : { kind: 'over' };
  }

  /**
   * Adopts a row of the primary, unless a later one is known, and settles the changes whose
   * deadline had passed when it was read. `readAt` in epoch milliseconds by the real clock.
   */
  learn({ view, readAt, revoked, now }: Learn): void {
    if (this.#account.isClosed()) return;
    for (const { jti, expiresAt } of revoked) this.#versions.insertRevoked(jti, expiresAt);
    this.adopt(view, now, { knowsRevoked: true });
    for (const change of this.#versions.listPending())
      if (isDead(change, readAt)) {
        this.#versions.takePending(change.nonce);
        // It may have been made under the version of a later one.
        this.#mark.noteGap(now + VIEW_MEMORY);
      }
  }

  /** Announces a change. Returns the version that it must exceed. */
  prepare({ nonce, deadline, tightens = {}, now }: Prepare): Prepared {
    const since = this.#versions.readKnown()?.version ?? 0;
    const ends = this.#listEnding(tightens, now);
    this.#versions.insertPending({ nonce, deadline, since, tightens, ends }, now);
    // A closed guard may open again: it then settles what it could not adopt.
    return this.#account.isClosed() ? { erased: true } : { erased: false, since };
  }

  #listEnding({ endsSessions, disconnects }: Tightening, now: number): string[] {
    const live = endsSessions === undefined ? [] : this.#chainsKept.listLive(now);
    const all = live.map(({ id }) => id).filter((id) => id !== endsSessions?.keepId);
    return disconnects === undefined
      ? all
      : [...all, ...this.#chainsKept.listBegunBy(disconnects, now)];
  }

  /**
   * Adopts a change that D1 has made, and ends sessions if it ends them. A commit that comes after
   * the change was settled adopts nothing. Returns the kept session's fresh token, if it is alive.
   */
  commit({ nonce, view, endAll, now }: Commit): CurrentToken | null {
    if (this.#account.isClosed()) return null;
    const made = this.#versions.takePending(nonce);
    if (made !== null) {
      const told = { knowsEvents: true, made };
      this.adopt(view, now, endAll === undefined ? told : { ...told, endAll });
    }
    return endAll?.keep === undefined ? null : this.#chains.renew(endAll.keep, now);
  }

  /** Forgets a change that D1 will never make. */
  abandon(nonce: string): void {
    this.#versions.takePending(nonce);
  }

  /** Adopts a view, unless a later version is known. An epoch that it begins ends sessions. */
  adopt(view: AccountView, now: number, adoption: Adoption = {}): void {
    const { endAll, expiresAt = now + VIEW_MEMORY, knowsRevoked = false } = adoption;
    const { knowsEvents, made } = adoption;
    const known = this.#versions.readKnown();
    if (known !== null && known.version >= view.version) return;
    const isNext = knowsEvents === true && known?.version === view.version - 1;
    if (!isNext) this.#mark.noteGap(expiresAt);
    const pending = this.#versions.listPending();
    this.#endDisconnected(made === undefined ? pending : [...pending, made], view, now);
    const ending = pending.find(({ tightens }) => tightens.endsSessions !== undefined);
    const { reason = 'overtaken', keepId } = ending?.tightens.endsSessions ?? {};
    // Sessions from before guards kept versions may have tokens that D1 alone knows to be revoked.
    const isTaught = known !== null || knowsRevoked || this.#chainsKept.list().length === 0;
    if (isTaught) this.#versions.writeKnown(withLastLogin(view, known?.view), expiresAt);
    else this.#versions.writePrincipal(view, expiresAt);
    if (view.signInEpoch <= this.#account.readEpoch()) return;
    // What another change ends is not kept, and a change keeps nothing in the name of another.
    const named = endAll === undefined ? keepId : endAll.keep?.sessionId;
    const kept = named === undefined || endsSession(pending, named) ? undefined : named;
    this.#chains.beginEpoch(view.signInEpoch, {
      now,
      reason: endAll?.reason ?? reason,
      ...(kept === undefined ? {} : { keepId: kept }),
    });
  }

  // While a disconnection is pending, its account begins no session, so `ends` is complete.
  #endDisconnected(changes: readonly Pending[], view: AccountView, now: number): void {
    for (const change of changes)
      if (hasDisconnected(change, view)) this.#chains.end(change.ends, DISCONNECTED, now);
  }

  /** Records a sign-in in the view that the guard knows. */
  signedIn(view: AccountView, now: number, expiresAt: number): void {
    this.#versions.writeKnown({ ...view, lastLoginAt: now }, expiresAt);
  }
}

// The last sign-in has no version, and the guard hears of it first.
function withLastLogin(view: AccountView, known: AccountView | undefined): AccountView {
  const lastLoginAt = Math.max(view.lastLoginAt ?? 0, known?.lastLoginAt ?? 0);
  return { ...view, lastLoginAt: lastLoginAt === 0 ? null : lastLoginAt };
}

function isAlive(
  chain: { revokedReason: string | null; expiresAt: number; currentIssuedAt: number },
  now: number,
  idleTtl: number,
): boolean {
  if (chain.revokedReason !== null || chain.expiresAt <= now) return false;
  return idleTtl === 0 || now - chain.currentIssuedAt < idleTtl;
}
