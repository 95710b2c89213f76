import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Role } from '../shared/role.ts';

// Queries use a partial index by repeating its condition (https://sqlite.org/partialindex.html §3).
const VERIFIED = sql`email_verified_at is not null`;
const UNVERIFIED = sql`email_verified_at is null`;
const UNVERIFIED_NAME = sql`${UNVERIFIED} and username_normalized is not null`;

/** Users. Times are epoch milliseconds. */
export const users = sqliteTable(
  'users',
  {
    /** UUID v7. */
    id: text().primaryKey(),
    /** As typed: mail goes here. */
    email: text().notNull(),
    /** The normal form that all spellings of one mailbox share. */
    emailNormalized: text('email_normalized').notNull(),
    username: text(),
    usernameNormalized: text('username_normalized'),
    /** A PHC string, or null for users who only use mailed codes. */
    passwordHash: text('password_hash'),
    firstName: text('first_name').notNull().default(''),
    lastName: text('last_name').notNull().default(''),
    displayName: text('display_name').notNull().default(''),
    /** `normalizeName` of it, to be searched; null until the flush has made it. */
    nameNormalized: text('name_normalized'),
    timezone: text().notNull().default('UTC'),
    /** A canonical language tag (BCP 47). */
    locale: text(),
    status: text({ enum: ['active', 'disabled'] })
      .notNull()
      .default('active'),
    roles: text({ mode: 'json' }).$type<Role[]>().notNull().default(['user']),
    emailVerifiedAt: integer('email_verified_at'),
    passwordChangedAt: integer('password_changed_at'),
    /** Voids older sign-ins: raised with each new password, and to end all sessions. */
    signInEpoch: integer('sign_in_epoch').notNull().default(0),
    /** Raised with each change of roles, so that the later of two changes wins. */
    rolesChangedAt: integer('roles_changed_at').notNull().default(0),
    /** When a lock set by an administrator ends. */
    lockedUntil: integer('locked_until'),
    /** When the breach check found the current password in a leak. */
    passwordBreachedAt: integer('password_breached_at'),
    termsAcceptedAt: integer('terms_accepted_at'),
    privacyPolicyAcceptedAt: integer('privacy_policy_accepted_at'),
    /** The browser that registered, from a closed list; shown to the prover of the address. */
    registeredBrowser: text('registered_browser'),
    /** The country it registered from (ISO 3166-1 alpha-2). */
    registeredCountry: text('registered_country'),
    lastLoginAt: integer('last_login_at'),
    /** Raised with every change that a sign-in or the user's view depends on. */
    version: integer().notNull().default(0),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    // Proving an address makes it and the username unique. Unproved rows may share both.
    uniqueIndex('users_verified_email').on(table.emailNormalized).where(VERIFIED),
    uniqueIndex('users_verified_username').on(table.usernameNormalized).where(VERIFIED),
    index('users_unverified_email').on(table.emailNormalized, table.createdAt).where(UNVERIFIED),
    index('users_unverified_username').on(table.usernameNormalized).where(UNVERIFIED_NAME),
    index('users_name').on(table.nameNormalized).where(sql`name_normalized <> ''`),
    index('users_unsearchable').on(table.id).where(sql`name_normalized is null`),
    // The orders of the directory: every index ends with the key, without a row number.
    index('users_created_at').on(table.createdAt),
    index('users_last_login_at').on(table.lastLoginAt),
    // Rare rows, so that the directory finds them without scanning the table.
    index('users_disabled').on(table.id).where(sql`status = 'disabled'`),
    index('users_locked').on(table.lockedUntil).where(sql`locked_until is not null`),
    // Users with extra roles: the list of admins, and the check for another one.
    index('users_privileged').on(table.id).where(sql`roles <> '["user"]'`),
  ],
);

/** The new epoch of sign-ins, in epoch milliseconds; always later than the current one. */
export const nextEpoch = (now: number) => sql<number>`max(${now}, ${users.signInEpoch} + 1)`;

