import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { readPasskeyCookie } from '../../http/passkey-cookie.ts';
import { ErrorSummary } from '../../kit/notice.tsx';
import { pageHeaders } from '../../kit/page-headers.ts';
import { type LimitDeps, limitRefusals } from '../../limits/limit.ts';
import type { SignInWithPasskey } from '../../methods/passkey/sign-in-with-passkey.ts';
import { invalidCredentials } from '../../sessions/errors.ts';
import { signInOptionsOf } from '../../sessions/sign-in-options.ts';
import { assertionCredential } from '../../webauthn/credential-schemas.ts';
import { passkeyRefused } from '../../webauthn/errors.ts';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { afterSignIn } from './after-sign-in.ts';
import { credentialText } from './credential-field.ts';
import { refusalOf } from './refusal.ts';
import { type ShowSignInDeps, showRefusal, showSignIn } from './show-sign-in.tsx';

export type SignInPasskeyDeps = PageDeps &
  LimitDeps &
  ShowSignInDeps & { signInWithPasskey: SignInWithPasskey };

const form = z.object({
  credential: credentialText(assertionCredential),
  remember_me: z.literal('true').optional(),
});

/** `/sign-in/passkey`: what the script sends once a passkey has answered. */
export const signInPasskeyPage = (provide: (c: Context) => SignInPasskeyDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openDoor(provide), (c) =>
      c.redirect(withReturn('/sign-in', c.var.page.returnTo), 303),
    )
    .post(
      '/',
      pageHeaders(provide),
      limitRefusals(provide, 'passkey_refused', 'unauthenticated'),
      openDoor(provide),
      readForm(provide, form),
      async (c) => {
        const deps = provide(c);
        const { data, fields } = c.var.form;
        const remember = fields.remember_me === 'true';
        try {
          if (data === null) throw passkeyRefused();
          const signIn = await deps.signInWithPasskey({
            credential: data.credential,
            browser: readPasskeyCookie(c) ?? '',
            ...signInOptionsOf(c, { remember_me: remember, token_delivery: 'cookie' }),
          });
          return await afterSignIn(c, signIn, { browser: deps.browser, name: null });
        } catch (error) {
          const { refusal, status } = refusalOf(c, error);
          if (refusal.code === invalidCredentials.code)
            return showSignIn(c, deps, {
              status,
              remember,
              problem: <Refused page={c.var.page} />,
            });
          const shown = showRefusal(c, deps, { refusal, status, name: '', remember });
          if (shown === null) throw error;
          return shown;
        }
      },
    );

const Refused = ({ page }: Pick<Parameters<typeof ErrorSummary>[0], 'page'>) => (
  <ErrorSummary page={page} title={page.words.signIn.passkeyRefusedTitle}>
    <p>{page.words.signIn.passkeyRefused}</p>
  </ErrorSummary>
);
