import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { document } from '../http/contract.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { type Clock, MINUTE, SECOND } from '../shared/clock.ts';
import { defineError } from '../shared/errors.ts';
import type { AccountView } from '../users/user.ts';
import { kindsOf, METHODS, PROOFS, type Proof, provesPossession } from './proofs.ts';

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
  const isFresh = clock() - signedIn.claims.auth_time * SECOND <= FRESH;
  if (isFresh && isStrongest(signedIn.user, proofsOf(signedIn))) return;
  const acr = hasPossession(signedIn.user) ? ', acr_values="aal2"' : '';
  const challenge = `Bearer error="insufficient_user_authentication", max_age=${FRESH / SECOND}`;
  throw reauthenticationRequired({ headers: { 'WWW-Authenticate': `${challenge}${acr}` } });
}

/** Passes only requests with a fresh proof; mount it behind `authenticate`. */
export const freshProof = (provide: (c: Context) => { clock: Clock }) =>
  document(
    createMiddleware<{ Variables: { principal: SignedIn } }>((c, next) => {
      requireFreshProof(c.var.principal, provide(c).clock);
      return next();
    }),
    { kind: 'fresh', error: reauthenticationRequired },
  );

/** Returns whether an account has a factor that proves possession. */
export const hasPossession = (user: Pick<AccountView, 'factors'>): boolean =>
  METHODS.some((method) => provesPossession(method) && user.factors.includes(method));

/**
 * Returns the proofs that a token stands for. The guard knows them by name, unless the token is
 * older than the session's latest proof; `amr` alone does not tell a mailed code from an app's.
 */
export function proofsOf({ claims, traits }: Pick<SignedIn, 'claims' | 'traits'>): Proof[] {
  const isLatest = Math.floor(traits.authTime / SECOND) === claims.auth_time;
  const known = isLatest ? traits.proofs : undefined;
  if (known !== undefined) return ALL.filter((proof) => known.includes(proof));
  return ALL.filter((proof) => proof !== 'totp' && proof !== 'recovery_code').filter((proof) =>
    claims.amr.includes(PROOFS[proof].amr),
  );
}
const ALL = Object.keys(PROOFS) as Proof[];

function isStrongest(user: AccountView, proofs: Proof[]): boolean {
  const kinds = kindsOf(proofs);
  if (hasPossession(user)) return kinds.has('possession');
  return !user.hasPassword || kinds.has('knowledge') || kinds.has('possession');
}
