import type { LimitDeps } from '../../../limits/limit.ts';
import type { AskAddressCode } from '../../../methods/social/ask-address-code.ts';
import type { Attempt } from '../../../methods/social/attempt.ts';
import type { AttemptBeginning } from '../../../methods/social/begin-attempt.ts';
import type { AttemptEnd } from '../../../methods/social/finish-attempt.ts';
import type { ProveAddressCode } from '../../../methods/social/prove-address-code.ts';
import type { SocialProviders } from '../../../methods/social/provider.ts';
import type { ProviderAnswer } from '../../../methods/social/provider-answer.ts';
import type { SignInWithProvider } from '../../../methods/social/sign-in-with-provider.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { PageDeps } from '../../web/page-deps.ts';
import type { ShowSignInDeps } from '../show-sign-in.tsx';
import type { AttemptCookies } from './attempt-cookies.ts';
import type { ParkedAnswers } from './parked-answer.ts';
import type { PendingIdentities } from './pending-identity.ts';

/** What begins a way to a provider and ends it, with the cookies between. */
export type AttemptDeps = PageDeps & {
  socialProviders: SocialProviders;
  beginAttempt: (beginning: AttemptBeginning) => Promise<{ attempt: Attempt; location: string }>;
  attemptCookies: AttemptCookies;
};

/** What the pages of signing in with a provider need. */
export type SocialPageDeps = AttemptDeps &
  LimitDeps &
  ShowSignInDeps & {
    finishAttempt: (end: AttemptEnd) => Promise<ProviderAnswer>;
    signInWithProvider: SignInWithProvider;
    askAddressCode: AskAddressCode;
    proveAddressCode: ProveAddressCode;
    parkedAnswers: ParkedAnswers;
    pendingIdentities: PendingIdentities;
    clock: Clock;
    /** Life of a code in milliseconds. */
    codeTtl: number;
  };
