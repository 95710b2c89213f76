import type { Role } from '../shared/role.ts';
import type { Grant } from './grant.ts';

/** How a session's refresh token is delivered: in a cookie, in bodies, or both. */
export const TOKEN_DELIVERIES = ['cookie', 'body', 'both'] as const;
export type TokenDelivery = (typeof TOKEN_DELIVERIES)[number];

/** What changes only when the user proves themselves again. */
export type SessionTraits = {
  /** Epoch milliseconds of the latest proof: the sign-in, or a step-up. */
  authTime: number;
  /** Authentication method references (RFC 8176). */
  amr: string[];
  /** The proofs that `amr` stands for, by name; absent for sessions of an earlier release. */
  proofs?: string[];
  /**
   * The account at a provider that began the session; later proofs do not change it. Absent for
   * other sign-ins, and for sessions of an earlier release.
   */
  identity?: { id: string; provider: string };
  delivery: TokenDelivery;
  /** What an OAuth client holds; absent for a sign-in at our own routes. */
  grant?: Grant;
};

/** What a refresh reports about the user, in every session. */
export type Principal = { roles: Role[]; emailVerified: boolean };
