import { base64url } from 'jose';
import * as z from 'zod';
import type { KeyRing } from '../../shared/digest.ts';
import { SafeMessageError } from '../../shared/errors.ts';
import { sealKeyId, sealText, unsealText } from '../../shared/seal.ts';

const content = z.object({ factor: z.string(), secret: z.string() });

/** A secret as D1 keeps it, and the id of the key that sealed it. */
export type SealedSecret = { secret: string; sealedBy: string };

/** Seals the secret of a factor with the first key. It opens for this factor only. */
export async function sealSecret(
  keys: KeyRing,
  { factorId, bytes }: { factorId: string; bytes: Uint8Array },
): Promise<SealedSecret> {
  const text = JSON.stringify({ factor: factorId, secret: base64url.encode(bytes) });
  return { secret: await sealText(keys, text), sealedBy: sealKeyId(keys[0]) };
}

/**
 * Opens the sealed secret of a factor. Throws if none of the keys sealed it, or if it was sealed
 * for another factor: whoever can write rows cannot put a secret of their own into another's row.
 * A row that changes its user still opens; so would a passkey, which needs no seal.
 */
export async function openSecret(
  keys: KeyRing,
  { factorId, sealed }: { factorId: string; sealed: string },
): Promise<Uint8Array> {
  const { factor, secret } = content.parse(JSON.parse(await unsealText(keys, sealed)));
  if (factor !== factorId)
    throw new SafeMessageError('a secret that was sealed for another factor');
  return base64url.decode(secret);
}
