import { type Context, Hono } from 'hono';
import { clientInfo, describeClient } from '../http/client-info.ts';
import { Page } from '../http/page.tsx';
import { pageHeaders } from '../http/page-style.ts';
import { FORGOT_PASSWORD } from '../mail/page-links.ts';
import { emailSchema } from '../users/identifiers.ts';
import { type LimitPageDeps, limitPage, limitPageByName } from './web/limit-page.tsx';

export type ForgotPasswordPageDeps = LimitPageDeps & {
  /** Mails a link to choose a new password, if the address has an account. */
  mailResetLink: (input: { email: string; from: string }) => Promise<void>;
};

/**
 * `/forgot-password`: the page that mails a link to choose a new password. Shares its limits with
 * `password/reset` of the API, and responds alike whether or not the address has an account. Works
 * without JavaScript.
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
        Enter a full email address, such as name@example.com.
      </p>
    )}
    <p>Enter your email address, and we’ll send you a link.</p>
    <form method="post" action={FORGOT_PASSWORD}>
      <label for="email">Email address</label>
      <input id="email" name="email" type="email" autocomplete="email" required />
      <button type="submit">Send me a link</button>
    </form>
  </Page>
);

const Asked = ({ appName }: { appName: string }) => (
  <Page title="Check your inbox" appName={appName}>
    <p>If there’s an account for this address, we’ve sent you a link to choose a new password.</p>
    <p>Nothing there after a few minutes? Look in your spam folder.</p>
  </Page>
);
