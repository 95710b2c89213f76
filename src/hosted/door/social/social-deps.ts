import type { LimitDeps } from '../../../limits/limit.ts';
import type { AskAddressCode } from '../../../methods/social/ask-address-code.ts';
import type { BeginAttempt } from '../../../methods/social/begin-attempt.ts';
import type { FinishAttempt } from '../../../methods/social/finish-attempt.ts';
import type { ProveAddressCode } from '../../../methods/social/prove-address-code.ts';
import type { SignInWithProvider } from '../../../methods/social/sign-in-with-provider.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { PageDeps } from '../../web/page-deps.ts';
import type { ShowSignInDeps } from '../show-sign-in.tsx';
import type { AttemptCookies } from './attempt-cookies.ts';
import type { ParkedAnswers } from './parked-answer.ts';
import type { PendingIdentities } from './pending-identity.ts';
import type { NamedProvider, ProviderNames } from './provider-names.ts';

/** What the pages of signing in with a provider need. */
export type SocialPageDeps = PageDeps &
  LimitDeps &
  ShowSignInDeps & {
    socialProviders: ProviderNames;
    beginAttempt: BeginAttempt;
    finishAttempt: FinishAttempt;
    signInWithProvider: SignInWithProvider;
    askAddressCode: AskAddressCode;
    proveAddressCode: ProveAddressCode;
    attemptCookies: AttemptCookies;
    parkedAnswers: ParkedAnswers;
    pendingIdentities: PendingIdentities;
    clock: Clock;
    /** Life of a code in milliseconds. */
    codeTtl: number;
  };

/** What a page of a provider knows of it. */
export type ProviderVariables = { provider: NamedProvider };
