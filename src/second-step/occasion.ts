import type { Standing } from '../guard/redeem-code.ts';
import type { PendingSignIn } from './pending-sign-in.ts';

/** What a proof is for: finishing a sign-in, or proving oneself again in a session. */
export type Occasion =
  | { kind: 'sign_in'; pending: PendingSignIn }
  | { kind: 'step_up'; sessionId: string; signInEpoch: number };

/** The lane and the count in which tries of an occasion are charged. */
export const standingOf = (occasion: Occasion): Standing =>
  occasion.kind === 'sign_in'
    ? { signInId: occasion.pending.id }
    : { sessionId: occasion.sessionId };

/** Whose proof is asked for, as far as is known before the user is read; null if not. */
export const userIdOf = (occasion: Occasion): string | null =>
  occasion.kind === 'sign_in' ? occasion.pending.userId : null;

/** The id of an occasion: what belongs to it is valid for no other. */
export const placeOf = (occasion: Occasion): string =>
  occasion.kind === 'sign_in' ? occasion.pending.id : occasion.sessionId;
