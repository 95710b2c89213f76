import { DAY, HOUR } from '../shared/clock.ts';

/**
 * Where tries and mails of an account are counted. No lane uses up another, so a guessing stranger
 * never locks the owner out:
 * - `device:<nonce>`: a browser with this account's device cookie (OWASP, "Device Cookies");
 * - `second-step`: the bearer of a valid `mfa_token`, who has given one correct proof;
 * - `registrant`: the browser that registered a still unproved address;
 * - `session:<id>`: a signed-in user who authenticates again;
 * - `name:<digest>`: an unknown name;
 * - `strangers`: everyone else.
 */
export type Lane =
  | 'strangers'
  | 'second-step'
  | 'registrant'
  | `device:${string}`
  | `session:${string}`
  | `name:${string}`;

/** The kinds of name that identify an account. */
export type NameKind = 'email' | 'username';

export type TryLimits = {
  /** Failures at one code while it lives. */
  perCode: number;
  perHour: number;
  perDay: number;
  /** Failures in a row after which the lane stays shut until the owner acts. */
  inARow: number;
};

/** NIST SP 800-63B-4 §3.1.3.2: at most 100 failures in a row; a new code resets nothing. */
const COUNTED_IN_A_ROW: TryLimits = { perCode: 5, perHour: 10, perDay: 30, inARow: 100 };
/** Without a count in a row: it would be up to strangers when the owner has to act. */
const OTHERS: TryLimits = { perCode: 5, perHour: 10, perDay: 30, inARow: Infinity };

// Callers with a proof, or a known device, face only the second step, so every failure counts.
const isProved = (lane: Lane) => lane === 'second-step' || lane.startsWith('device:');

/**
 * The limits on tries in a lane. A stolen session faces only the code of a step-up, and lives as
 * long as its owner's.
 */
export function tryLimitsOf(lane: Lane): TryLimits {
  return isProved(lane) || lane.startsWith('session:') ? COUNTED_IN_A_ROW : OTHERS;
}

export type MailLimits = {
  perHour: number;
  perDay: number;
  /** Milliseconds between two mails. */
  interval: number;
};

/** The purpose under which mails that follow registrations of an address are counted. */
export const REGISTRATION_MAIL = 'registration';
/** Notices that tries are used up: each has a link that restores them, so a few a day suffice. */
export const USED_UP_NOTICE = 'tries_used_up';
/** Notices that a lane stays shut until the owner acts. Budgeted apart from the others. */
export const SHUT_NOTICE = 'lane_shut';
const NOTICES: MailLimits = { perHour: 3, perDay: 3, interval: 0 };
/**
 * The budget of links and codes in mails that restore the tries after a first proof. Without one,
 * someone who only reads the mail could ask for them one after another, and guess the codes of an
 * authenticator app without end.
 */
export const RESTORED_BY_MAIL = 'tries_restored';

/**
 * The limits on mails of one purpose in a lane. After a correct password each sign-in gets a new
 * code, so there, and on a known device, mails need no interval; other lanes wait a minute.
 */
export function mailLimitsOf(lane: Lane, purpose: string): MailLimits {
  const isNotice = purpose === USED_UP_NOTICE || purpose === SHUT_NOTICE;
  if (isNotice || purpose === RESTORED_BY_MAIL) return NOTICES;
  // The owner may register within a minute of a stranger, and still needs the mail.
  if (purpose === REGISTRATION_MAIL) return { perHour: 5, perDay: Infinity, interval: 0 };
  if (isProved(lane)) return { perHour: 10, perDay: 30, interval: 0 };
  return { perHour: 5, perDay: Infinity, interval: 60_000 };
}

/** How long failures and mails are kept, in milliseconds. */
export function memoryOf({ perDay }: { perDay: number }): number {
  return perDay === Infinity ? HOUR : DAY;
}
