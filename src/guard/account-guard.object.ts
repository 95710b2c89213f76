import { DurableObject } from 'cloudflare:workers';
import { DAY, HOUR, MINUTE, systemClock } from '../shared/clock.ts';
import type { Role } from '../shared/role.ts';
import { AccountStorage } from './account-storage.ts';
import { ChainStorage } from './chain-storage.ts';
import type {
  ChargeAttempt,
  ChargeMail,
  ChargeVerdict,
  CodeVerdict,
  CurrentToken,
  EndAll,
  MailVerdict,
  OpenChain,
  Opened,
  RedeemSecret,
  RefreshCount,
  Refund,
  RotateChain,
  RotationVerdict,
  TryCode,
  Unlock,
  VoidSecrets,
} from './guard-calls.ts';
import { GuardTables } from './guard-tables.ts';
import { mayRedeem } from './redemption.ts';
import { IDLE, longestIdleFirst, type RefreshChain, rotate } from './rotation.ts';
import { SecretStorage } from './secret-storage.ts';
import { Tries } from './tries.ts';
import { TryStorage } from './try-storage.ts';

/** An epoch that no sign-in reaches: the account is being erased, or is gone. */
const ERASED = Number.MAX_SAFE_INTEGER;
/** Outlives every request and job that read the user before they were erased: a queue consumer may run for 15 minutes. */
const TOMBSTONE_LIFE = 20 * MINUTE;

/** Outlives every secret that was mailed in an earlier epoch. Milliseconds. */
const EPOCH_MEMORY = 14 * DAY;

/** A session's row follows its refreshes, but no more often than this. Milliseconds. */
const TOUCH_INTERVAL = 60_000;

/**
 * Decides every race of one user: which refresh token is current, which secret was used, how many tries are left. Its
 * methods are synchronous between read and write, know no clock, no D1, no KV and no secret in the clear. What it is
 * merely asked about it does not make; what it is told to count or keep comes to be, for users and for the shared decoys alone.
 */
