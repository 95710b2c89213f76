import { type Context, Hono } from 'hono';
import { type StepUpPageDeps, stepUpPage } from './account/step-up.tsx';
import { firstCodesPage } from './door/first-codes.tsx';
import { type SecondStepPageDeps, secondStepPage } from './door/second-step.tsx';
import { type SetUpPageDeps, setUpPage } from './door/set-up.tsx';
import { type SignInPageDeps, signInPage } from './door/sign-in.tsx';
import { type SignInCodePageDeps, signInCodePage } from './door/sign-in-code.tsx';
import { type SignInPasskeyDeps, signInPasskeyPage } from './door/sign-in-passkey.tsx';
import { type SignOutPageDeps, signOutPage } from './door/sign-out.tsx';
import type { SocialPageDeps } from './door/social/social-deps.ts';
import { socialPages } from './door/social/social-pages.ts';

export type SignInPagesDeps = SignInPageDeps &
  SignInCodePageDeps &
  SignInPasskeyDeps &
  SocialPageDeps &
  SecondStepPageDeps &
  SetUpPageDeps &
  SignOutPageDeps &
  StepUpPageDeps;

/** The pages of signing in and out, and of proving oneself again. */
export const signInPages = (provide: (c: Context) => SignInPagesDeps) =>
  new Hono({ strict: false })
    .route('/sign-in', signInPage(provide))
    .route('/sign-in/code', signInCodePage(provide))
    .route('/sign-in/passkey', signInPasskeyPage(provide))
    .route('/sign-in/with', socialPages(provide))
    .route('/second-step', secondStepPage(provide))
    .route('/second-step/codes', firstCodesPage(provide))
    .route('/second-step/set-up', setUpPage(provide))
    .route('/sign-out', signOutPage(provide))
    .route('/account/step-up', stepUpPage(provide));
