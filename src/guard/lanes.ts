import { DAY, HOUR } from '../shared/clock.ts';

/**
 * Where tries and mails of an account are counted. No lane can be used up from another, so a stranger who guesses
 * never shuts the owner out:
 * - `device:<nonce>`: a browser that bears this account's device cookie (OWASP, "Device Cookies");
 * - `second-step`: the bearer of a valid `mfa_token`, who has given one right proof;
 * - `registrant`: the browser that registered an address which is not proved yet;
 * - `session:<id>`: somebody who is signed in and proves it once more;
 * - `name:<digest>`: a name that nobody has;
 * - `strangers`: everybody else.
 */
export type Lane =
  | 'strangers'
  | 'second-step'
  | 'registrant'
  | `device:${string}`
  | `session:${string}`
  | `name:${string}`;

/** The kinds of name that an account is typed by. */
export type NameKind = 'email' | 'username';

export type TryLimits = {
  /** Failures at one code while it lives. */
  perCode: number;
  perHour: number;
  perDay: number;
  /** Failures in a row, after which the lane is shut until the owner acts. */
  inARow: number;
};

/** NIST SP 800-63B-4 §3.1.3.2: at most 100 failures in a row, and asking for another code resets nothing. */
const COUNTED_IN_A_ROW: TryLimits = { perCode: 5, perHour: 10, perDay: 30, inARow: 100 };
const OTHERS: TryLimits = { perCode: 5, perHour: 10, perDay: Infinity, inARow: Infinity };

// Who has given a proof, or bears the mark of one who has, is alone with the second step: there every failure counts.
const isProved = (lane: Lane) => lane === 'second-step' || lane.startsWith('device:');

/** The tries that a lane has. */
export function tryLimitsOf(lane: Lane): TryLimits {
  return isProved(lane) ? COUNTED_IN_A_ROW : OTHERS;
}

export type MailLimits = {
  perHour: number;
  perDay: number;
  /** Milliseconds between two mails. */
  interval: number;
};

/** Notices that tries were used up: each has a link that gives them back, so a few a day do. */
/** Under which mails that follow registrations of an address are counted. */
export const REGISTRATION_MAIL = 'registration';
export const USED_UP_NOTICE = 'tries_used_up';
/** Notices that a lane stays shut until the owner acts. Their own budget: the others must not use it up. */
export const SHUT_NOTICE = 'lane_shut';
const NOTICES: MailLimits = { perHour: 3, perDay: 3, interval: 0 };

/**
 * The mails of one purpose that a lane has. After a right password each sign-in gets a code of its own, so there, and on
 * a known device, two may follow each other at once; anyone else waits a minute.
 */
export function mailLimitsOf(lane: Lane, purpose: string): MailLimits {
  if (purpose === USED_UP_NOTICE || purpose === SHUT_NOTICE) return NOTICES;
  // The owner may register within a minute of a stranger, and needs the mail of their own registration.
  if (purpose === REGISTRATION_MAIL) return { perHour: 5, perDay: Infinity, interval: 0 };
  if (isProved(lane)) return { perHour: 10, perDay: 30, interval: 0 };
  return { perHour: 5, perDay: Infinity, interval: 60_000 };
}

/** How long failures and mails are remembered, in milliseconds. */
export function memoryOf({ perDay }: { perDay: number }): number {
  return perDay === Infinity ? HOUR : DAY;
}
