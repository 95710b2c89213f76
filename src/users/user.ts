import type { Role } from '../shared/role.ts';

/** A user. Times are epoch milliseconds. */
export type User = {
  id: string;
  email: string;
  emailNormalized: string;
  username: string | null;
  passwordHash: string | null;
  hasPassword: boolean;
  firstName: string;
  lastName: string;
  displayName: string;
  timezone: string;
  /** A canonical language tag (BCP 47). */
  locale: string | null;
  status: 'active' | 'disabled';
  roles: Role[];
  /** The kinds of second factor the user has set up. */
  factors: string[];
  /** The ids of the accounts at providers that are connected. */
  identities: string[];
  emailVerifiedAt: number | null;
  passwordChangedAt: number | null;
  signInEpoch: number;
  rolesChangedAt: number;
  lockedUntil: number | null;
  lastLoginAt: number | null;
  createdAt: number;
  /** Raised with every change that a sign-in or the user's view depends on. */
  version: number;
};

/** A user without the password hash: what a guard knows, and what signed-in requests act for. */
export type AccountView = Omit<User, 'passwordHash'>;

/** A user without the password hash. */
export function toAccountView({ passwordHash, ...view }: User): AccountView {
  return view;
}
