import type { GuardCount, GuardLimit } from '../limits/admission.ts';
import { windowEnd } from '../limits/counters.ts';
import { DAY, HOUR } from '../shared/clock.ts';
import {
  type Lane,
  mailLimitsOf,
  memoryOf,
  type NameKind,
  RESTORED_BY_MAIL,
  type TryLimits,
  tryLimitsOf,
} from './lanes.ts';
import { chargeLane, refundLane } from './lockout.ts';
import { mailWait } from './mail-budget.ts';
import type {
  ChargeAttempt,
  ChargeMail,
  ChargeVerdict,
  CountedCharge,
  Failure,
  MailVerdict,
  Refund,
  Success,
  TryCode,
} from './try-calls.ts';
import { isUsedUp, mayAttempt } from './try-rule.ts';
import type { TryStorage } from './try-storage.ts';

/** Failures in a row are forgotten after this time without one. Milliseconds. */
const IN_A_ROW_MEMORY = 400 * DAY;
/** How long a shut lane is kept: it must not reopen by itself. Milliseconds. */
const SHUT = 10 * 365 * DAY;
/** The purpose under which a password as second step is counted. */
const PASSWORD = 'password';

/** A user's budgets of tries and mails, by lane. Synchronous; the caller owns the transaction. */
export class Tries {
  readonly #storage: TryStorage;

  constructor(storage: TryStorage) {
    this.#storage = storage;
  }

  /** Counts the limit that comes with an attempt, then charges it if it is within. */
  charge({ limit, ...attempt }: ChargeAttempt): CountedCharge {
    if (limit === undefined) return { ...this.chargePassword(attempt), count: null };
    const count = this.countUse(limit, attempt.now);
    if (count.used <= limit.limit) return { ...this.chargePassword(attempt), count };
    return { allowed: false, retryAfter: count.endsAt - attempt.now, silent: false, count };
  }

  /**
   * Counts a request in its window, up to the limit. Kept no longer than the window: anyone may
   * come from a new address each time.
   */
  countUse({ key, limit, window }: GuardLimit, now: number): GuardCount {
    const endsAt = windowEnd(now, window);
    const known = this.#read(`limit/${key}`, now);
    const used = (known?.failures ?? 0) + 1;
    const row = { failures: used, lockedUntil: null };
    if (used <= limit) this.#storage.writeFailures(`limit/${key}`, row, endsAt);
    return { used, endsAt };
  }

