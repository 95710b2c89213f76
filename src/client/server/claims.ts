/** The claims of an access token (RFC 9068). Times are epoch seconds. */
export type AccessClaims = {
  iss: string;
  aud: string | string[];
  /** The user's id. */
  sub: string;
  exp: number;
  iat: number;
  /** Names the token. */
  jti: string;
  /** Which app it was issued to. */
  client_id: string;
  /** The session that it is of. */
  sid?: string;
  /** What the app was granted, by spaces; absent for the service's own pages and routes. */
  scope?: string;
  /** What the user may do, such as `admin`; of other apps only with the scope `roles`. */
  roles?: string[];
  /** Of other apps only with the scope `email`. */
  email_verified?: boolean;
  /** How the user signed in (RFC 8176), how strongly, and when. */
  amr?: string[];
  acr?: 'aal1' | 'aal2';
  auth_time?: number;
  /** The key that has to prove itself with the token (RFC 9449 §6). */
  cnf?: { jkt?: string };
};

/** What a route asks for beyond a good token. */
export type Needs = {
  /** Scopes, by spaces; all of them. */
  scope?: string;
  /** `aal2` for two steps. */
  acr?: 'aal1' | 'aal2';
  /** Seconds that the last proof of the user may be old. */
  maxAge?: number;
};

/** Whether a token has all of these scopes. */
export function hasScope({ scope = '' }: AccessClaims, wanted: string): boolean {
  const granted = scope.split(' ');
  return wanted.split(' ').every((one) => granted.includes(one));
}

/** Whether the user signed in at least this strongly. */
export function hasAcr({ acr }: AccessClaims, wanted: 'aal1' | 'aal2'): boolean {
  return acr === 'aal2' || acr === wanted;
}

/** Whether the user proved who they are within so many seconds before `now` (epoch seconds). */
export function isFresh({ auth_time }: AccessClaims, maxAge: number, now: number): boolean {
  return auth_time !== undefined && now - auth_time <= maxAge;
}
