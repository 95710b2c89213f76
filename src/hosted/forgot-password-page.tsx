import { type Context, Hono } from 'hono';
import { clientInfo, describeClient } from '../http/client-info.ts';
import { Page, pageHeaders } from '../http/page.tsx';
import { FORGOT_PASSWORD } from '../mail/page-links.ts';
import { emailSchema } from '../users/identifiers.ts';
import { type LimitPageDeps, limitPage, limitPageByName } from './limit-page.tsx';

export type ForgotPasswordPageDeps = LimitPageDeps & {
  /** Mails a link to choose a new password, if the address has an account. */
  mailResetLink: (input: { email: string; from: string }) => Promise<void>;
};

/**
 * `/forgot-password`: where mails lead to for a new password. Does what `password/reset` of the API does, within the same
 * limit, and answers alike whether or not the address has an account. Works without JavaScript.
 */
export const forgotPasswordPage = (provide: (c: Context) => ForgotPasswordPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders, limitPage(provide, 'reset'), (c) =>
      c.html(<Ask appName={provide(c).appName} />, 200),
    )
    .post(
      '/',
      pageHeaders,
      limitPage(provide, 'reset'),
      limitPageByName(provide, 'reset_name'),
      async (c) => {
        const { appName, mailResetLink } = provide(c);
        const email = emailSchema.safeParse((await c.req.parseBody()).email);
        if (!email.success) return c.html(<Ask appName={appName} wrong />, 400);
        await mailResetLink({ email: email.data, from: describeClient(clientInfo(c)) });
        return c.html(<Asked appName={appName} />, 200);
      },
    );

const Ask = ({ appName, wrong = false }: { appName: string; wrong?: boolean }) => (
  <Page title="Choose a new password" appName={appName}>
    {wrong && (
      <p class="error" role="alert">
        Type a whole email address, such as name@example.com.
      </p>
    )}
    <p>We mail you a link with which you choose it.</p>
    <form method="post" action={FORGOT_PASSWORD}>
      <label for="email">Email address</label>
      <input id="email" name="email" type="email" autocomplete="email" required />
      <button type="submit">Send me a link</button>
    </form>
  </Page>
);

const Asked = ({ appName }: { appName: string }) => (
  <Page title="Look into your mailbox" appName={appName}>
    <p>If there is an account with this address, a link is on its way.</p>
  </Page>
);
