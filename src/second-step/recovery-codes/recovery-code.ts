import { digestOf } from '../../shared/digest.ts';
import type { Random } from '../../shared/random.ts';

/** Codes of one set. */
export const CODES = 10;
/**
 * Characters of a code: 120 bits. From 112 bits on a code may be stored by a fast hash (ASVS 5.0,
 * 6.5.2): nobody guesses it, even offline.
 */
const LENGTH = 24;
/** Characters of codes that were made before 2.0.0, which go on working. */
const FORMER_LENGTH = 16;
const GROUP = 4;

/** Without I, L, O and U, which are taken for other characters (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LOOK_ALIKES: Record<string, string> = { I: '1', L: '1', O: '0' };
const CODE = new RegExp(`^(?:[${ALPHABET}]{${LENGTH}}|[${ALPHABET}]{${FORMER_LENGTH}})$`);

/** Makes a set of codes, in groups of four characters. */
export function makeRecoveryCodes(random: Random): string[] {
  // 32 divides 256, so the lower five bits of a byte favour no character.
  const codeOf = (bytes: Uint8Array) =>
    Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('');
  return Array.from({ length: CODES }, () => inGroups(codeOf(random.bytes(LENGTH))));
}

const inGroups = (code: string) =>
  Array.from({ length: LENGTH / GROUP }, (_, i) => code.slice(i * GROUP, (i + 1) * GROUP)).join(
    '-',
  );

/**
 * Reads a typed code: in any case and script width, with any separators, and with characters that
 * look like those meant. Returns null if it cannot be a code.
 */
export function readRecoveryCode(typed: string): string | null {
  const read = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll(/[ILO]/g, (char) => LOOK_ALIKES[char] ?? char);
  return CODE.test(read) ? read : null;
}

/**
 * The digest under which a code is stored and used up: SHA-256 without a key. A code of 120 random
 * bits needs none, and so no key can be lost. `read` comes from {@link readRecoveryCode}.
 */
export const recoveryDigest = (userId: string, read: string): string =>
  digestOf('recovery-code', userId, read);
