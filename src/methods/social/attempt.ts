/**
 * One way to a provider and back, kept sealed in a cookie of the browser that began it. Times in
 * epoch milliseconds.
 */
export type Attempt = {
  provider: string;
  /** 256 random bits; PKCE's verifier and the nonce are derived from it. */
  state: string;
  issuedAt: number;
  expiresAt: number;
  intent: AttemptIntent;
  /** Where the person came for; null for the account. Judged when the attempt began. */
  returnTo: string | null;
};

export type AttemptIntent =
  | { kind: 'sign_in'; remember: boolean }
  /** Connecting the provider to an account that is signed in. */
  | { kind: 'connect'; userId: string; sessionId: string };