export class AccountGuard extends DurableObject {
  readonly #tables: GuardTables;
  readonly #chains: ChainStorage;
  readonly #account: AccountStorage;
  readonly #secrets: SecretStorage;
  readonly #triesKept: TryStorage;
  readonly #tries: Tries;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#tables = new GuardTables(ctx.storage);
    this.#chains = new ChainStorage(this.#tables);
    this.#account = new AccountStorage(this.#tables);
    this.#secrets = new SecretStorage(this.#tables);
    this.#triesKept = new TryStorage(this.#tables);
    this.#tries = new Tries(this.#triesKept);
  }

  /**
   * Starts the refresh chain of a session and takes note of what its user may do. Ends the session it replaces, and
   * the longest idle ones beyond the maximum. Nothing happens if all sessions were ended since the sign-in was judged,
   * as by a new password.
   */
  open({
    sessionId,
    jti,
    now,
    expiresAt,
    traits,
    principal,
    rolesChangedAt,
    epoch,
    success,
    replaces,
    maxSessions,
  }: OpenChain): Opened {
    const known = this.#account.readEpoch();
    if (epoch < known) return { opened: false };
    if (epoch > known) this.endAll({ reason: 'overtaken', now, epoch });
    const chain: RefreshChain = {
      currentJti: jti,
      currentIssuedAt: now,
      retired: [],
      expiresAt,
      revokedReason: null,
    };
    this.#account.writePrincipal({ ...principal, rolesChangedAt }, expiresAt);
    this.#chains.insert(sessionId, { chain, traits, touchedAt: now, reported: false });
    if (replaces !== undefined) this.#chains.revoke(replaces, 'replaced');
    if (success !== undefined) this.#tries.complete(success);
    return { opened: true, evicted: this.#evict(sessionId, maxSessions, now) };
  }

  // Here alone it is known when each session was refreshed last; rows follow once a minute.
  #evict(newId: string, maxSessions: number, now: number): string[] {
    const others = this.#chains.listLive(now).filter(({ id }) => id !== newId);
    const surplus = longestIdleFirst(others).slice(0, Math.max(0, others.length + 1 - maxSessions));
    this.end(surplus, 'too_many_sessions');
    return surplus;
  }

  /** Whether a refresh token would be answered with tokens now. Changes nothing. */
  accepts({ sessionId, ...presented }: Omit<RotateChain, 'successorJti'>): boolean {
    const verdict = rotate(this.#chains.read(sessionId)?.chain ?? null, {
      ...presented,
      successorJti: presented.jti,
    });
    return verdict.kind === 'rotated' || verdict.kind === 'repeated';
  }

  /** Ends every session but one. */
  endOthers(keepId: string, reason: string): void {
    this.end(
      this.#chains.list().filter((sessionId) => sessionId !== keepId),
      reason,
    );
  }

  /**
   * Ends every session but the one to keep, and answers its fresh token if it is alive. With an epoch that is known already
   * nothing happens: what began since then began with the new password.
   */
  endAll({ reason, now, epoch, keep, clearsTries }: EndAll): CurrentToken | null {
    if (clearsTries === true) this.unlockAll();
    if (epoch !== undefined && epoch <= this.#account.readEpoch())
      return keep === undefined ? null : this.#renew(keep, now);
    if (epoch !== undefined) this.#account.raiseEpoch(epoch, now + EPOCH_MEMORY);
    for (const sessionId of this.#chains.list()) {
      if (sessionId !== keep?.sessionId) this.#chains.revoke(sessionId, reason);
    }
    return keep === undefined ? null : this.#renew(keep, now);
  }

  // No grace here: whoever else holds the old token must not be given the new one.
  #renew({ sessionId, jti }: { sessionId: string; jti: string }, now: number): CurrentToken | null {
    const stored = this.#chains.read(sessionId);
    if (stored === null || stored.chain.revokedReason !== null || stored.chain.expiresAt <= now)
      return null;
    const { currentJti, retired } = stored.chain;
    const withdrawn = [...retired, { jti: currentJti, retiredAt: now }].map((token) => ({
      ...token,
      withdrawn: true as const,
    }));
    const chain = { ...stored.chain, currentJti: jti, currentIssuedAt: now, retired: withdrawn };
    this.#chains.update(sessionId, chain, stored.touchedAt);
    return {
      ...stored.traits,
      ...stored.principal,
      jti,
      issuedAt: now,
      expiresAt: chain.expiresAt,
    };
  }

  /** Charges a try at a password before it is evaluated. */
  charge(attempt: ChargeAttempt): ChargeVerdict {
    return this.#tries.charge(attempt);
  }

  /** Takes back the charge of a try that was not evaluated. */
  refund(attempt: Refund): void {
    this.#tries.refund(attempt);
  }

  /** Ends the lock of a lane after a right password in it, and charges the mail that follows, if one does. */
  unlock({ mail, ...success }: Unlock): MailVerdict {
    this.#tries.succeed(success);
    return mail === undefined ? { allowed: true } : this.#tries.chargeMail(mail);
  }

  /** Ends every lock and gives every lane its tries and mails back. */
  unlockAll(): void {
    this.#triesKept.clear();
  }

  /** Until when somebody is locked out, in epoch milliseconds; null if nobody is. */
  lockedUntil(now: number): number | null {
    return this.#triesKept.readLockEnd(now);
  }

  /** Charges a mail; false when too many went out in its lane. */
  chargeMail(mail: ChargeMail): boolean {
    return this.#tries.chargeMail(mail).allowed;
  }

  /** Takes note of where secrets of this user are kept, so that they can be erased. False if the account is erased already. */
  noteSecrets(keys: string[], expiresAt: number): boolean {
    if (this.#account.readEpoch() === ERASED) return false;
    this.#secrets.insertKeys(keys, expiresAt);
    return true;
  }

  /** Where this user's secrets are kept. */
  listSecrets(): string[] {
    return this.#secrets.listKeys();
  }

  /** Uses up every secret of these purposes that was issued before `now`, but not before `since`. Remembered until `rememberUntil`. */
  voidSecrets({ purposes, since = 0, now, rememberUntil }: VoidSecrets): void {
    for (const purpose of purposes)
      this.#secrets.insertRedemption({
        digest: `void:${purpose}:${since}:${now}`,
        purpose,
        since,
        issuedAt: now - 1,
        rememberUntil,
      });
  }

  /**
   * Ends every session for good and lets none begin, before the account is erased; answers where its secrets are kept. The
   * object goes by itself once nobody can still be under way who knew the account.
   */
  close(now: number): string[] {
    this.#account.writeTombstone(ERASED, now + TOMBSTONE_LIFE);
    return this.#secrets.listKeys();
  }

  /** Takes {@link close} back, but for the sessions, where the erasure was refused. */
  reopen(): void {
    this.#account.deleteTombstone(ERASED);
  }

  /** Forgets what is left of an account that is erased. */
  wipe(): void {
    this.#tables.clear();
  }

  /** Judges a presented refresh token; see `rotation.ts` for the rules. */
  rotate({ sessionId, limit, ...presented }: RotateChain): RotationVerdict {
    const { jti, now } = presented;
    const stored = this.#chains.read(sessionId);
    const verdict = rotate(stored?.chain ?? null, presented);
    if (verdict.kind === 'expired') {
      const idle = stored?.chain.revokedReason === null && stored.chain.expiresAt > now;
      if (idle) this.end([sessionId], IDLE);
      return { kind: 'expired', idle };
    }
    if (stored === null || verdict.kind === 'ended') return { kind: 'ended' };

    if (verdict.kind === 'reused') {
      this.#chains.update(sessionId, verdict.chain, stored.touchedAt);
      const retired = stored.chain.retired.find((token) => token.jti === jti);
      return {
        kind: 'reused',
        unreported: !stored.reported,
        retiredFor: retired === undefined ? null : now - retired.retiredAt,
      };
    }
    // Only tokens that are good count: a dead one spends nothing of the living session's.
    const count = limit === undefined ? null : this.#nextRefresh(now, limit.window);
    if (limit !== undefined && count !== null) {
      if (count.used > limit.limit) return { kind: 'limited', count };
      this.#account.countRefresh(now, limit.window);
    }
    const touch = verdict.kind === 'rotated' && now - stored.touchedAt >= TOUCH_INTERVAL;
    if (verdict.kind === 'rotated')
      this.#chains.update(sessionId, verdict.chain, touch ? now : stored.touchedAt);
    const { currentJti, currentIssuedAt, expiresAt } = verdict.chain;
    return {
      kind: 'current',
      touch,
      count,
      repeated: verdict.kind === 'repeated',
      token: {
        ...stored.traits,
        ...stored.principal,
        jti: currentJti,
        issuedAt: currentIssuedAt,
        expiresAt,
      },
    };
  }

  #nextRefresh(now: number, window: number): RefreshCount {
    const { used, endsAt } = this.#account.readRefreshes(now, window);
    return { used: used + 1, endsAt };
  }

  /** Notes that a reuse was recorded and its owner told, so that a repeated presentation does not tell again. */
  reuseReported(sessionId: string): void {
    this.#chains.markReported(sessionId);
  }

  /** Ends sessions; those that are unknown or have ended stay as they are. */
  end(sessionIds: string[], reason: string): void {
    for (const sessionId of sessionIds) this.#chains.revoke(sessionId, reason);
  }

  /** The user's next refresh says that the address is verified. */
  emailVerified(now: number): void {
    this.#account.writeEmailVerified(now + HOUR);
  }

  /** The user's next refresh says these roles, unless later ones are known. */
  setRoles({ roles, changedAt, now }: { roles: Role[]; changedAt: number; now: number }): void {
    this.#account.writePrincipal(
      { roles, rolesChangedAt: changedAt, emailVerified: false },
      now + HOUR,
    );
  }

  /** Uses a secret. True for exactly one call per secret, unless it is released. */
  redeem(secret: RedeemSecret): boolean {
    const known = this.#account.readEpoch();
    if (known === ERASED) return false;
    // A restored database tells an older epoch: what is issued after the newer one began is good all the same, so that a
    // reset works. Epochs are moments.
    const overtaken = secret.epoch !== null && secret.epoch < known && secret.issuedAt <= known;
    if (overtaken) return false;
    if (!mayRedeem(secret, this.#secrets.readRedemptions(secret.purpose))) return false;
    this.#secrets.insertRedemption(secret);
    return true;
  }

  /** Gives back a secret whose use came to nothing because a later write failed. */
  release(digest: string): void {
    this.#secrets.deleteRedemption(digest);
  }

  /** Uses a code if it is right and its lane has a try left. A success costs nothing. */
  tryCode(attempt: TryCode): CodeVerdict {
    if (!this.#tries.mayTry(attempt))
      return { right: false, usesUp: false, first: false, shut: false };
    if (attempt.secret !== null && this.redeem(attempt.secret)) return { right: true };
    return { right: false, ...this.#tries.fail(attempt) };
  }

  /** Answers, and touches nothing: for the health check. */
  ping(): 'ok' {
    return 'ok';
  }

  /** Drops what has expired; an object with nothing left erases itself. */
  override async alarm(): Promise<void> {
    await this.#tables.sweep(systemClock());
  }
}
