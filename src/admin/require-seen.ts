import { changedMeanwhile } from '../users/version-store.ts';

/**
 * Throws `changed_meanwhile` if a user has another version than an administrator saw, who decided
 * by that one. Without `seen` any version will do.
 */
export function requireSeen({ version }: { version: number }, seen: number | undefined): void {
  if (seen !== undefined && seen !== version) throw changedMeanwhile();
}
