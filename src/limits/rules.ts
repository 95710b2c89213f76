import * as z from 'zod';
import { HOUR, MINUTE, SECOND } from '../shared/clock.ts';

/** At most `limit` requests in each window of so many milliseconds. */
export type RateLimitRule = { limit: number; window: number };

/** The limits of the contract, by scope. Scopes that end in `_name` count an address and a name together. */
export const RATE_LIMIT_RULES = {
  register: { limit: 5, window: HOUR },
  login: { limit: 25, window: HOUR },
  login_name: { limit: 5, window: MINUTE },
  second_factor_name: { limit: 10, window: HOUR },
  refresh: { limit: 60, window: HOUR },
  token_verify: { limit: 100, window: HOUR },
  token_revoke: { limit: 100, window: HOUR },
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
  const base = RATE_LIMIT_RULES[scope];
  return { limit: limit ?? base.limit, window: window ?? base.window };
}
