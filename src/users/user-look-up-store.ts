import {
  and,
  desc,
  eq,
  getTableColumns,
  isNotNull,
  isNull,
  or,
  type Placeholder,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Database } from '../shared/database.ts';
import { once } from '../shared/once.ts';
import { factorKinds } from './factor-store.ts';
import { passwordHistory } from './former/table.ts';
import { users } from './table.ts';
import type { User } from './user.ts';

const hasPassword = sql<number>`${users.passwordHash} is not null`.mapWith(Boolean);

// Spelled out, since Drizzle leaves columns unqualified in a list of fields.
const identityIds: SQL<string[]> = sql`(select json_group_array(user_identities.id)
  from user_identities where user_identities.user_id = users.id)`.mapWith((ids: string): string[] =>
  JSON.parse(ids),
);

/** The columns that make a {@link User}; stores that join users select these. */
export const userColumns = (({
  usernameNormalized,
  nameNormalized,
  passwordBreachedAt,
  termsAcceptedAt,
  privacyPolicyAcceptedAt,
  registeredBrowser,
  registeredCountry,
  updatedAt,
  ...shown
}) => ({ ...shown, hasPassword, factors: factorKinds, identities: identityIds }))(
  getTableColumns(users),
);

/** Holds for all accounts with an address. Written in two halves so each uses a partial index. */
export const hasAddress = (emailNormalized: string | Placeholder): SQL | undefined =>
  or(
    and(eq(users.emailNormalized, emailNormalized), isNotNull(users.emailVerifiedAt)),
    and(eq(users.emailNormalized, emailNormalized), isNull(users.emailVerifiedAt)),
  );
/** The order of accounts with one address: its owner, then the latest registration. */
export const ownerFirst = [
  sql`${users.emailVerifiedAt} is null`,
  desc(users.createdAt),
  desc(users.id),
];

/** A user with hashes of former passwords, newest first. */
export type WithFormerPasswords = User & { former: string[] };

const formerPasswords = (count: number): SQL<string[]> =>
  sql`(select json_group_array(hash) from (
    select password_hash as hash from ${passwordHistory} where user_id = users.id
    order by created_at desc, id desc limit ${count}))`.mapWith((hashes: string): string[] =>
    JSON.parse(hashes),
  );

/**
 * Finds users. Building the SQL of a sign-in's look-up costs as much as running it, so it is built
 * once.
 */
export function lookUps(db: Database) {
  const byEmail = once(() =>
    // biome-ignore lint/plugin/bounded-query: trimStatement keeps few of an address.
    db
      .select(userColumns)
      .from(users)
      .where(hasAddress(sql.placeholder('name')))
      .orderBy(...ownerFirst)
      .prepare(),
  );
  const byUsername = once(() =>
    db
      .select(userColumns)
      .from(users)
      .where(
        and(
          eq(users.usernameNormalized, sql.placeholder('name')),
          isNotNull(users.emailVerifiedAt),
        ),
      )
      .limit(1)
      .prepare(),
  );
  return {
    async findById(id: string): Promise<User | null> {
      const [user] = await db.select(userColumns).from(users).where(eq(users.id, id)).limit(1);
      return user ?? null;
    },

    /** The user with up to `count` former passwords, as of one moment; nobody if unknown. */
    listWithFormerPasswords: (id: string, count: number): Promise<WithFormerPasswords[]> =>
      db
        .select({ ...userColumns, former: formerPasswords(count) })
        .from(users)
        .where(eq(users.id, id))
        .limit(1),

    /** The owner of the address; without an owner, the latest registration. Null if neither. */
    async findByEmail(emailNormalized: string): Promise<User | null> {
      const [user] = await db
        .select(userColumns)
        .from(users)
        .where(hasAddress(emailNormalized))
        .orderBy(...ownerFirst)
        .limit(1);
      return user ?? null;
    },

    /** The owner of the address; without an owner, all registrations, newest first. */
    async listByEmail(emailNormalized: string): Promise<User[]> {
      const rows = await byEmail().all({ name: emailNormalized });
      return rows[0]?.emailVerifiedAt == null ? rows : rows.slice(0, 1);
    },

    /** The account that holds the username. Only accounts with a proved address hold one. */
    listByUsername: async (usernameNormalized: string): Promise<User[]> =>
      byUsername().all({ name: usernameNormalized }),
  };
}
