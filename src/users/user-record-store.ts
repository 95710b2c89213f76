import { and, type Column, getTableColumns, sql } from 'drizzle-orm';
import type { Role } from '../shared/role.ts';
import { factorKinds } from './factor-store.ts';
import { users } from './table.ts';

const { passwordHash, emailNormalized, usernameNormalized, nameNormalized, ...shown } =
  getTableColumns(users);
/** All columns except the password hash, which becomes `hasPassword`. */
export const recordColumns = {
  ...shown,
  hasPassword: sql<number>`${passwordHash} is not null`.mapWith(Boolean),
  factors: factorKinds,
};

/** All stored data of a user, for the owner and administrators. */
export type UserRecord = Omit<
  typeof users.$inferSelect,
  'passwordHash' | 'emailNormalized' | 'usernameNormalized' | 'nameNormalized'
> & {
  hasPassword: boolean;
  factors: string[];
};

/** Holds for users with this role above `user`. The first condition matches the index. */
export const hasRole = (table: { roles: Column }, role: Role) =>
  and(sql`${table.roles} <> '["user"]'`, sql`${table.roles} like ${`%"${role}"%`}`);
