import { DurableObject } from 'cloudflare:workers';
import { HOUR, MINUTE, systemClock } from '../shared/clock.ts';
import type { Role } from '../shared/role.ts';
import { ACCOUNT_WINDOW, type Attempt, mayAttempt } from './attempts.ts';
import type {
  ChargeAttempt,
  ChargeMail,
  ChargeVerdict,
  CurrentToken,
  EndAll,
  OpenChain,
  RedeemSecret,
  RotateChain,
  RotationVerdict,
  TryCode,
  VoidSecrets,
} from './guard-calls.ts';
import { GuardStorage } from './guard-storage.ts';
import { charge, refund } from './lockout.ts';
import { MAIL_WINDOW, mayMail } from './mail-budget.ts';
import { mayRedeem } from './redemption.ts';
import { type RefreshChain, rotate } from './rotation.ts';

/** An epoch that no sign-in reaches: the account is being erased, or is gone. */
const ERASED = Number.MAX_SAFE_INTEGER;
/** Outlives every request and job that read the user before they were erased: a queue consumer may run for 15 minutes. */
const TOMBSTONE_LIFE = 20 * MINUTE;

/** A session's row follows its refreshes, but no more often than this. Milliseconds. */
const TOUCH_INTERVAL = 60_000;

/**
 * Decides every race of one user: which refresh token is current, which secret was used, how many tries are left. Its
 * methods are synchronous between read and write, know no clock, no D1, no KV and no secret in the clear. What it is
 * merely asked about it does not make; what it is told to count or keep comes to be, for users and for the shared decoys alone.
 */
