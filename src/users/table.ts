import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Role } from '../shared/role.ts';

// A partial index serves only queries that say its condition (https://sqlite.org/partialindex.html §3).
const VERIFIED = sql`email_verified_at is not null`;
const UNVERIFIED = sql`email_verified_at is null`;

/** People. Times are epoch milliseconds. */
export const users = sqliteTable(
  'users',
  {
    /** UUID v7. */
    id: text().primaryKey(),
    /** As typed: mail goes here. */
    email: text().notNull(),
    /** The form by which two spellings of one mailbox are known to be the same. */
    emailNormalized: text('email_normalized').notNull(),
    username: text(),
    usernameNormalized: text('username_normalized'),
    /** A PHC string, or null for those who only use mailed codes. */
    passwordHash: text('password_hash'),
    firstName: text('first_name').notNull().default(''),
    lastName: text('last_name').notNull().default(''),
    displayName: text('display_name').notNull().default(''),
    timezone: text().notNull().default('UTC'),
    /** A canonical language tag (BCP 47). */
    locale: text(),
    status: text({ enum: ['active', 'disabled'] })
      .notNull()
      .default('active'),
    roles: text({ mode: 'json' }).$type<Role[]>().notNull().default(['user']),
    emailVerifiedAt: integer('email_verified_at'),
    passwordChangedAt: integer('password_changed_at'),
    /** Sign-ins that were judged by an older one are void: raised with the password, and whenever all sessions must end. */
    signInEpoch: integer('sign_in_epoch').notNull().default(0),
    /** Which of two words about the roles is the later one; moves with each change. */
    rolesChangedAt: integer('roles_changed_at').notNull().default(0),
    /** Until when an administrator keeps the user from signing in. */
    lockedUntil: integer('locked_until'),
    /** When the breach check found the present password in a leak. */
    passwordBreachedAt: integer('password_breached_at'),
    termsAcceptedAt: integer('terms_accepted_at'),
    privacyPolicyAcceptedAt: integer('privacy_policy_accepted_at'),
    /** The browser that registered, by a name from a closed list: whoever proves the address is shown it. */
    registeredBrowser: text('registered_browser'),
    /** The country that it registered from (ISO 3166-1 alpha-2). */
    registeredCountry: text('registered_country'),
    lastLoginAt: integer('last_login_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    // An address and a username belong to who proved the address. Anybody may register the same ones: such rows hold nothing.
    uniqueIndex('users_verified_email').on(table.emailNormalized).where(VERIFIED),
    uniqueIndex('users_verified_username').on(table.usernameNormalized).where(VERIFIED),
    index('users_unverified_email').on(table.emailNormalized, table.createdAt).where(UNVERIFIED),
    index('users_created_at').on(table.createdAt),
    index('users_status').on(table.status, table.id),
    // The exceptions, so that the directory finds them without a look at everybody.
    index('users_unverified').on(table.id).where(UNVERIFIED),
    index('users_locked').on(table.lockedUntil).where(sql`locked_until is not null`),
    // Those few who may do more than everybody: the list of admins, and whether there is another one.
    index('users_privileged').on(table.id).where(sql`roles <> '["user"]'`),
  ],
);

/** The epoch of sign-ins that count from now on, in epoch milliseconds. */
export const nextEpoch = (now: number) => sql<number>`max(${now}, ${users.signInEpoch} + 1)`;

/** Former passwords, so that none is taken again. */
export const passwordHistory = sqliteTable(
  'password_history',
  {
    id: text().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    passwordHash: text('password_hash').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('password_history_user').on(table.userId, table.createdAt)],
);

/** Second factors that users have set up. Which kinds there are is for `second-step/factors` to say. */
export const userFactors = sqliteTable(
  'user_factors',
  {
    /** UUID. */
    id: text().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The method that it proves, such as `email_otp`. */
    kind: text().notNull(),
    /** What the owner calls it. */
    label: text(),
    /** What a proof is checked against, encrypted; null for kinds that need none. */
    secret: text(),
    /** Null for a mailed code that was switched on before the time was recorded. */
    createdAt: integer('created_at'),
    lastUsedAt: integer('last_used_at'),
  },
  (table) => [
    index('user_factors_user').on(table.userId, table.kind),
    // There is one mailbox, so its code is a factor once.
    uniqueIndex('user_factors_mailed_code').on(table.userId).where(sql`kind = 'email_otp'`),
  ],
);
