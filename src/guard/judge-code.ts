import { isSameSecret } from '../shared/digest.ts';
import { withoutPort } from '../shared/loopback-uri.ts';
import type { SessionTraits } from './guard-state.ts';

/** What a client asked for and was found good, as a code promises it. */
export type CodeRequest = {
  clientId: string;
  redirectUri: string;
  /** Of PKCE, by S256 (RFC 7636 §4.2); null for a client that need not send one. */
  challenge: string | null;
  nonce: string | null;
  /** Separated by spaces. */
  scope: string;
  resource: string | null;
  /** The thumbprint of the key that must prove itself at the exchange (RFC 9449 §10). */
  jkt: string | null;
};

/** An authorization code as its guard keeps it. Times are epoch milliseconds. */
export type StoredCode = CodeRequest & {
  /** The session of the browser. */
  begunIn: string;
  authTime: number;
  amr: string[];
  proofs?: string[];
  /** The account at a provider that began the session of the browser, if any did. */
  identity?: SessionTraits['identity'];
  issuedAt: number;
  expiresAt: number;
};

/** A code with what became of it: the grant that it was exchanged for, if it was. */
export type KnownCode = { code: StoredCode; tries: number; grantId: string | null };

/** What comes with a code that a client presents. */
export type PresentedCode = {
  clientId: string;
  /** Null where the client sent none, which OAuth 2.1 allows. */
  redirectUri: string | null;
  /** The challenge that the client's verifier has; null without one. */
  challenge: string | null;
  jkt: string | null;
  /** What the client wants tokens for; null for what was granted. An earlier release sent none. */
  resource?: string | null;
  /** The redirect URIs that the client has by now; an earlier release sent none. */
  registered?: readonly string[];
  now: number;
};

/** What speaks against a code. */
export const CODE_FAULTS = ['client', 'redirect_uri', 'verifier', 'key', 'resource'] as const;
export type CodeFault = (typeof CODE_FAULTS)[number];

/** `replayed`: used before, by the same client with all that belongs to it. */
export type CodeVerdict = 'right' | 'replayed' | 'used' | 'exhausted' | 'expired' | CodeFault;

/** Wrong tries after which a code is dead, as for codes that are mailed. */
export const MOST_TRIES = 5;

/**
 * Judges a presented code (RFC 9700 §4.5, §4.8). A used one counts as replayed only if everything
 * else is right: a stranger who saw a code must not end the grant. A verifier without a challenge
 * is as wrong as a challenge without its verifier.
 */
export function judgeCode(
  { code, tries, grantId }: KnownCode,
  presented: PresentedCode,
): CodeVerdict {
  const fault = faultOf(code, presented);
  if (grantId !== null) return fault === null ? 'replayed' : 'used';
  if (tries >= MOST_TRIES) return 'exhausted';
  if (fault !== null) return fault;
  if (!isRegistered(code, presented)) return 'redirect_uri';
  return code.expiresAt <= presented.now ? 'expired' : 'right';
}

function faultOf(
  code: StoredCode,
  { clientId, redirectUri, challenge, jkt, resource = null }: PresentedCode,
): CodeFault | null {
  if (code.clientId !== clientId) return 'client';
  if (redirectUri !== null && code.redirectUri !== redirectUri) return 'redirect_uri';
  if (!isSameChallenge(code.challenge, challenge)) return 'verifier';
  if (code.jkt !== null && code.jkt !== jkt) return 'key';
  if (resource !== null && code.resource !== resource) return 'resource';
  return null;
}

// Without a challenge none may come; what is no verifier has an empty one.
function isSameChallenge(kept: string | null, presented: string | null): boolean {
  if (kept === null || presented === null) return kept === null && presented === null;
  return isSameSecret(presented, kept);
}

// A code went to an address that the client may have lost since, perhaps to whoever has it now.
function isRegistered({ redirectUri }: StoredCode, { registered }: PresentedCode): boolean {
  if (registered === undefined || registered.includes(redirectUri)) return true;
  const wanted = withoutPort(redirectUri);
  return wanted !== null && registered.some((uri) => withoutPort(uri) === wanted);
}
