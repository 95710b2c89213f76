import { digestOf } from '../../shared/digest.ts';
import type { Random } from '../../shared/random.ts';

/** 96 bits: no two clients share an id, and none has the form of a user's. */
const BYTES = 12;

/** A fresh id. */
export const makeClientId = (random: Random): string => `c-${random.bytes(BYTES).toHex()}`;

/** The id that a form registers a client under, however often it is sent. */
export function clientIdOfForm(actorId: string, draft: string): string {
  const digest = digestOf('client-draft', actorId, draft);
  const bytes = Uint8Array.fromBase64(digest, { alphabet: 'base64url' });
  return `c-${bytes.slice(0, BYTES).toHex()}`;
}
