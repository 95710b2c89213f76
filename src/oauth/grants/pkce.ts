import { createHash } from 'node:crypto';

/** A verifier: 43 to 128 unreserved characters (RFC 7636 §4.1). */
const VERIFIER = /^[\w.~-]{43,128}$/;
/** A challenge by S256: 32 bytes in base64url. */
const CHALLENGE = /^[\w-]{43}$/;

/** Whether a text may be a challenge by S256, the only method taken. */
export const isChallenge = (text: string): boolean => CHALLENGE.test(text);

/** The challenge of a verifier by S256; for what is no verifier, a text that none is. */
export const toChallenge = (verifier: string): string =>
  VERIFIER.test(verifier) ? createHash('sha256').update(verifier).digest('base64url') : '';
