import type { Context } from 'hono';
import type { Attempt } from '../../../methods/social/attempt.ts';
import { identityRefused } from '../../../methods/social/identity-errors.ts';
import { stateOf } from '../../../methods/social/known-state.ts';
import type { Consents } from '../../../methods/social/open-account.ts';
import type { ProviderAnswer } from '../../../methods/social/provider-answer.ts';
import type { SignedInWithProvider } from '../../../methods/social/sign-in-with-provider.ts';
import { signInOptionsOf } from '../../../sessions/sign-in-options.ts';
import { findAppError } from '../../../shared/errors.ts';
import { timezoneSchema } from '../../../users/profile-schemas.ts';
import { pageOf } from '../../web/page-of.ts';
import { afterSignIn } from '../after-sign-in.ts';
import { refusalOf } from '../refusal.ts';
import { showRefusal } from '../show-sign-in.tsx';
import { failAttempt } from './fail-attempt.ts';
import type { PendingIdentity } from './pending-identity.ts';
import type { SocialPageDeps } from './social-deps.ts';
import { withProvider } from './social-paths.ts';

/** What a provider said, and what the person has done since. */
export type Shown = {
  answer: ProviderAnswer;
  attempt: Attempt;
  /** What waits in this browser already. */
  pending?: PendingIdentity;
  consents?: Consents;
};

/** The page of each thing that a person has to do first. */
const STAGES = {
  prove_address: { stage: 'address', path: '/address' },
  finish: { stage: 'finish', path: '/finish' },
  owner_must_sign_in: { stage: 'owner', path: '/existing' },
} as const;

/**
 * Signs a person in whom a provider has shown, or leads to what they have to do first. Says on
 * `/sign-in` why their account lets nobody in.
 */
export async function goOnWith(c: Context, deps: SocialPageDeps, shown: Shown): Promise<Response> {
  const { attempt, pending } = shown;
  c.set('page', { ...pageOf(c), returnTo: attempt.returnTo });
  try {
    const outcome = await signIn(c, deps, shown);
    if (outcome.kind !== 'signed_in') return await askFirst(c, deps, shown, outcome.kind);
    if (pending !== undefined) deps.pendingIdentities.clear(c);
    const name = emailOf(shown);
    return await afterSignIn(c, outcome.signIn, { browser: deps.browser, name });
  } catch (error) {
    if (findAppError(error)?.code === identityRefused.code)
      return failAttempt(c, deps, { error, attempt });
    const refused = { ...refusalOf(c, error), name: emailOf(shown) ?? '', remember: false };
    const page = showRefusal(c, deps, refused);
    if (page === null) throw error;
    return page;
  }
}

/** The address that was proved here, else the one that the provider names. */
const emailOf = ({ answer, pending }: Shown) => pending?.provedEmail ?? answer.email;

function signIn(
  c: Context,
  { signInWithProvider }: SocialPageDeps,
  { answer, attempt, pending, consents }: Shown,
): Promise<SignedInWithProvider> {
  const { brand, timezone } = pageOf(c);
  const remember = attempt.intent.kind === 'sign_in' && attempt.intent.remember;
  return signInWithProvider({
    answer,
    state: stateOf(attempt),
    provedEmail: pending?.provedEmail ?? null,
    consents: consents ?? (asksNothing(brand) ? NOTHING_AGREED : null),
    timezone: timezoneSchema.safeParse(timezone).data ?? 'UTC',
    ...signInOptionsOf(c, { remember_me: remember, token_delivery: 'cookie' }),
  });
}

const NOTHING_AGREED: Consents = { termsAcceptedAt: null, privacyPolicyAcceptedAt: null };

const asksNothing = ({ termsUrl, privacyUrl }: ReturnType<typeof pageOf>['brand']): boolean =>
  termsUrl === null && privacyUrl === null;

async function askFirst(
  c: Context,
  { pendingIdentities }: SocialPageDeps,
  { answer, attempt, pending }: Shown,
  kind: keyof typeof STAGES,
): Promise<Response> {
  const { stage, path } = STAGES[kind];
  if (pending === undefined) await pendingIdentities.begin(c, { answer, attempt, stage });
  else await pendingIdentities.keep(c, { ...pending, stage });
  return c.redirect(withProvider(answer.provider, path), 303);
}
