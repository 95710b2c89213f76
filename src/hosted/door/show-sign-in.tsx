import type { Context } from 'hono';
import type { LockoutPolicy } from '../../guard/lockout.ts';
import { writePasskeyCookie } from '../../http/passkey-cookie.ts';
import { type AskForPasskeyDeps, askForPasskey } from '../../methods/passkey/ask-for-passkey.ts';
import type { SocialProviders } from '../../methods/social/provider.ts';
import type { AppError } from '../../shared/errors.ts';
import { pageOf } from '../web/page-of.ts';
import { fieldErrorsOf, OverLimit, problemOf } from './sign-in-problem.tsx';
import { SignInPage, type SignInPageProps } from './sign-in-view.tsx';

export type ShowSignInDeps = AskForPasskeyDeps & {
  signInRules: {
    /** How long a remembered session lives, in milliseconds. */
    rememberedFor: number;
    lockout: LockoutPolicy;
  };
  socialProviders: Pick<SocialProviders, 'list'>;
};

type Shown = Omit<SignInPageProps, 'page' | 'passkey' | 'rememberedFor' | 'providers'>;

/** Answers with the page to sign in with, and a new challenge for passkeys. */
export function showSignIn(
  c: Context,
  deps: ShowSignInDeps,
  { status = 200, ...shown }: Shown & { status?: number },
): Response | Promise<Response> {
  const { options, browser } = askForPasskey(c, deps);
  writePasskeyCookie(c, browser);
  const { rememberedFor } = deps.signInRules;
  const providers = deps.socialProviders.list();
  const about = { page: pageOf(c), passkey: options, rememberedFor, providers };
  return c.html(<SignInPage {...about} {...shown} />, status as 200);
}

/**
 * Says above the form why a sign-in was refused; what was typed stays, but not the password.
 * Returns null for a refusal that this page has no words for.
 */
export function showRefusal(
  c: Context,
  deps: ShowSignInDeps,
  { refusal, status, name, remember }: Refusal,
): Response | Promise<Response> | null {
  const page = pageOf(c);
  const { lockout } = deps.signInRules;
  const problem = problemOf({ page, refusal, name, lockout });
  if (problem === null) return null;
  const errors = fieldErrorsOf({ page, refusal });
  return showSignIn(c, deps, { name, remember, problem, errors, status });
}

/** Says that too much was tried, with the ways in that are still open. */
export function showOverLimit(
  c: Context,
  deps: ShowSignInDeps,
  { refusal, ...shown }: Refusal,
): Response | Promise<Response> {
  const { lockout } = deps.signInRules;
  const problem = <OverLimit page={pageOf(c)} refusal={refusal} lockout={lockout} />;
  return showSignIn(c, deps, { ...shown, problem });
}

export type Refusal = { refusal: AppError; status: number; name: string; remember: boolean };
