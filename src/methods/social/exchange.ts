import type { AttemptProofs } from './attempt-keys.ts';
import type { Claims } from './claims.ts';

/** What an answer is asked for with. */
export type Exchange = AttemptProofs & {
  /** What the callback got. */
  params: URLSearchParams;
  /** What the attempt began with. */
  state: string;
};

/** What a provider says, once it has been checked. */
export type Said = {
  issuer: string;
  subject: string;
  /** By the names of OpenID Connect, for providers without it too. */
  claims: Claims;
};
