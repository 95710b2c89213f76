import { createHash } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { isSameSecret } from '../../shared/digest.ts';
import { type Claims, isSubject } from './claims.ts';
import { isYetToCome } from './library-options.ts';
import { invalidAnswer } from './provider-fault.ts';
import type { Talk } from './talk.ts';

/**
 * Checks of an ID token what the library leaves out (OpenID Connect Core §2, §3.1.3.7 and
 * §3.1.3.8): the form of the subject, a time of issue that has not come, who it was issued to, and
 * that it goes with this access token. Returns the subject. Throws `ProviderFault`.
 */
export function checkClaims(
  talk: Talk,
  { idToken, accessToken, claims }: { idToken: string; accessToken: string; claims: Claims },
): string {
  const { sub, iat, azp, at_hash: hash } = claims;
  if (!isSubject(sub)) throw invalidAnswer('claim:sub');
  if (typeof iat !== 'number' || isYetToCome(iat, talk)) throw invalidAnswer('claim:iat');
  if (azp !== undefined && azp !== talk.provider.clientId) throw invalidAnswer('claim:azp');
  const isHalf = (text: unknown) =>
    typeof text === 'string' && isSameSecret(text, halfDigest(idToken, accessToken));
  if (hash !== undefined && !isHalf(hash)) throw invalidAnswer('claim:at_hash');
  return sub;
}

/** The left half of a digest, by the algorithm of the token's signature. */
function halfDigest(idToken: string, accessToken: string): string {
  const { alg = '' } = decodeProtectedHeader(idToken);
  // Ed25519 goes with SHA-512 (RFC 8032 §5.1).
  const bits = /^Ed/.test(alg) ? '512' : alg.slice(-3);
  const digest = createHash(`sha${bits}`).update(accessToken).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
