import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** What a look-up among leaked passwords comes to; `unknown` when the service did not answer in time or sensibly. */
export type BreachVerdict = 'found' | 'clean' | 'unknown';

/** Looks up the digest of a password (see {@link breachDigest}) among leaked ones. Never throws. */
export type LookUpBreach = (digest: string) => Promise<BreachVerdict>;

/** Longest wait for an answer, in milliseconds. */
const TIME_LIMIT = 1500;
const PREFIX_LENGTH = 5;

/** SHA-1 in upper-case hexadecimal, the key of the Have I Been Pwned corpus. As good as the password: never stored or logged. */
export function breachDigest(password: string): string {
  return bytesToHex(sha1(utf8ToBytes(password.normalize('NFKC')))).toUpperCase();
}

/**
 * The range protocol of Have I Been Pwned: only the first five digits leave, so that the service learns next to nothing,
 * and padding hides the size of its answer (https://haveibeenpwned.com/API/v3#PwnedPasswords).
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
        signal: AbortSignal.timeout(TIME_LIMIT),
      });
      if (!response.ok) return 'unknown';
      return holds(await response.text(), digest.slice(PREFIX_LENGTH)) ? 'found' : 'clean';
    } catch {
      return 'unknown';
    }
  };
}

// Lines of `SUFFIX:COUNT`; those with a count of 0 are padding.
function holds(range: string, suffix: string): boolean {
  return range.split('\n').some((line) => {
    const [candidate = '', count = '0'] = line.trim().split(':');
    return candidate.toUpperCase() === suffix && Number(count) > 0;
  });
}
