import {
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
} from 'oauth4webapi';
import type { createBegun } from './begun.ts';
import type { SignedIn } from './granted.ts';
import { OAuthError } from './oauth-error.ts';
import { type Page, pathWithin } from './page.ts';
import type { Provider } from './provider.ts';

export type SignInOptions = {
  /** Where in this app to go on; here unless given. */
  returnTo?: string;
  /** `login` asks for a fresh proof, `none` for an answer without a page, `select_account` who. */
  prompt?: 'none' | 'login' | 'consent' | 'select_account';
  /** Seconds that the last proof may be old. */
  maxAge?: number;
  /** `aal2` for two steps, as far as the person has set one up. */
  acr?: 'aal1' | 'aal2';
  loginHint?: string;
  /** Languages of the pages, such as `de fr`. */
  uiLocales?: string;
};

export type SignInDeps = {
  provider: Provider;
  begun: ReturnType<typeof createBegun>;
  page: Page;
  app: { clientId: string; redirectUri: string; scope: string; resource: string | undefined };
};

/** Leaves for the sign-in page. Throws `unavailable`, and `TypeError` for another site. */
export async function leaveToSignIn(
  { provider, begun, page, app }: SignInDeps,
  options: SignInOptions,
): Promise<void> {
  const returnTo = pathWithin(page, options.returnTo ?? page.url());
  const to = new URL(await provider.endpoint('authorization_endpoint'));
  const verifier = generateRandomCodeVerifier();
  const nonce = generateRandomNonce();
  const state = generateRandomState();
  const maxAge = options.maxAge ?? null;
  begun.save(state, { verifier, nonce, returnTo, maxAge, at: Date.now() });
  const asked = {
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: app.scope,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    resource: app.resource,
    prompt: options.prompt,
    max_age: options.maxAge?.toString(),
    acr_values: options.acr,
    login_hint: options.loginHint,
    ui_locales: options.uiLocales,
  };
  for (const [name, value] of Object.entries(asked))
    if (value !== undefined) to.searchParams.set(name, value);
  page.go(to.href);
}

/** What an answer adds to the redirect URI. */
const ANSWER = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri'];

/**
 * Takes the answer that the address of this page has, out of the address too. Returns null if it
 * has none. Throws `unavailable` before the answer is touched, so that it can be taken again; and
 * whatever is wrong with it, with `returnTo`.
 */
export async function takeAnswer({
  provider,
  begun,
  page,
  app,
}: SignInDeps): Promise<{ signedIn: SignedIn; returnTo: string } | null> {
  const url = new URL(page.url());
  const own = new URL(app.redirectUri);
  const given = new URLSearchParams(url.search);
  const isAnswer = given.has('state') && (given.has('code') || given.has('error'));
  if (!isAnswer || url.origin + url.pathname !== own.origin + own.pathname) return null;
  await provider.discover();
  for (const name of ANSWER) url.searchParams.delete(name);
  page.replace(url.href);
  const state = given.get('state') ?? '';
  const asked = begun.take(state);
  if (asked === null) throw new OAuthError('state_unknown');
  const { returnTo } = asked;
  try {
    const answer = await provider.judge(given, state);
    return { signedIn: await provider.exchange(answer, app.redirectUri, asked), returnTo };
  } catch (error) {
    const { code, message, retryAfter } = error as OAuthError;
    throw new OAuthError(code, message, { returnTo, retryAfter, cause: error });
  }
}
