import { and, type Column, getTableColumns, sql } from 'drizzle-orm';
import type { Role } from '../shared/role.ts';
import { factorKinds } from './factor-store.ts';
import { users } from './table.ts';

const { passwordHash, emailNormalized, usernameNormalized, ...shown } = getTableColumns(users);
/** Everything but the password, of which it is only told that there is one. */
export const recordColumns = {
  ...shown,
  hasPassword: sql<number>`${passwordHash} is not null`.mapWith(Boolean),
  factors: factorKinds,
};
/** All that is held on a user, for the owner and for administrators. */
export type UserRecord = Omit<
  typeof users.$inferSelect,
  'passwordHash' | 'emailNormalized' | 'usernameNormalized'
> & {
  hasPassword: boolean;
  factors: string[];
};

/** Holds for users with a role above `user`. The first condition is that of the index of privileged users. */
export const hasRole = (table: { roles: Column }, role: Role) =>
  and(sql`${table.roles} <> '["user"]'`, sql`${table.roles} like ${`%"${role}"%`}`);