  /**
   * Charges a password attempt before it is evaluated; see `lockout.ts`. As a second step it is
   * charged like a code. The account locks as a whole; a name locks by the tries at that name.
   */
  chargePassword({ lane, name, now, policy }: Omit<ChargeAttempt, 'limit'>): ChargeVerdict {
    if (lane === 'second-step') return this.#chargeSecondStep(now);
    const named = name === undefined ? null : keyOf(lane, name);
    const own = named === null ? null : chargeLane(this.#read(named, now), now, policy);
    if (own?.allowed === false) return { ...own, silent: false };
    const whole = chargeLane(this.#read(lane, now), now, policy);
    const until = now + policy.duration;
    if (own !== null && named !== null) this.#storage.writeFailures(named, own.lane, until);
    if (!whole.allowed) return { ...whole, silent: own !== null };
    this.#storage.writeFailures(lane, whole.lane, until);
    return { allowed: true, usesUp: whole.locksNow, first: false, shut: false };
  }

  #chargeSecondStep(now: number): ChargeVerdict {
    const attempt = { lane: 'second-step', purpose: PASSWORD, now, codeTtl: 0 } as const;
    if (!this.mayTry(attempt)) return { allowed: false, retryAfter: HOUR, silent: false };
    return { allowed: true, ...this.fail(attempt) };
  }

  /** Refunds a charge whose attempt was not evaluated, exactly as charged. */
  refundPassword({ lane, name, now, silent = false }: Refund): void {
    if (lane === 'second-step') this.#storage.deleteLatestAttempt(lane, PASSWORD);
    const whole = silent ? [] : [lane === 'second-step' ? rowOf(lane) : lane];
    for (const key of name === undefined ? whole : [...whole, keyOf(lane, name)]) {
      const stored = this.#read(key, now);
      if (stored !== null) this.#storage.writeFailures(key, refundLane(stored));
    }
  }

  /**
   * A correct password ends the lock of its lane and of the typed name. Tries at another name stay
   * counted, since this one must not reveal them.
   */
  succeed({ lane, name, charged }: Success): void {
    this.#storage.deleteFailures(lane);
    if (name !== undefined) this.#storage.deleteFailures(keyOf(lane, name));
    if (charged === true) this.#storage.deleteLatestAttempt(lane, PASSWORD);
  }

  /**
   * A complete sign-in also ends the failures in a row at codes. On a known device it is the
   * owner's, so it reopens the second step too.
   */
  complete(success: Success): void {
    this.succeed(success);
    this.#storage.deleteFailures(rowOf(success.lane));
    if (success.lane.startsWith('device:')) this.#storage.deleteFailures(rowOf('second-step'));
  }

  /** Whether a code may be tried. */
  mayTry({ lane, purpose, code, now, codeTtl }: Omit<TryCode, 'secrets'>): boolean {
    const limits = tryLimitsOf(lane);
    const inARow = this.#read(rowOf(lane), now)?.failures ?? 0;
    if (limits.inARow !== Infinity && inARow >= limits.inARow) return false;
    const failures = this.#storage.readAttempts(lane, now - memory(limits, codeTtl));
    return mayAttempt(failures, { purpose: codeOf(purpose, code), now, codeTtl }, limits);
  }

  /** Counts a failed try at a code. */
  fail({ lane, purpose, code, now, codeTtl }: Omit<TryCode, 'secrets'>): Failure {
    const limits = tryLimitsOf(lane);
    const kept = memory(limits, codeTtl);
    this.#storage.insertAttempt(lane, { purpose: codeOf(purpose, code), at: now }, now + kept);
    const usesUp = isUsedUp(this.#storage.readAttempts(lane, now - kept), now, limits);
    if (limits.inARow === Infinity) return { usesUp, first: false, shut: false };
    const failures = (this.#read(rowOf(lane), now)?.failures ?? 0) + 1;
    const shut = failures >= limits.inARow;
    const until = now + (shut ? SHUT : IN_A_ROW_MEMORY);
    this.#storage.writeFailures(rowOf(lane), { failures, lockedUntil: null }, until);
    return { usesUp: usesUp || shut, first: failures === 1, shut };
  }

  /** Charges a mail, unless too many were sent. A retry with the same key is not charged again. */
  chargeMail({ lane, purpose, key, now }: ChargeMail): MailVerdict {
    const limits = mailLimitsOf(lane, purpose);
    const kept = memoryOf(limits);
    const sent = this.#storage.readMails(lane, purpose, now - kept);
    if (sent.some((mail) => mail.key === key)) return { allowed: true };
    const retryAfter = mailWait(
      sent.map(({ at }) => at),
      now,
      limits,
    );
    if (retryAfter > 0) return { allowed: false, retryAfter };
    this.#storage.insertMail(lane, purpose, { key, at: now }, now + kept);
    return { allowed: true };
  }

  /** Ends every lock and restores every lane's tries and mails. */
  restore(): void {
    this.#storage.clear();
  }

  /**
   * {@link restore}, on the word of a mailed link or code. A few times a day at most for those who
   * have given a proof (`lanes.ts`); in between, they have what they had.
   */
  restoreByMail(now: number): void {
    const charge = { lane: 'second-step', purpose: RESTORED_BY_MAIL, key: `${now}`, now } as const;
    if (this.chargeMail(charge).allowed) this.#storage.clearBut(RESTORED_BY_MAIL);
    else this.#storage.clearUnproved();
  }

  #read(key: string, now: number) {
    return this.#storage.readFailures(key, now);
  }
}

const keyOf = (lane: Lane, name: NameKind) => `${lane}/${name}`;
/** The key of failures in a row at codes; the lane itself keys those at passwords. */
const rowOf = (lane: Lane) => `${lane}/row`;
const codeOf = (purpose: string, code: string | undefined) =>
  code === undefined ? purpose : `${purpose}/${code}`;
const memory = (limits: TryLimits, codeTtl: number) => Math.max(memoryOf(limits), codeTtl);
