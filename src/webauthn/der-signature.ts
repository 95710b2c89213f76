const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * Whether bytes are the one DER encoding of an ECDSA signature of P-256 (RFC 3279 §2.2.3). The
 * library ignores what follows it, and takes longer encodings of the same.
 */
export function isStrictSignature(bytes: Uint8Array): boolean {
  const [kind, length = 0] = bytes;
  if (kind !== SEQUENCE || length >= 0x80 || length + 2 !== bytes.length) return false;
  const afterR = skipInteger(bytes, 2);
  return afterR !== null && skipInteger(bytes, afterR) === bytes.length;
}

/** Returns where a positive integer in its shortest form ends; null for anything else. */
function skipInteger(bytes: Uint8Array, at: number): number | null {
  const [kind, length = 0, first = 0, second = 0] = bytes.slice(at, at + 4);
  if (kind !== INTEGER || length === 0 || length > 33 || (first & 0x80) !== 0) return null;
  const isPadded = first === 0 && length > 1 && (second & 0x80) === 0;
  return isPadded || at + 2 + length > bytes.length ? null : at + 2 + length;
}
