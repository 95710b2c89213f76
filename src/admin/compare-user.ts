import { recoveryCodeFactor } from '../second-step/factors/recovery-code.ts';
import type { AccountView, User } from '../users/user.ts';

/** What of a user is compared, apart from the password and second factors. */
const FACTS = [
  'email',
  'username',
  'firstName',
  'lastName',
  'displayName',
  'timezone',
  'locale',
  'status',
  'roles',
  'emailVerifiedAt',
  'signInEpoch',
  'lockedUntil',
] as const satisfies (keyof AccountView)[];

/** How a row differs from what its guard knows. */
export type UserDifference = {
  /** Names of what differs. */
  facts: string[];
  /** Whether the row has the password of another time, or one that is void. */
  voidsPassword: boolean;
  /** Kinds of second factors that the row lacks, and that it has too many. */
  lacks: string[];
  removes: string[];
};

/** Compares a row with what its guard knows. */
export function compareUser(view: AccountView, row: User): UserDifference {
  const sameTime = view.passwordChangedAt === row.passwordChangedAt;
  const keeps = sameTime && view.hasPassword === row.hasPassword;
  return {
    facts: FACTS.filter((fact) => JSON.stringify(view[fact]) !== JSON.stringify(row[fact])),
    voidsPassword: !keeps && (view.hasPassword || row.hasPassword),
    lacks: ownKinds(view).filter((kind) => !row.factors.includes(kind)),
    removes: ownKinds(row).filter((kind) => !view.factors.includes(kind)),
  };
}

// Using a recovery code raises no version: the guard learns of it with the user's next change.
const ownKinds = ({ factors }: { factors: string[] }) =>
  factors.filter((kind) => kind !== recoveryCodeFactor.kind);

/** Whether a row says something else than its guard at the same version. */
export function isEdited({ facts, voidsPassword, lacks, removes }: UserDifference): boolean {
  return voidsPassword || [...facts, ...lacks, ...removes].length > 0;
}
