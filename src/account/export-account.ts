import type { AuditStore } from '../audit/audit-store.ts';
import { toOwnAuditView } from '../audit/audit-view.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { notFound } from '../http/errors.ts';
import type { ReadSessions } from '../sessions/read-sessions.ts';
import { type Clock, toIso, toIsoOrNull } from '../shared/clock.ts';
import type { FactorStore, UserFactor } from '../users/factor-store.ts';
import type { IdentityStore } from '../users/identity-store.ts';
import type { MailStore } from '../users/mails/mail-store.ts';
import type { PasskeyStore } from '../users/passkey-store.ts';
import type { PasswordStore } from '../users/password-store.ts';
import type { KeptRecoveryCode, RecoveryCodeStore } from '../users/recovery-code-store.ts';
import type { UserDirectoryStore, UserRecord } from '../users/user-directory-store.ts';
import { type AccountExport, SCHEMA_VERSION } from './account-export.ts';
import { toExportedConnection } from './export-connections.ts';
import { toExportedIdentity } from './export-identities.ts';
import { toExportedMail } from './export-mails.ts';
import { toExportedPasskey } from './export-passkeys.ts';
import { toExportedSession } from './export-sessions.ts';

/** Exceeds what any setting keeps. */
const ALL_FORMER = 100;
/** Exceeds what our limits let anyone be sent in 90 days. */
const ALL_MAILS = 10_000;

export type ExportAccountDeps = {
  passwords: PasswordStore;
  factors: FactorStore;
  passkeys: PasskeyStore;
  identities: Pick<IdentityStore, 'list'>;
  recoveryCodes: RecoveryCodeStore;
  directory: UserDirectoryStore;
  readSessions: ReadSessions;
  audit: AuditStore;
  guards: AccountGuards;
  mails: MailStore;
  clock: Clock;
  /** The client id of this service’s own routes. */
  clientId: string;
};
export type ExportAccount = (userId: string) => Promise<AccountExport>;

export function createExportAccount(deps: ExportAccountDeps): ExportAccount {
  return (userId) => exportAccount(deps, userId);
}

/** Collects everything stored about a user. Throws `not_found`, `storage_unavailable`. */
export async function exportAccount(
  deps: ExportAccountDeps,
  userId: string,
): Promise<AccountExport> {
  const { passwords, factors, passkeys, identities, recoveryCodes, directory } = deps;
  const { readSessions, audit, guards, mails, clock, clientId } = deps;
  const now = clock();
  const record = await directory.findRecord(userId);
  if (record === null) throw notFound();
  const [kept, events, former, owned, keys, at, codes, lockedUntil, connections, mailed] =
    await Promise.all([
      readSessions.all(userId),
      audit.listAll(userId),
      passwords.listFormerPasswords(userId, ALL_FORMER),
      factors.list(userId),
      passkeys.list(userId),
      identities.list(userId),
      recoveryCodes.list(userId),
      guards.lockedUntil(userId, now),
      guards.listConnections(userId, now),
      mails.list(userId, ALL_MAILS),
    ]);
  return {
    schema_version: SCHEMA_VERSION,
    exported_at: toIso(now),
    user: toUser(record, owned),
    factors: owned.map(toFactor),
    passkeys: keys.map(toExportedPasskey),
    identities: at.map(toExportedIdentity),
    recovery_codes: codes.map(toRecoveryCode),
    password: {
      is_set: record.hasPassword,
      changed_at: toIsoOrNull(record.passwordChangedAt),
      found_in_breach_at: toIsoOrNull(record.passwordBreachedAt),
      former_passwords_kept: former.length,
    },
    lockout: { locked_until: toIsoOrNull(lockedUntil) },
    sessions: kept.map((session) => toExportedSession(session, { clientId, now })),
    connections: connections.map(toExportedConnection),
    mails: mailed.map((mail) => toExportedMail(mail, now)),
    audit_events: events.map(toOwnAuditView),
  };
}

function toUser(record: UserRecord, [first]: UserFactor[]): AccountExport['user'] {
  return {
    id: record.id,
    email: record.email,
    username: record.username,
    first_name: record.firstName,
    last_name: record.lastName,
    display_name: record.displayName,
    timezone: record.timezone,
    locale: record.locale,
    status: record.status,
    roles: record.roles,
    mfa_enabled: first !== undefined,
    mfa_enabled_at: toIsoOrNull(first?.createdAt ?? null),
    registered_browser: record.registeredBrowser,
    registered_country: record.registeredCountry,
    email_verified_at: toIsoOrNull(record.emailVerifiedAt),
    terms_accepted_at: toIsoOrNull(record.termsAcceptedAt),
    privacy_policy_accepted_at: toIsoOrNull(record.privacyPolicyAcceptedAt),
    last_login_at: toIsoOrNull(record.lastLoginAt),
    locked_until: toIsoOrNull(record.lockedUntil),
    created_at: toIso(record.createdAt),
    updated_at: toIso(record.updatedAt),
  };
}

function toRecoveryCode(code: KeptRecoveryCode): AccountExport['recovery_codes'][number] {
  return { created_at: toIsoOrNull(code.createdAt), used_at: toIsoOrNull(code.usedAt) };
}

function toFactor(factor: UserFactor): AccountExport['factors'][number] {
  return {
    id: factor.id,
    kind: factor.kind,
    label: factor.label,
    created_at: toIsoOrNull(factor.createdAt),
    last_used_at: toIsoOrNull(factor.lastUsedAt),
  };
}
