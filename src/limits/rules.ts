import * as z from 'zod';
import { HOUR, MINUTE, SECOND } from '../shared/clock.ts';

/** At most `limit` requests in each window of so many milliseconds. */
export type RateLimitRule = {
  limit: number;
  window: number;
  /** Counted in each isolate alone, where telling the others over KV would cost more than the request or touch what it must not. */
  local?: boolean;
};

/**
 * The limits, by scope; those of the contract's table unless it is said otherwise. Scopes that end in `_name` count a name,
 * alone or together with an address. Before all of them stands the shield (`limit.ts`), and some routes have nothing else:
 * `me` and `logout`, which no client must be kept from; public keys, metadata and the API's pages, which other services and
 * browsers cache; the mailbox of development.
 */
export const RATE_LIMIT_RULES = {
  register: { limit: 5, window: HOUR },
  login: { limit: 25, window: HOUR },
  login_name: { limit: 5, window: MINUTE },
  second_factor_name: { limit: 10, window: HOUR },
  /** Counted by the guard. */
  refresh: { limit: 60, window: HOUR },
  /**
   * Ours: refreshes of an address that were refused for their token. Many people behind one address open a page signed out;
   * a client in a loop does it all day. A forged token touches no store, so neither does its count.
   */
  refresh_refused: { limit: 1000, window: HOUR, local: true },
  token_verify: { limit: 100, window: HOUR },
  token_revoke: { limit: 100, window: HOUR },
  /** By client. As many writes to KV would cost more than the answers. */
  introspect: { limit: 6000, window: MINUTE, local: true },
  exchange: { limit: 10, window: HOUR },
  email_verify: { limit: 10, window: HOUR },
  email_resend: { limit: 5, window: HOUR },
  otp_request: { limit: 10, window: HOUR },
  otp_request_name: { limit: 5, window: HOUR },
  otp_verify_name: { limit: 10, window: HOUR },
  reset: { limit: 5, window: HOUR },
  reset_name: { limit: 3, window: MINUTE },
  reset_confirm: { limit: 10, window: HOUR },
  forgot: { limit: 5, window: HOUR },
  forgot_name: { limit: 3, window: MINUTE },
  reset_code: { limit: 10, window: HOUR },
  password_change: { limit: 10, window: HOUR },
  second_factor_set: { limit: 10, window: HOUR },
  email_change: { limit: 5, window: HOUR },
  email_change_confirm: { limit: 5, window: HOUR },
  sessions: { limit: 30, window: HOUR },
  sessions_end: { limit: 30, window: HOUR },
  sessions_end_all: { limit: 10, window: HOUR },
  csrf: { limit: 100, window: HOUR },
  /** The contract's Conventions: pages without an API route behind them. */
  unlock: { limit: 30, window: HOUR },
  undo: { limit: 30, window: HOUR },
  /** Ours, by user: a form that saves as one types, and a page of 50 events after the other. */
  profile: { limit: 60, window: HOUR },
  audit_logs: { limit: 300, window: HOUR },
  /** Ours, by user: reads everything, and judges a password. */
  account_export: { limit: 10, window: HOUR },
  account_erase: { limit: 10, window: HOUR },
  /** Ours, by whoever looks after others: a console that is in use, and not a directory that is copied or erased by a script. */
  admin_read: { limit: 600, window: HOUR },
  admin_act: { limit: 120, window: HOUR },
  /** Ours: a monitor each second. It asks KV whether KV is there; the count must not need it. */
  health: { limit: 60, window: MINUTE, local: true },
  /** Ours, before the secret is looked at: a scheduler each minute. */
  flush: { limit: 60, window: HOUR },
} as const satisfies Record<string, RateLimitRule>;

export type RateLimitScope = keyof typeof RATE_LIMIT_RULES;

const scopes = Object.keys(RATE_LIMIT_RULES) as [RateLimitScope, ...RateLimitScope[]];

/** What `RATE_LIMITS` may say: some scopes with another limit, another window in seconds, or both. */
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

/** The rule of a scope under the settings; null where limits are off. */
export function ruleOf(scope: RateLimitScope, settings: RateLimitSettings): RateLimitRule | null {
  if (settings === 'off') return null;
  const { limit, window } = settings[scope] ?? {};
  const base: RateLimitRule = RATE_LIMIT_RULES[scope];
  return { ...base, limit: limit ?? base.limit, window: window ?? base.window };
}
