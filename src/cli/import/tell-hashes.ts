import { readDjangoHash } from '../../methods/password/django-hash.ts';
import { kindOf, OWN_KIND } from '../../methods/password/hash-kinds.ts';
import type { ImportStore } from '../../users/import-store.ts';

/** Foreign hashes sampled: more would not improve the shares, fewer would miss rare kinds. */
const SAMPLE = 5000;

/**
 * Returns the value of `IMPORTED_PASSWORD_HASHES` that fits the database, as JSON; null without
 * foreign hashes. Contains kinds and numbers, never a hash.
 */
export async function hashSettingOf(
  users: Pick<ImportStore, 'sampleHashes'>,
): Promise<string | null> {
  const { own, foreign, sample } = await users.sampleHashes(SAMPLE);
  const kinds = sample.flatMap((text) => {
    const { hash } = readDjangoHash(text);
    return hash === undefined ? [] : [kindOf(hash)];
  });
  if (kinds.length === 0) return null;
  const shares: Record<string, number> = {};
  for (const kind of kinds.toSorted()) shares[kind] = (shares[kind] ?? 0) + 1;
  for (const [kind, seen] of Object.entries(shares))
    shares[kind] = Math.max(1, Math.round((seen / kinds.length) * foreign));
  return JSON.stringify(own === 0 ? shares : { ...shares, [OWN_KIND]: own });
}

/** The setting in words, for the operator. */
export function tellHashSetting(setting: string): string {
  return `Until an imported user has signed in, a wrong password takes as long as their old hash.
So that unknown names take as long, set this variable of the Worker, and update it as users sign in
(--dry-run prints it again):
IMPORTED_PASSWORD_HASHES='${setting}'`;
}
