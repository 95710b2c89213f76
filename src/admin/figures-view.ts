import * as z from 'zod';
import { eventsIn, partsOf, sumOf } from '../figures/count-of.ts';
import type { Counts } from '../figures/figures-store.ts';
import { once } from '../shared/once.ts';

const whole = once(() => z.int());
const byName = (example: Record<string, number>) =>
  z.record(z.string(), whole()).meta({ examples: [example] });

/** What is counted in a time. */
export const figuresView = once(() =>
  z
    .object({
      sign_ups: whole().describe('Registrations, without imported users.'),
      addresses_verified: whole(),
      accounts_erased: whole(),
      sign_ins: z.object({
        total: whole(),
        by_means: byName({ pwd: 190, 'pwd+otp+mfa': 12 }).describe(
          'By the `amr` of the session (RFC 8176), joined by `+`.',
        ),
      }),
      sign_in_attempts: byName({ 'password:ok': 190, 'password:invalid_credentials': 41 }).describe(
        'By method and outcome, `:` between them; ' +
          'the first of two steps ends as `second_factor_asked`.',
      ),
      providers: z.object({
        attempts: byName({ 'google:begun': 44, 'google:ok': 41, 'google:unreachable': 1 }).describe(
          'Ways to a provider by its id and how they ended, `:` between them; `begun` for all.',
        ),
        connected: whole().describe('Accounts at providers that were connected.'),
        disconnected: whole(),
        refused: whole().describe('Known accounts at providers that were refused.'),
      }),
      failed_sign_ins: whole(),
      lockouts: whole(),
      refreshes: byName({ rotated: 5120, repeated: 14, expired: 77 }).describe('By outcome.'),
      refresh_token_reuses: whole(),
      grants: z.object({
        begun: whole(),
        codes: byName({ granted: 31 }).describe('Authorization codes by outcome.'),
        refreshes: byName({ rotated: 240 }).describe('By outcome.'),
      }),
      password_resets: z.object({ asked: whole(), done: whole() }),
      second_factors: z.object({
        added: whole(),
        removed: whole(),
        failed: whole().describe('Times that tries at a second step were used up or refused.'),
        recovery_codes_used: whole(),
      }),
      mails: z.object({
        sent: whole(),
        failed: whole().describe('Tries that failed; most of them are tried again.'),
        dead_lettered: whole().describe('Jobs that were given up.'),
      }),
      limits_hit: whole(),
    })
    .meta({ id: 'Figures' }),
);
type FiguresView = z.infer<ReturnType<typeof figuresView>>;

/** Counts as the API shows them. */
export function toFiguresView(counts: Counts): FiguresView {
  const of = (name: string) => counts[name] ?? 0;
  const means = partsOf(counts, 'sign_in:');
  return {
    sign_ups: of('sign_up'),
    addresses_verified: eventsIn(counts, 'user.email_verified'),
    accounts_erased: eventsIn(counts, 'account.erased'),
    sign_ins: { total: sumOf(means), by_means: means },
    sign_in_attempts: partsOf(counts, 'try:'),
    providers: {
      attempts: partsOf(counts, 'provider:'),
      connected: eventsIn(counts, 'identity.connected'),
      disconnected: eventsIn(counts, 'identity.disconnected'),
      refused: eventsIn(counts, 'identity.refused'),
    },
    failed_sign_ins: eventsIn(counts, 'session.sign_in_failed'),
    lockouts: eventsIn(counts, 'account.locked'),
    refreshes: partsOf(counts, 'refresh:'),
    refresh_token_reuses: eventsIn(counts, 'session.refresh_token_reused'),
    grants: {
      begun: of('grant_begun'),
      codes: partsOf(counts, 'grant_code:'),
      refreshes: partsOf(counts, 'grant_refresh:'),
    },
    password_resets: {
      asked: eventsIn(counts, 'password.reset_asked'),
      done: eventsIn(counts, 'password.reset'),
    },
    second_factors: {
      added: eventsIn(counts, 'factor.added') + eventsIn(counts, 'second_factor.enabled'),
      removed: eventsIn(counts, 'factor.removed') + eventsIn(counts, 'second_factor.disabled'),
      failed: eventsIn(counts, 'second_factor.failed'),
      recovery_codes_used: eventsIn(counts, 'recovery_code.used'),
    },
    mails: {
      sent: of('mail:sent'),
      failed: of('mail:retried'),
      dead_lettered: eventsIn(counts, 'mail.dead_lettered'),
    },
    limits_hit: sumOf(partsOf(counts, 'limit:')),
  };
}
