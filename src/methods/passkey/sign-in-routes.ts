import { type Context, Hono } from 'hono';
import { validate } from '../../http/contract.ts';
import { isFromBrowser } from '../../http/cookies.ts';
import { readPasskeyCookie, writePasskeyCookie } from '../../http/passkey-cookie.ts';
import { type LimitDeps, limitRefusals } from '../../limits/limit.ts';
import { answerSignIn } from '../../second-step/answer.ts';
import { signInOptionsOf } from '../../sessions/sign-in-options.ts';
import type { Browser } from '../../sessions/token-answer.ts';
import { type AskForPasskeyDeps, askForPasskey } from './ask-for-passkey.ts';
import { optionsDoc, signInBody, signInDoc } from './sign-in-docs.ts';
import type { SignInWithPasskey } from './sign-in-with-passkey.ts';

export type PasskeySignInDeps = LimitDeps &
  AskForPasskeyDeps & { signInWithPasskey: SignInWithPasskey; browser: Browser };

/** `/api/v1/auth`: sign-in with a passkey. */
export const passkeySignInRoutes = (provide: (c: Context) => PasskeySignInDeps) =>
  new Hono({ strict: false })
    // Only the shield: browsers ask at every page view, to offer passkeys in a field.
    .post('/passkeys/authenticate/options', optionsDoc, (c) => {
      const { options, browser } = askForPasskey(c, provide(c));
      if (isFromBrowser(c)) writePasskeyCookie(c, browser);
      return c.json({ ...options, challenge_token: browser }, 200);
    })
    .post(
      '/passkeys/authenticate',
      signInDoc,
      limitRefusals(provide, 'passkey_refused', 'unauthenticated'),
      validate('json', signInBody),
      async (c) => {
        const { signInWithPasskey, browser } = provide(c);
        const { credential, challenge_token: token = '', ...asked } = c.req.valid('json');
        const signIn = await signInWithPasskey({
          credential,
          browser: readPasskeyCookie(c) ?? token,
          ...signInOptionsOf(c, asked),
        });
        return c.json(answerSignIn(c, signIn, browser), 200);
      },
    );