/** Second factors that users have set up. `second-step/factors` defines the kinds. */
export const userFactors = sqliteTable(
  'user_factors',
  {
    /** UUID. */
    id: text().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The method it proves, such as `email_otp`. */
    kind: text().notNull(),
    /** The name the owner gave it. */
    label: text(),
    /** The encrypted secret that proofs are checked against; null for kinds without one. */
    secret: text(),
    /** The id of the key that encrypts `secret`: `sealKeyId`; null without a secret. */
    sealedBy: text('sealed_by'),
    /** Null for a mailed code that was switched on before the time was recorded. */
    createdAt: integer('created_at'),
    lastUsedAt: integer('last_used_at'),
  },
  (table) => [
    index('user_factors_user').on(table.userId, table.kind),
    // To find what a former key still encrypts.
    index('user_factors_sealed_by').on(table.sealedBy).where(sql`sealed_by is not null`),
    // There is one mailbox, so a mailed code can be a factor only once.
    uniqueIndex('user_factors_mailed_code').on(table.userId).where(sql`kind = 'email_otp'`),
  ],
);

/** What a factor of kind `passkey` has beside its row in `user_factors` (WebAuthn Level 3 §4). */
export const passkeys = sqliteTable('passkeys', {
  factorId: text('factor_id')
    .primaryKey()
    .references(() => userFactors.id, { onDelete: 'cascade' }),
  /** Base64url. No two accounts share one. */
  credentialId: text('credential_id').notNull().unique('passkeys_credential'),
  /** The COSE key, in base64url. */
  publicKey: text('public_key').notNull(),
  /** The counter at registration; the guard knows the latest. */
  counter: integer().notNull(),
  /** As the authenticator gave them, to send back unchanged. */
  transports: text({ mode: 'json' }).$type<string[]>().notNull(),
  /** The authenticator's model, as it says itself: for its name only. Null for none. */
  aaguid: text(),
  backupEligible: integer('backup_eligible', { mode: 'boolean' }).notNull(),
  backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
});

/**
 * Accounts at providers that sign users in. A subject never changes at its provider (OpenID Connect
 * Core 1.0 §5.7); an address does, and is kept only to be shown.
 */
export const userIdentities = sqliteTable(
  'user_identities',
  {
    id: text().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The provider's id in `SOCIAL_PROVIDERS`. */
    provider: text().notNull(),
    /** Who said so: an id that was given to another issuer since signs nobody in. */
    issuer: text().notNull(),
    subject: text().notNull(),
    /** The address at the provider when it was connected, to be shown; null for none. */
    email: text(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
  },
  (table) => [
    uniqueIndex('user_identities_subject').on(table.provider, table.subject),
    index('user_identities_user').on(table.userId, table.createdAt),
  ],
);

export type IdentityRow = typeof userIdentities.$inferSelect;
export type FactorRow = typeof userFactors.$inferSelect;
export type PasskeyRow = typeof passkeys.$inferSelect;

/** Recovery codes, as SHA-256: with 120 random bits each, they need no key that could be lost. */
export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    codeDigest: text('code_digest').notNull(),
    createdAt: integer('created_at').notNull(),
    usedAt: integer('used_at'),
  },
  (table) => [primaryKey({ columns: [table.userId, table.codeDigest] })],
);

/**
 * Removals of factors that wait for their time: of all of a user, by an administrator, or of those
 * added since a change that the owner's link takes back.
 */
export const factorRemovals = sqliteTable(
  'factor_removals',
  {
    userId: text('user_id')
      .primaryKey()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The administrator; the user themselves for a link. */
    actorId: text('actor_id').notNull(),
    reason: text(),
    requestedAt: integer('requested_at').notNull(),
    dueAt: integer('due_at').notNull(),
    /** What was added at this time or later goes; 0 for all. */
    since: integer().notNull().default(0),
  },
  (table) => [index('factor_removals_due_at').on(table.dueAt)],
);
