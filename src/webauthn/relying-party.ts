/** The service as authenticators know it (WebAuthn Level 3 §4, "Relying Party"). */
export type RelyingParty = {
  /** The domain that passkeys belong to. */
  id: string;
  /** Shown when a passkey is made. */
  name: string;
  /** Whose pages and apps may use passkeys: web origins and `android:apk-key-hash:…`. */
  origins: readonly string[];
};

/**
 * Life of a request to an authenticator, and of its challenge, in milliseconds: what WebAuthn Level
 * 3 §5.4 recommends where user verification is required.
 */
export const CEREMONY_TIME = 300_000;

/**
 * Accepted algorithms, preferred ones first (COSE): EdDSA, ES256, and RS256 for Windows Hello.
 * Fixed, so that neither a library nor a runtime changes them.
 */
export const ALGORITHMS = [-8, -7, -257] as const;

/**
 * Returns the origins whose pages need `/.well-known/webauthn` to use the passkeys of this domain:
 * web origins outside of it (WebAuthn Level 3 §5.11).
 */
export function relatedOriginsOf({ id, origins }: RelyingParty): string[] {
  return origins.filter((origin) => /^https?:/.test(origin) && !isWithin(origin, id));
}

function isWithin(origin: string, domain: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === domain || hostname.endsWith(`.${domain}`);
}
