import { base64url, type CryptoKey, compactVerify, decodeProtectedHeader } from 'jose';
import { tokenInvalid } from './errors.ts';
import type { Signed } from './verified-tokens.ts';

/** A key and the only algorithm that it is used with. */
export type VerifyingKey = { alg: string; key: CryptoKey | Uint8Array };

/** Returns what a signature vouches for. Throws `token_invalid` if it is wrong. */
export async function readSigned(token: string, { alg, key }: VerifyingKey): Promise<Signed> {
  const { payload, protectedHeader } = await compactVerify(token, key, { algorithms: [alg] }).catch(
    (cause: unknown) => {
      throw tokenInvalid({ cause });
    },
  );
  if (!isExact(token)) throw tokenInvalid();
  // We issue no extensions, one of which changes how the payload is read (RFC 7797).
  if (protectedHeader.crit !== undefined) throw tokenInvalid();
  return { typ: protectedHeader.typ, payload: new TextDecoder().decode(payload) };
}

// The signature covers all but itself. Decoders forgive spaces, padding and bits that stand for
// nothing, by which a changed token would pass for the one that was issued.
function isExact(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  // biome-ignore lint/plugin/secret-comparison: a text with its own spelling.
  return base64url.encode(base64url.decode(signature)) === signature;
}

/** Returns the key that a token's header names; empty for none. Throws `token_invalid`. */
export function keyIdOf(token: string): string {
  try {
    return decodeProtectedHeader(token).kid ?? '';
  } catch (cause) {
    throw tokenInvalid({ cause });
  }
}
