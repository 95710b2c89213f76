import * as z from 'zod';
import { HOUR, MINUTE, SECOND } from '../shared/clock.ts';

/** At most `limit` requests in each window of `window` milliseconds. */
export type RateLimitRule = {
  limit: number;
  window: number;
  /**
   * Counted per isolate: sharing over KV would cost more than the request, or is not allowed to
   * depend on KV.
   */
  local?: boolean;
};

/**
 * The limits, by scope. They come from the contract's table unless marked as ours. Scopes that end
 * in `_name` count a name, by itself or with an address. The shield (`limit.ts`) comes before all
 * of them, and is the only limit of some routes: `me` and `logout`, which must stay available to
 * every client; public keys, metadata and API pages, which other services and browsers cache; and
 * the development mailbox.
 */
export const RATE_LIMIT_RULES = {
  register: { limit: 5, window: HOUR },
  login: { limit: 25, window: HOUR },
  /** Counted by the guard at which the password is charged, after the isolate's own count. */
  login_name: { limit: 5, window: MINUTE, local: true },
  /** Counted like `login_name`, with the code or password. */
  second_factor_name: { limit: 10, window: HOUR, local: true },
  /** Counted by the guard. */
  refresh: { limit: 60, window: HOUR },
  /**
   * Ours: refreshes by address whose token is rejected. Many people behind one address may open a
   * page while signed out; a client in a loop does it all day. A forged token reads no store, so
   * its count does not either.
   */
  refresh_refused: { limit: 1000, window: HOUR, local: true },
  token_verify: { limit: 100, window: HOUR },
  token_revoke: { limit: 100, window: HOUR },
  /** By client. Writing each count to KV would cost more than the response. */
  introspect: { limit: 6000, window: MINUTE, local: true },
  /** Ours, by client: a server asks for all of its users. Local as `introspect`. */
  oauth_token: { limit: 3000, window: MINUTE, local: true },
  oauth_par: { limit: 3000, window: MINUTE, local: true },
  exchange: { limit: 10, window: HOUR },
  email_verify: { limit: 10, window: HOUR },
  email_resend: { limit: 5, window: HOUR },
  otp_request: { limit: 10, window: HOUR },
  otp_request_name: { limit: 5, window: HOUR },
  /** Counted like `login_name`, with the code. */
  otp_verify_name: { limit: 10, window: HOUR, local: true },
  reset: { limit: 5, window: HOUR },
  reset_name: { limit: 3, window: MINUTE },
  reset_confirm: { limit: 10, window: HOUR },
  forgot: { limit: 5, window: HOUR },
  forgot_name: { limit: 3, window: MINUTE },
  reset_code: { limit: 10, window: HOUR },
  password_change: { limit: 10, window: HOUR },
  step_up_options: { limit: 10, window: HOUR },
  step_up: { limit: 10, window: HOUR },
  second_factor_set: { limit: 10, window: HOUR },
  totp: { limit: 10, window: HOUR },
  totp_confirm: { limit: 10, window: HOUR },
  recovery_codes: { limit: 10, window: HOUR },
  factor_remove: { limit: 10, window: HOUR },
  passkey_options: { limit: 10, window: HOUR },
  passkey_register: { limit: 10, window: HOUR },
  /** Failures only; a right passkey is never held back. */
  passkey_refused: { limit: 30, window: HOUR },
  /** Ours: answers of providers that are refused; counted like `passkey_refused`. */
  provider_refused: { limit: 30, window: HOUR },
  /**
   * Ours: all answers of providers, counted before we call the provider. More than twice the limit
   * of `login`, since one person may try several providers.
   */
  provider_answer: { limit: 60, window: HOUR },
  passkeys: { limit: 30, window: HOUR },
  passkey_rename: { limit: 30, window: HOUR },
  passkey_remove: { limit: 30, window: HOUR },
  email_change: { limit: 5, window: HOUR },
  email_change_confirm: { limit: 5, window: HOUR },
  sessions: { limit: 30, window: HOUR },
  sessions_end: { limit: 30, window: HOUR },
  sessions_end_all: { limit: 10, window: HOUR },
  /** Ours, by user: as `sessions`. */
  connections: { limit: 60, window: HOUR },
  connections_end: { limit: 30, window: HOUR },
  connections_begin: { limit: 30, window: HOUR },
  csrf: { limit: 100, window: HOUR },
  /** From the contract's Conventions: pages without an API route behind them. */
  unlock: { limit: 30, window: HOUR },
  undo: { limit: 30, window: HOUR },
  /**
   * Ours, by user: a form that saves while the user types, and paging through 50 events at a time.
   */
  profile: { limit: 60, window: HOUR },
  audit_logs: { limit: 300, window: HOUR },
  factors: { limit: 60, window: HOUR },
  /** Ours, by user: these read everything and verify a password. */
  account_export: { limit: 10, window: HOUR },
  account_erase: { limit: 10, window: HOUR },
  /**
   * Ours, by administrator: enough for a console in use, too little to copy or erase the directory
   * by a script.
   */
  admin_read: { limit: 600, window: HOUR },
  admin_act: { limit: 120, window: HOUR },
  /** Ours, by administrator: each takes the directory along. */
  admin_export: { limit: 10, window: HOUR },
  /** Ours: a monitor polling every second. The route checks KV, so its count must not need KV. */
  health: { limit: 60, window: MINUTE, local: true },
  /** Ours, checked before the secret: a monitor scraping every five seconds, five times over. */
  metrics: { limit: 60, window: MINUTE },
  /** Ours, checked before the secret: a scheduler calling every minute. */
  flush: { limit: 60, window: HOUR },
} as const satisfies Record<string, RateLimitRule>;

export type RateLimitScope = keyof typeof RATE_LIMIT_RULES;

const scopes = Object.keys(RATE_LIMIT_RULES) as [RateLimitScope, ...RateLimitScope[]];

/** The schema of `RATE_LIMITS`: scopes with another limit, another window in seconds, or both. */
export const rateLimitOverrides = z.partialRecord(
  z.enum(scopes),
  z.object({
    limit: z.int().min(1).optional(),
    window: z
      .int()
      .min(1)
      .max(86_400)
      .transform((value) => value * SECOND)
      .optional(),
  }),
);
export type RateLimitSettings = 'off' | z.infer<typeof rateLimitOverrides>;

/** Returns the rule of a scope under the settings; null if limits are off. */
export function ruleOf(scope: RateLimitScope, settings: RateLimitSettings): RateLimitRule | null {
  if (settings === 'off') return null;
  const { limit, window } = settings[scope] ?? {};
  const base: RateLimitRule = RATE_LIMIT_RULES[scope];
  return { ...base, limit: limit ?? base.limit, window: window ?? base.window };
}
