import type { AuditEventType } from '../audit/event.ts';
import { eventsIn, partsOf } from '../figures/count-of.ts';
import { BUCKETS } from '../figures/counts-of-metric.ts';
import type { Family, Histogram } from '../figures/exposition.ts';
import type { Counts } from '../figures/figures-store.ts';

/** What is counted by D1 as it happens, so that it is exact. */
const EVENTS: [name: string, help: string, type: AuditEventType][] = [
  ['auth_failed_sign_ins_total', 'Sign-ins that were refused.', 'session.sign_in_failed'],
  ['auth_lockouts_total', 'Locks after failed sign-ins.', 'account.locked'],
  [
    'auth_password_reset_requests_total',
    'Password resets that were asked for, of existing accounts.',
    'password.reset_asked',
  ],
  ['auth_password_resets_total', 'Password resets that were done.', 'password.reset'],
  ['auth_password_changes_total', 'Passwords changed by their owners.', 'password.changed'],
  [
    'auth_refresh_token_reuses_total',
    'Refresh tokens that were used again, which ended the session.',
    'session.refresh_token_reused',
  ],
  ['auth_addresses_verified_total', 'Addresses that were verified.', 'user.email_verified'],
  ['auth_accounts_erased_total', 'Accounts that were erased.', 'account.erased'],
  ['auth_factors_added_total', 'Passkeys and authenticator apps added.', 'factor.added'],
  ['auth_factors_removed_total', 'Passkeys and authenticator apps removed.', 'factor.removed'],
  ['auth_identities_connected_total', 'Provider accounts connected.', 'identity.connected'],
  ['auth_identities_disconnected_total', 'Provider accounts removed.', 'identity.disconnected'],
  ['auth_identities_refused_total', 'Provider accounts let in nowhere.', 'identity.refused'],
  ['auth_second_factor_failures_total', 'Failures at a second step.', 'second_factor.failed'],
  ['auth_recovery_codes_used_total', 'Recovery codes that were used.', 'recovery_code.used'],
  ['auth_dead_letters_total', 'Jobs that were given up.', 'mail.dead_lettered'],
];

/** Counters by one label: their name, the label, what they mean, and the prefix they have here. */
const LABELLED: [name: string, label: string, help: string, prefix: string][] = [
  ['auth_sign_ins_total', 'means', 'Sessions that began, by means (RFC 8176).', 'sign_in:'],
  ['auth_refreshes_total', 'outcome', 'Refreshes, by outcome.', 'refresh:'],
  ['auth_grant_codes_total', 'outcome', 'Authorization codes, by outcome.', 'grant_code:'],
  ['auth_grant_refreshes_total', 'outcome', 'Refreshes by OAuth clients.', 'grant_refresh:'],
  ['auth_mails_total', 'outcome', 'Tries to send a mail, by outcome.', 'mail:'],
  ['auth_limit_hits_total', 'scope', 'Requests over a limit, by limit.', 'limit:'],
];

/** What is true now, beside the counts. */
export type Gauges = {
  activeSessions: number;
  locked: number;
  admins: number;
  /** Messages that wait, by queue; without those that do not say. */
  waiting: Record<string, number>;
  /** When the flush last ran, in epoch milliseconds; null if never. */
  flushedAt: number | null;
};

/** Every metric with its samples, of the counts of all times. */
export function metricFamilies(counts: Counts, gauges: Gauges): (Family | Histogram)[] {
  const counter = (name: string, help: string, value = 0): Family => ({
    name,
    type: 'counter',
    help,
    samples: [{ value }],
  });
  return [
    attempts(counts),
    providers(counts),
    durations(counts),
    counter('auth_sign_ups_total', 'Registrations.', counts.sign_up),
    counter('auth_users_imported_total', 'Users from another system.', counts.imported),
    counter('auth_grants_total', 'Grants to OAuth clients that began.', counts.grant_begun),
    ...EVENTS.map(([name, help, type]) => counter(name, help, eventsIn(counts, type))),
    ...LABELLED.map(([name, label, help, prefix]) => ({
      name,
      type: 'counter' as const,
      help,
      samples: Object.entries(partsOf(counts, prefix)).map(([text, value]) => ({
        labels: { [label]: text },
        value,
      })),
    })),
    ...gaugeFamilies(counts, gauges),
  ];
}

function attempts(counts: Counts): Family {
  const samples = Object.entries(partsOf(counts, 'try:')).map(([name, value]) => {
    const [method = '', status = ''] = name.split(':');
    return { labels: { method, status }, value };
  });
  return {
    name: 'auth_login_attempts_total',
    type: 'counter',
    help: 'Attempts to sign in, by method and by how they ended.',
    samples,
  };
}

function providers(counts: Counts): Family {
  const samples = Object.entries(partsOf(counts, 'provider:')).map(([name, value]) => {
    const [provider = '', outcome = ''] = name.split(':');
    return { labels: { provider, outcome }, value };
  });
  return {
    name: 'auth_provider_attempts_total',
    type: 'counter',
    help: 'Ways to a provider that began and how they ended, by provider.',
    samples,
  };
}

function durations(counts: Counts): Histogram {
  const of = (bound: number | 'more') => counts[`login_ms:${bound}`] ?? 0;
  return {
    name: 'auth_login_duration_seconds',
    type: 'histogram',
    help: 'Time to answer a sign-in by password, whatever the answer.',
    buckets: BUCKETS.map((bound) => ({ le: bound / 1000, count: of(bound) })),
    more: of('more'),
    sum: (counts.login_ms_sum ?? 0) / 1000,
  };
}

function gaugeFamilies(counts: Counts, gauges: Gauges): Family[] {
  const gauge = (name: string, help: string, value = 0): Family => ({
    name,
    type: 'gauge',
    help,
    samples: [{ value }],
  });
  const { activeSessions, locked, admins, waiting, flushedAt } = gauges;
  const flushed = gauge('auth_last_flush_timestamp_seconds', 'When the flush last ran.');
  return [
    gauge('auth_active_sessions_total', 'Sessions that have not ended.', activeSessions),
    gauge('auth_users', 'Users.', counts.users),
    gauge('auth_users_disabled', 'Users who are disabled.', counts.users_disabled),
    gauge('auth_users_unverified', 'Users with an unproved address.', counts.users_unverified),
    gauge('auth_users_second_factor', 'Users with a second factor.', counts.users_second_factor),
    gauge('auth_users_locked', 'Users locked by an administrator.', locked),
    gauge('auth_admins', 'Users with the role admin.', admins),
    {
      ...gauge('auth_queue_messages', 'Messages that wait, by queue.'),
      samples: Object.entries(waiting).map(([queue, value]) => ({ labels: { queue }, value })),
    },
    ...(flushedAt === null ? [] : [{ ...flushed, samples: [{ value: flushedAt / 1000 }] }]),
  ];
}
