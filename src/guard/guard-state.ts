import type { Role } from '../shared/role.ts';

/** How the tokens of a session travel: in a cookie, or in bodies for clients that are no browser. */
export type TokenDelivery = 'cookie' | 'body';

/** What stays the same for the life of a session. */
export type SessionTraits = {
  /** Epoch milliseconds of the sign-in. */
  authTime: number;
  /** Authentication method references (RFC 8176). */
  amr: string[];
  delivery: TokenDelivery;
};

/** What a refresh says of the user, whatever the session. */
export type Principal = { roles: Role[]; emailVerified: boolean };
