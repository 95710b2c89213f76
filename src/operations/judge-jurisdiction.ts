import type { Jurisdiction } from '../guard/guard-namespace.ts';

/** Under which name D1 keeps the jurisdiction of a deployment's guards. */
export const GUARD_JURISDICTION = 'guard_jurisdiction';

/** What is kept for a deployment that sets none: other than nothing kept, it has been decided. */
export const NO_JURISDICTION = 'none';

/** A jurisdiction as it is kept in D1. */
export type KeptJurisdiction = Jurisdiction | typeof NO_JURISDICTION;

export type Found = {
  /** Null if nothing is kept yet. */
  kept: string | null;
  hasUsers: boolean;
};
export type JurisdictionVerdict =
  | { outcome: 'kept' }
  /** Nothing lies anywhere yet: what is wanted may be kept. */
  | { outcome: 'undecided' }
  | { outcome: 'refused'; reason: string };

/**
 * Whether a deployment finds its guards under the jurisdiction that it wants. The jurisdiction is
 * part of a guard's id, so under another one each user has a new, empty guard: without sessions,
 * locks, used codes and the marks of what was ended. Users from before anything was kept have their
 * guards in none.
 */
export function judgeJurisdiction(
  { kept, hasUsers }: Found,
  wanted: KeptJurisdiction,
): JurisdictionVerdict {
  const present = kept ?? (hasUsers ? NO_JURISDICTION : null);
  if (kept === wanted) return { outcome: 'kept' };
  if (present === null || present === wanted) return { outcome: 'undecided' };
  const reason =
    `GUARD_JURISDICTION is ${wanted}, but the guards of this deployment were made with ` +
    `${present}; it is part of their ids, so every user would get an empty guard`;
  return { outcome: 'refused', reason };
}
