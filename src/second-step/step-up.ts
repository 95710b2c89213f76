import type { AccountGuards } from '../guard/account-guards.ts';
import type { Trails } from '../guard/trail.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { rateLimited } from '../limits/errors.ts';
import { type IssuedTokens, issueTokens } from '../sessions/issue-tokens.ts';
import type { SignedIn } from '../sessions/resolve-principal.ts';
import { type Clock, MINUTE, SECOND } from '../shared/clock.ts';
import type { Random } from '../shared/random.ts';
import { sessionProofs } from '../step-up/fresh-proof.ts';
import { amrOf, kindsOf, METHODS, type Method, provesPossession } from '../step-up/proofs.ts';
import { tokenRevoked } from '../tokens/errors.ts';
import type { Jwt } from '../tokens/jwt.ts';
import type { AccountView, User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { GivenProof, Offer } from './factors/factor.ts';
import { stepUpCodeSecret } from './factors/step-up-code.ts';
import { type ProveDeps, type Proven, prove } from './prove.ts';

export type StepUpDeps = ProveDeps & {
  users: UserStore;
  guards: AccountGuards;
  trails: Trails;
  jwt: Jwt;
  clock: Clock;
  random: Random;
  /** Milliseconds. */
  accessTtl: number;
};

/** Binds stepping up to its dependencies. */
export const createStepUp = (deps: StepUpDeps) => ({
  /** Offers the ways to prove oneself again. */
  offer: (signedIn: SignedIn, client: ClientInfo) => offerStepUp(deps, signedIn, client),
  /** Takes one of them. */
  take: (input: StepUpInput) => stepUp(deps, input),
});
export type StepUp = ReturnType<typeof createStepUp>;

/**
 * Returns the proofs that are the strongest an account has: of possession, else the password, else
 * a mailed code.
 */
export function stepUpMethods({ factors, hasPassword }: AccountView): Method[] {
  const possession = METHODS.filter(provesPossession).filter((kind) => factors.includes(kind));
  if (possession.length > 0) return possession;
  return [hasPassword ? 'password' : 'email_otp'];
}

/**
 * Returns how the user can prove themselves again, and what their client needs for it; mails a code
 * if that is the only way. Throws `rate_limited` if no more codes may be mailed now,
 * `storage_unavailable`.
 */
async function offerStepUp(
  { factors, guards, clock, random }: StepUpDeps,
  { user, claims }: SignedIn,
  client: ClientInfo,
): Promise<{ methods: Method[]; offer: Offer }> {
  const methods = stepUpMethods(user);
  const lane = `session:${claims.sid}` as const;
  const occasion = occasionOf(user, claims.sid);
  const offering = factors.filter(({ kind }) => methods.includes(kind));
  if (offering.some(({ mails }) => mails === true)) {
    const mail = {
      lane,
      purpose: stepUpCodeSecret.name,
      key: random.uuid(),
      now: clock(),
    };
    if (!(await guards.chargeMail(user.id, mail)))
      throw rateLimited({ retryAfter: MINUTE / SECOND });
  }
  const offers = offering.map(({ offer }) => offer?.({ occasion, user, lane, client }) ?? {});
  return { methods, offer: Object.assign({}, ...(await Promise.all(offers))) };
}

export type StepUpInput = { signedIn: SignedIn; given: GivenProof; client: ClientInfo };

/**
 * Takes a proof of a signed-in user and returns new tokens of the same session, with the time and
 * the level of the proof. Throws `otp_invalid` or the factor's own error for a wrong proof and for
 * one weaker than the account's strongest, `token_revoked` if the session ends meanwhile, and
 * `storage_unavailable`.
 */
async function stepUp(
  deps: StepUpDeps,
  { signedIn, given, client }: StepUpInput,
): Promise<{ tokens: IssuedTokens; user: User }> {
  const { id, signInEpoch } = signedIn.user;
  return prove(
    deps,
    {
      given,
      occasion: occasionOf(signedIn.user, signedIn.claims.sid),
      user: deps.users.findById(id),
      isAsked: (user, kind) =>
        user.signInEpoch === signInEpoch && stepUpMethods(user).includes(kind),
      client,
    },
    (proven) => renew(deps, signedIn, proven, client),
  );
}

async function renew(
  { guards, trails, jwt, clock, random, accessTtl }: StepUpDeps,
  signedIn: SignedIn,
  { user, kind, success, factorId }: Proven,
  client: ClientInfo,
): Promise<{ tokens: IssuedTokens; user: User }> {
  const { sid: sessionId, cnf } = signedIn.claims;
  const now = clock();
  // A factor of the past must not make a weaker proof look like one of possession.
  const earlier = sessionProofs(signedIn).filter(
    (proof) => proof !== kind && (provesPossession(kind) || !kindsOf([proof]).has('possession')),
  );
  const proofs = [...earlier, kind];
  const used = user.factors.includes(kind) ? [factorId ?? kind] : [];
  const token = await guards.stepUp(user.id, {
    sessionId,
    now,
    amr: amrOf(proofs),
    proofs,
    success,
    factors: used,
    jti: random.uuid(),
    trail: trails(user.id, client),
  });
  if (token === null) throw tokenRevoked();
  const anew = { sessionId, jkt: cnf?.jkt ?? null, accessJti: random.uuid(), now, accessTtl };
  const issued = { ...token, userId: user.id, ...anew };
  return { tokens: await issueTokens(jwt, issued), user };
}

const occasionOf = ({ signInEpoch }: AccountView, sessionId: string) =>
  ({ kind: 'step_up', sessionId, signInEpoch }) as const;
