import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { document } from '../http/contract.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { type Clock, MINUTE, SECOND } from '../shared/clock.ts';
import { defineError } from '../shared/errors.ts';
import type { AccountView } from '../users/user.ts';
import { ALL_PROOFS, kindsOf, METHODS, type Proof, proofsIn, provesPossession } from './proofs.ts';

/** Maximum age of a proof for routes that require a fresh one (contract.md). Milliseconds. */
const FRESH = 10 * MINUTE;

export const reauthenticationRequired = defineError(
  'reauthentication_required',
  'forbidden',
  'Prove again that it is you, or sign in again, to do this',
);

/**
 * Throws `reauthentication_required`, with the challenge of RFC 9470 §3, unless the user proved
 * themselves in this session within the last ten minutes, with the strongest kind of proof that the
 * account has: possession, else the password, else anything.
 */
export function requireFreshProof(signedIn: SignedIn, clock: Clock): void {
  if (isRecent(signedIn.claims, clock) && isStrongest(signedIn.user, proofsOf(signedIn))) return;
  const acr = hasPossession(signedIn.user) ? ', acr_values="aal2"' : '';
  const challenge = `Bearer error="insufficient_user_authentication", max_age=${FRESH / SECOND}`;
  throw reauthenticationRequired({ headers: { 'WWW-Authenticate': `${challenge}${acr}` } });
}

/**
 * Returns whether the proof that a token stands for is at most ten minutes old: never more, since
 * `auth_time` is the second in which it was given, rounded down.
 */
export function isRecent({ auth_time: at }: SignedIn['claims'], clock: Clock): boolean {
  return clock() - at * SECOND <= FRESH;
}

/** What the documentation says of a route that wants a fresh proof. */
export const FRESH_DOC = {
  kind: 'fresh',
  sentence: 'Requires a sign-in or a `step-up` within the last ten minutes.',
  error: reauthenticationRequired,
} as const;

/** Passes only requests with a fresh proof; mount it behind `authenticate`. */
export const freshProof = (provide: (c: Context) => { clock: Clock }) =>
  document(
    createMiddleware<{ Variables: { principal: SignedIn } }>((c, next) => {
      requireFreshProof(c.var.principal, provide(c).clock);
      return next();
    }),
    FRESH_DOC,
  );

/** Returns whether an account has a factor that proves possession. */
export const hasPossession = (user: Pick<AccountView, 'factors'>): boolean =>
  METHODS.some((method) => provesPossession(method) && user.factors.includes(method));

/**
 * Returns the proofs that a token stands for. The guard knows them by name, unless the token is
 * older than the session's latest proof: within one second only its `amr` tells.
 */
function proofsOf(signedIn: SignedIn): Proof[] {
  const { claims, traits } = signedIn;
  const isLatest =
    Math.floor(traits.authTime / SECOND) === claims.auth_time &&
    claims.amr.join() === traits.amr.join();
  return isLatest ? sessionProofs(signedIn) : proofsIn(claims.amr);
}

/** Returns the proofs that a session stands for. */
export function sessionProofs({ traits: { proofs, amr } }: SignedIn): Proof[] {
  return proofs === undefined
    ? proofsIn(amr)
    : ALL_PROOFS.filter((proof) => proofs.includes(proof));
}

function isStrongest(user: AccountView, proofs: Proof[]): boolean {
  const kinds = kindsOf(proofs);
  if (hasPossession(user)) return kinds.has('possession');
  return !user.hasPassword || kinds.has('knowledge') || kinds.has('possession');
}
