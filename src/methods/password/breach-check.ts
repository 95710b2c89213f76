import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The result of a breach check; `unknown` if the service failed or timed out. */
export type BreachVerdict = 'found' | 'clean' | 'unknown';

/** Checks the digest of a password ({@link breachDigest}) against leaked ones. Never throws. */
export type LookUpBreach = (digest: string) => Promise<BreachVerdict>;

/** Timeout in milliseconds. */
const TIME_LIMIT = 1500;
const PREFIX_LENGTH = 5;

/**
 * Returns the SHA-1 in upper-case hexadecimal, the key of the Have I Been Pwned corpus. It is as
 * sensitive as the password: never log it, and store it only encrypted.
 */
export function breachDigest(password: string): string {
  return bytesToHex(sha1(utf8ToBytes(password.normalize('NFKC')))).toUpperCase();
}

/**
 * Uses the range protocol of Have I Been Pwned: only the first five digits are sent, so that the
 * service learns next to nothing, and padding hides the size of its response
 * (https://haveibeenpwned.com/API/v3#PwnedPasswords).
 */
export function createLookUpBreach({
  url,
  fetch,
}: {
  url: string;
  fetch: typeof globalThis.fetch;
}): LookUpBreach {
  return async function lookUpBreach(digest) {
    try {
      const response = await fetch(`${url.replace(/\/*$/, '/')}${digest.slice(0, PREFIX_LENGTH)}`, {
        headers: { 'Add-Padding': 'true', 'User-Agent': 'Latchkey' },
        redirect: 'manual',
        signal: AbortSignal.timeout(TIME_LIMIT),
      });
      if (!response.ok) return 'unknown';
      return holds(await response.text(), digest.slice(PREFIX_LENGTH)) ? 'found' : 'clean';
    } catch {
      return 'unknown';
    }
  };
}

// Lines are `SUFFIX:COUNT`; a count of 0 is padding.
function holds(range: string, suffix: string): boolean {
  return range.split('\n').some((line) => {
    const [candidate = '', count = '0'] = line.trim().split(':');
    return candidate.toUpperCase() === suffix && Number(count) > 0;
  });
}
