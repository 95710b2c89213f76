import type { Role } from '../shared/role.ts';

/** Where a session's refresh token goes: into a cookie, into bodies, or into both. */
export const TOKEN_DELIVERIES = ['cookie', 'body', 'both'] as const;
export type TokenDelivery = (typeof TOKEN_DELIVERIES)[number];

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
