import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { decodeProtectedHeader } from 'jose';
import { type AuthenticateDeps, authenticate } from '../http/authenticate.ts';
import { document, documentedBy } from '../http/contract.ts';
import { presentedToken } from '../http/presented-token.ts';
import { noteActor } from '../http/request-log.ts';
import { assertMaySignIn } from '../sessions/may-sign-in.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import type { Clock } from '../shared/clock.ts';
import { requireFreshProof } from '../step-up/fresh-proof.ts';
import type { Method } from '../step-up/proofs.ts';
import { tokenInvalid, tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { AccountView } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { verifyMfaToken } from './mfa-token.ts';
import { isVoid, type PendingSignIn } from './pending-sign-in.ts';
import type { SecondStepPolicy } from './policy.ts';
import { stepAfter } from './step-after.ts';

/**
 * Who sets up a factor: a signed-in user, or one whose sign-in waits for a second kind of proof.
 */
export type Enroller = { user: AccountView } & (
  | { session: SignedIn; pending: null }
  | { session: null; pending: PendingSignIn }
);

/** Returns who may set up a factor to finish a sign-in. Throws a refusal of the token. */
export type FindEnroller = (mfaToken: string, method: Method) => Promise<Enroller>;

export type FindEnrollerDeps = {
  jwt: Jwt;
  users: UserStore;
  policy: SecondStepPolicy;
  emailVerificationRequired: boolean;
  clock: Clock;
};

/**
 * Resolves an `mfa_token` to its user. Throws `token_invalid`, `token_expired`, `token_revoked`
 * unless that sign-in has to set up the method; `account_disabled`, `account_locked` or
 * `email_not_verified` if it could not be completed; and `storage_unavailable`.
 */
export const createFindEnroller =
  ({ jwt, users, policy, emailVerificationRequired, clock }: FindEnrollerDeps): FindEnroller =>
  async (mfaToken, method) => {
    const pending = await verifyMfaToken(jwt, mfaToken);
    const user = await users.findById(pending.userId);
    if (user === null || isVoid(pending, user)) throw tokenRevoked();
    const step = stepAfter(user, policy, pending.proofs);
    if (step.kind !== 'enrol' || !step.methods.includes(method)) throw tokenInvalid();
    // Before anything is added: the recovery codes are shown with the tokens, or never.
    assertMaySignIn(user, { emailVerificationRequired, now: clock() });
    return { user, session: null, pending };
  };

export type AuthenticateEnrollerDeps = AuthenticateDeps<SignedIn> & {
  findEnroller: FindEnroller;
  clock: Clock;
};

/** What an enrolment asks for: `fresh` of a signed-in user a fresh proof. */
type Enrolling = { method: Method; fresh: boolean };

/**
 * Passes a signed-in user, or the bearer of an `mfa_token` whose sign-in has to set up `method`,
 * and sets `c.var.enroller`. `alongside` is the limit by user. Throws what `authenticate` throws,
 * and `reauthentication_required`.
 */
export function authenticateEnroller(
  provide: (c: Context) => AuthenticateEnrollerDeps,
  { method, fresh }: Enrolling,
  alongside: (c: Context, userId: string) => Promise<unknown>,
) {
  const signedIn = authenticate(provide, alongside);
  const middleware = createMiddleware<{
    Variables: { principal: SignedIn; enroller: Enroller };
  }>(async (c, next) => {
    const token = presentedToken(c);
    if (typeof token !== 'string' || !isMfaToken(token))
      return signedIn(c as Context, async () => {
        const session = c.var.principal;
        if (fresh) requireFreshProof(session, provide(c).clock);
        c.set('enroller', { user: session.user, session, pending: null });
        await next();
      });
    const enroller = await provide(c).findEnroller(token, method);
    noteActor(c, { userId: enroller.user.id });
    await alongside(c, enroller.user.id);
    c.set('enroller', enroller);
    return next();
  });
  const about = documentedBy(alongside);
  return about === undefined ? middleware : document(middleware, about);
}

// By its own word only: the signature is verified by what then reads it.
function isMfaToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === 'mfa+jwt';
  } catch {
    return false;
  }
}
