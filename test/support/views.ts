import type { AccountView } from '../../src/users/user.ts';

/** A user as a guard is told of them. */
export const viewOf = (given: Partial<AccountView> = {}): AccountView => ({
  id: 'u',
  email: 'u@example.com',
  emailNormalized: 'u@example.com',
  username: null,
  hasPassword: true,
  firstName: '',
  lastName: '',
  displayName: '',
  timezone: 'UTC',
  locale: null,
  status: 'active',
  roles: ['user'],
  factors: [],
  identities: [],
  emailVerifiedAt: null,
  passwordChangedAt: null,
  signInEpoch: 0,
  rolesChangedAt: 0,
  lockedUntil: null,
  lastLoginAt: null,
  createdAt: Date.UTC(2200, 0, 1),
  version: 0,
  ...given,
});
