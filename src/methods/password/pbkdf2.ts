import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** Iterations between pauses for other requests: about 50 ms. */
const SLICE = 20_000;

/**
 * Computes one block of PBKDF2 (RFC 8018 §5.2), as long as the digest. The platform's PBKDF2
 * rejects more than 100,000 iterations in production (workerd#1346), and the library's asynchronous
 * one yields by the clock, which a Worker freezes while it computes. Hence this loop over the
 * library's HMAC, which awaits `pause` after each slice.
 */
export async function pbkdf2(
  digest: 'sha256' | 'sha1',
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  pause: () => Promise<unknown> = () => scheduler.wait(0),
): Promise<Uint8Array> {
  const keyed = digest === 'sha256' ? hmac.create(sha256, password) : hmac.create(sha1, password);
  const scratch = keyed.clone();
  const last = keyed
    .clone()
    .update(salt)
    .update(Uint8Array.of(0, 0, 0, 1))
    .digest();
  const result = last.slice();
  for (let done = 1; done < iterations; ) {
    const end = Math.min(iterations, done + SLICE);
    for (; done < end; done++) {
      keyed._cloneInto(scratch).update(last).digestInto(last);
      for (let i = 0; i < result.length; i++) result[i] = (result[i] ?? 0) ^ (last[i] ?? 0);
    }
    if (done < iterations) await pause();
  }
  return result;
}