export class AccountGuard extends DurableObject {
  readonly #storage: GuardStorage;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#storage = new GuardStorage(ctx.storage);
  }

  /**
   * Starts the refresh chain of a session and takes note of what its user may do. False, and nothing, if all sessions were
   * ended since the sign-in was judged, as by a new password.
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
    lane,
  }: OpenChain): boolean {
    const known = this.#storage.readEpoch();
    if (epoch < known) return false;
    if (epoch > known) this.endAll({ reason: 'overtaken', now, epoch });
    const chain: RefreshChain = {
      currentJti: jti,
      currentIssuedAt: now,
      retired: [],
      expiresAt,
      revokedReason: null,
    };
    this.#storage.writePrincipal({ ...principal, rolesChangedAt }, expiresAt);
    this.#storage.insertChain(sessionId, { chain, traits, touchedAt: now, reported: false });
    if (lane !== undefined) this.#storage.deleteLane(lane);
    return true;
  }

  /** Whether a refresh token would be answered with tokens now. Changes nothing. */
  accepts({ sessionId, jti, now, grace }: Omit<RotateChain, 'successorJti'>): boolean {
    const verdict = rotate(this.#storage.readChain(sessionId)?.chain ?? null, {
      jti,
      successorJti: jti,
      now,
      grace,
    });
    return verdict.kind === 'rotated' || verdict.kind === 'repeated';
  }

  /** Ends every session but one. */
  endOthers(keepId: string, reason: string): void {
    this.end(
      this.#storage.listChains().filter((sessionId) => sessionId !== keepId),
      reason,
    );
  }

  /**
   * Ends every session but the one to keep, and answers its fresh token if it is alive. With an epoch that is known already
   * nothing happens: what began since then began with the new password.
   */
  endAll({ reason, now, epoch, keep }: EndAll): CurrentToken | null {
    if (epoch !== undefined && epoch <= this.#storage.readEpoch())
      return keep === undefined ? null : this.#renew(keep, now);
    if (epoch !== undefined) this.#storage.raiseEpoch(epoch, now + HOUR);
    for (const sessionId of this.#storage.listChains()) {
      if (sessionId !== keep?.sessionId) this.#storage.revokeChain(sessionId, reason);
    }
    return keep === undefined ? null : this.#renew(keep, now);
  }

  // No grace here: whoever else holds the old token must not be given the new one.
  #renew({ sessionId, jti }: { sessionId: string; jti: string }, now: number): CurrentToken | null {
    const stored = this.#storage.readChain(sessionId);
    if (stored === null || stored.chain.revokedReason !== null || stored.chain.expiresAt <= now)
      return null;
    const { currentJti, retired } = stored.chain;
    const withdrawn = [...retired, { jti: currentJti, retiredAt: now }].map((token) => ({
      ...token,
      withdrawn: true as const,
    }));
    const chain = { ...stored.chain, currentJti: jti, currentIssuedAt: now, retired: withdrawn };
    this.#storage.updateChain(sessionId, chain, stored.touchedAt);
    return {
      ...stored.traits,
      ...stored.principal,
      jti,
      issuedAt: now,
      expiresAt: chain.expiresAt,
    };
  }

  /** Charges a try at a password before it is evaluated; see `lockout.ts`. */
  charge({ lane, now, policy }: ChargeAttempt): ChargeVerdict {
    const verdict = charge(this.#storage.readLane(lane, now), now, policy);
    if (!verdict.allowed) return verdict;
    this.#storage.writeLane(lane, verdict.lane, now + policy.duration);
    return { allowed: true, locksNow: verdict.locksNow };
  }

  /** Takes back the charge of a try that was not evaluated. */
  refund(lane: string, now: number): void {
    const stored = this.#storage.readLane(lane, now);
    if (stored !== null) this.#storage.writeLane(lane, refund(stored));
  }

  /** Ends a lockout: after a success, or for an owner who proved themselves otherwise. */
  unlock(lane: string): void {
    this.#storage.deleteLane(lane);
  }

  /** Ends every lockout. */
  unlockAll(): void {
    this.#storage.deleteLanes();
  }

  /** Until when somebody is locked out, in epoch milliseconds; null if nobody is. */
  lockedUntil(now: number): number | null {
    return this.#storage.readLockEnd(now);
  }

  /** Charges a mail of a purpose; false when too many went out. The retry of a mail, known by its key, is charged once. */
  chargeMail({ purpose, key, now, interval }: ChargeMail): boolean {
    const sent = this.#storage.readMails(purpose, now - MAIL_WINDOW);
    if (sent.some((mail) => mail.key === key)) return true;
    const times = sent.map(({ at }) => at);
    if (!mayMail(times, now, interval)) return false;
    this.#storage.insertMail({ purpose, key, at: now }, now + MAIL_WINDOW);
    return true;
  }

  /** Takes note of where secrets of this user are kept, so that they can be erased. False if the account is erased already. */
  noteSecrets(keys: string[], expiresAt: number): boolean {
    if (this.#storage.readEpoch() === ERASED) return false;
    this.#storage.insertSecrets(keys, expiresAt);
    return true;
  }

  /** Uses up every secret of these purposes that was issued before `now`, but not before `since`. Remembered until `rememberUntil`. */
  voidSecrets({ purposes, since = 0, now, rememberUntil }: VoidSecrets): void {
    for (const purpose of purposes)
      this.#storage.insertRedemption({
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
    this.#storage.writeTombstone(ERASED, now + TOMBSTONE_LIFE);
    return this.#storage.listSecrets();
  }

  /** Takes {@link close} back, but for the sessions, where the erasure was refused. */
  reopen(): void {
    this.#storage.deleteTombstone(ERASED);
  }

  /** Forgets what is left of an account that is erased. */
  wipe(): void {
    this.#storage.wipe();
  }

  /** Judges a presented refresh token; see `rotation.ts` for the rules. */
  rotate({ sessionId, jti, successorJti, now, grace, limit }: RotateChain): RotationVerdict {
    const stored = this.#storage.readChain(sessionId);
    const count =
      stored === null || limit === undefined ? null : this.#storage.countRefresh(now, limit.window);
    if (count !== null && count.used > (limit?.limit ?? 0)) return { kind: 'limited', count };
    const verdict = rotate(stored?.chain ?? null, {
      jti,
      successorJti,
      now,
      grace,
    });
    if (stored === null || verdict.kind === 'ended' || verdict.kind === 'expired')
      return { kind: verdict.kind === 'expired' ? 'expired' : 'ended' };

    if (verdict.kind === 'reused') {
      this.#storage.updateChain(sessionId, verdict.chain, stored.touchedAt);
      const retired = stored.chain.retired.find((token) => token.jti === jti);
      return {
        kind: 'reused',
        unreported: !stored.reported,
        retiredFor: retired === undefined ? null : now - retired.retiredAt,
      };
    }
    const touch = verdict.kind === 'rotated' && now - stored.touchedAt >= TOUCH_INTERVAL;
    if (verdict.kind === 'rotated')
      this.#storage.updateChain(sessionId, verdict.chain, touch ? now : stored.touchedAt);
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

  /** Notes that a reuse was recorded and its owner told, so that a repeated presentation does not tell again. */
  reuseReported(sessionId: string): void {
    this.#storage.markReported(sessionId);
  }

  /** Ends sessions; those that are unknown or have ended stay as they are. */
  end(sessionIds: string[], reason: string): void {
    for (const sessionId of sessionIds) this.#storage.revokeChain(sessionId, reason);
  }

  /** The user's next refresh says that the address is verified. */
  emailVerified(now: number): void {
    this.#storage.writeEmailVerified(now + HOUR);
  }

  /** The user's next refresh says these roles, unless later ones are known. */
  setRoles({ roles, changedAt, now }: { roles: Role[]; changedAt: number; now: number }): void {
    this.#storage.writePrincipal(
      { roles, rolesChangedAt: changedAt, emailVerified: false },
      now + HOUR,
    );
  }

  /** Uses a secret. True for exactly one call per secret, unless it is released. */
  redeem(secret: RedeemSecret): boolean {
    if (!mayRedeem(secret, this.#storage.readRedemptions(secret.purpose))) return false;
    this.#storage.insertRedemption(secret);
    return true;
  }

  /** Gives back a secret whose use came to nothing because a later write failed. */
  release(digest: string): void {
    this.#storage.deleteRedemption(digest);
  }

  /** Charges a try at a code and, if there are tries left and the code is right, uses it. A success costs nothing. */
  tryCode({ purpose, secret, now, codeTtl }: TryCode): boolean {
    const failures: Attempt[] = this.#storage.readAttempts(now - Math.max(ACCOUNT_WINDOW, codeTtl));
    if (!mayAttempt(failures, { purpose, now, codeTtl })) return false;
    if (secret !== null && this.redeem(secret)) return true;
    this.#storage.insertAttempt({ purpose, at: now }, now + Math.max(ACCOUNT_WINDOW, codeTtl));
    return false;
  }

  /** Answers, and touches nothing: for the health check. */
  ping(): 'ok' {
    return 'ok';
  }

  /** Drops what has expired; an object with nothing left erases itself. */
  override async alarm(): Promise<void> {
    await this.#storage.sweep(systemClock());
  }
}
