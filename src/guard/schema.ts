/**
 * The guard's tables, version by version: an object runs missing migrations when it wakes. Append
 * only; a released migration is never edited, since objects have run it. Every table has
 * `expires_at`, which schedules the alarm. Times are epoch milliseconds.
 */
export const MIGRATIONS: readonly string[] = [
  `create table if not exists chains (session_id text primary key, chain text not null,
    traits text not null, touched_at integer not null, reported integer not null,
    expires_at integer not null) without rowid;
  create table if not exists used_secrets (digest text primary key, purpose text not null,
    since integer not null, issued_at integer not null, expires_at integer not null) without rowid;
  create table if not exists attempts (id integer primary key, purpose text not null,
    at integer not null, expires_at integer not null);
  create table if not exists lanes (lane text primary key, failures integer not null,
    locked_until integer, expires_at integer not null) without rowid;
  create table if not exists sent_mails (id integer primary key, purpose text not null,
    key text not null, at integer not null, expires_at integer not null);
  create table if not exists secrets (key text primary key, expires_at integer not null) without rowid;
  create table if not exists account (id integer primary key check (id = 1),
    roles text not null default '[]', roles_changed_at integer not null default 0,
    email_verified integer not null default 0, epoch integer not null default 0,
    refresh_window integer not null default 0, refreshes integer not null default 0,
    expires_at integer not null);`,

  // Tries and mails are counted by lane. Earlier ones are charged to strangers, the strictest.
  `alter table attempts add column lane text not null default 'strangers';
  alter table sent_mails add column lane text not null default 'strangers';`,

  // Refreshes are counted in the row that a rotation writes anyway; those of this window are kept.
  // `origin` is where a session was last refreshed from; null where that is not known yet.
  `alter table chains add column origin text;
  alter table chains add column refresh_window integer not null default 0;
  alter table chains add column refreshes integer not null default 0;
  update chains set (refresh_window, refreshes) = (select refresh_window, refreshes from account)
    where session_id = (select min(session_id) from chains) and exists (select 1 from account);
  alter table account drop column refresh_window;
  alter table account drop column refreshes;`,

  // What the guard knows of its user, and changes that D1 may or may not have made.
  `alter table account add column version integer;
  alter table account add column view text;
  create table if not exists pending (nonce text primary key, deadline integer not null,
    since integer not null, tightens text not null, ends text not null,
    expires_at integer not null) without rowid;
  create table if not exists revoked_tokens (jti text primary key,
    expires_at integer not null) without rowid;`,

  // A closed account refuses everything while it is erased, and can be opened again.
  `create table if not exists closed (id integer primary key check (id = 1),
    expires_at integer not null)`,

  // Sessions as users see them, the user's history, and what D1 has not been sent yet.
  `alter table chains add column session text;
  create table events (id text primary key, type text not null, risk text not null,
    body text not null, expires_at integer not null) without rowid;
  create table outbox (id integer primary key, body text not null, expires_at integer not null);`,

  // Whether the guard has every event that D1 has of its user.
  `create table if not exists history_mark (id integer primary key check (id = 1),
    edition integer not null, is_whole integer not null, whole_at integer not null,
    expires_at integer not null)`,

  // The latest counters of passkeys. `digest` names the challenge that the latest came with.
  `create table if not exists passkey_counters (credential text primary key,
    counter integer not null, previous integer not null, digest text not null,
    expires_at integer not null) without rowid`,
  // The call that used a secret, so that one whose answer was lost takes back only its own.
  'alter table used_secrets add column redeemer text;',

  // A use is a claim until its work is decided; null where it is final. `lapsed` is 1 where an
  // earlier claim was never decided, so that its work may have been done.
  `alter table used_secrets add column lease_until integer;
  alter table used_secrets add column lapsed integer not null default 0;`,

  // Authorization codes, with the grant that one was exchanged for, and what the user allows whom.
  `create table if not exists codes (digest text primary key, code text not null,
    tries integer not null default 0, grant_id text, expires_at integer not null) without rowid;
  create table if not exists consents (client_id text primary key, scope text not null,
    since integer not null, expires_at integer not null) without rowid;`,

  // Proofs of keys that were used, for as long as they would be taken (RFC 9449 §11.1).
  `create table if not exists used_proofs (digest text primary key,
    expires_at integer not null) without rowid`,

  // What a client has used once, or left for one person: see `held-storage.ts`.
  `create table if not exists held (digest text primary key, body text not null, holder text,
    claims integer not null default 0, expires_at integer not null) without rowid;`,
];

/** Tables that the alarm sweeps. */
export const EXPIRING = [
  'chains',
  'used_secrets',
  'attempts',
  'lanes',
  'sent_mails',
  'secrets',
  'account',
  'pending',
  'revoked_tokens',
  'closed',
  'history_mark',
  'passkey_counters',
  'codes',
  'consents',
  'used_proofs',
  'held',
] as const;

/**
 * Tables whose rows are due in the order of their `id`, so that the next one is found without a
 * scan: a history has thousands of rows. The alarm sweeps `events` and drains `outbox`.
 */
export const ORDERED = ['events', 'outbox'] as const;
