import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { v7 } from 'uuid';

/**
 * Returns the id of an imported user: a UUID v7 with the time of joining, whose random bits come
 * from the normalised address. A row has the same id in every run, even after its owner changes the
 * address here.
 */
export function importId(emailNormalized: string, joinedAt: number): string {
  const random = sha256(utf8ToBytes(`latchkey/import/${emailNormalized}`)).slice(0, 16);
  return v7({ msecs: Math.max(0, joinedAt), random });
}
