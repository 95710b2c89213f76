import { type Context, Hono } from 'hono';
import { type ClientInfo, clientInfo } from '../http/client-info.ts';
import { Page } from '../http/page.tsx';
import { pageHeaders } from '../http/page-style.ts';
import { readRegistrationCookie } from '../http/registration-cookie.ts';
import { FORGOT_PASSWORD } from '../mail/page-links.ts';
import { readLinkToken } from '../one-time-secrets/schemas.ts';
import { type Browser, rememberDevice } from '../sessions/token-answer.ts';
import { type FieldError, findAppError } from '../shared/errors.ts';
import type { User } from '../users/user.ts';
import { DEAD_LINK } from './link-page.tsx';
import { type LimitPageDeps, limitPage } from './web/limit-page.tsx';

export type ResetPasswordPageDeps = LimitPageDeps & {
  resetPassword: {
    byLink(input: {
      token: string;
      password: string;
      field: string;
      marked: string | null;
      client: ClientInfo;
    }): Promise<User>;
  };
  browser: Browser;
  registrationMarks: { verify(mark: string | null): string | null };
};

/**
 * `/reset-password`: the page of the mailed link. Its form shares the use case of the API; a
 * password that is rejected is explained above the form, and the link keeps working. Works without
 * JavaScript.
 */
export const resetPasswordPage = (provide: (c: Context) => ResetPasswordPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders, limitPage(provide, 'reset_confirm'), (c) =>
      c.html(
        <Ask appName={provide(c).appName} token={c.req.query('token') ?? ''} complaints={[]} />,
        200,
      ),
    )
    .post('/', pageHeaders, limitPage(provide, 'reset_confirm'), async (c) => {
      const { appName, resetPassword, registrationMarks, browser } = provide(c);
      const { token, password, confirmation } = await readForm(c);
      if (password !== confirmation)
        return c.html(
          <Ask appName={appName} token={token} complaints={['Enter the same password twice.']} />,
          400,
        );
      try {
        const marked = registrationMarks.verify(readRegistrationCookie(c));
        const client = clientInfo(c);
        const given = { password, field: 'password', marked, client };
        rememberDevice(c, await resetPassword.byLink({ token, ...given }), browser);
      } catch (error) {
        const refusal = findAppError(error);
        if (refusal?.kind === 'unauthenticated') return c.html(<Refused appName={appName} />, 401);
        if (refusal?.kind !== 'invalid') throw error;
        return c.html(
          <Ask
            appName={appName}
            token={token}
            complaints={toComplaints(refusal.details.errors, refusal.title)}
          />,
          400,
        );
      }
      return c.html(<Done appName={appName} />, 200);
    });

async function readForm(
  c: Context,
): Promise<{ token: string; password: string; confirmation: string }> {
  const form = await c.req.parseBody();
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    token: readLinkToken(text(form.token)),
    password: text(form.password),
    confirmation: text(form.confirmation),
  };
}

function toComplaints(errors: FieldError[] | undefined, fallback: string): string[] {
  return errors === undefined ? [fallback] : errors.map(({ message }) => message);
}

const Ask = ({
  appName,
  token,
  complaints,
}: {
  appName: string;
  token: string;
  complaints: string[];
}) => (
  <Page title="Choose a new password" appName={appName}>
    <p>When you save it, we sign you out everywhere.</p>
    <NewPasswordForm token={token} complaints={complaints} />
  </Page>
);

/** The form that sets a password with a reset token. */
export const NewPasswordForm = ({ token, complaints }: { token: string; complaints: string[] }) => (
  <>
    {complaints.length > 0 && (
      <ul class="error" role="alert">
        {complaints.map((complaint) => (
          <li>{complaint}</li>
        ))}
      </ul>
    )}
    <form method="post" action="/reset-password">
      <input type="hidden" name="token" value={token} />
      <label for="password">New password</label>
      <input id="password" name="password" type="password" autocomplete="new-password" required />
      <label for="confirmation">New password again</label>
      <input
        id="confirmation"
        name="confirmation"
        type="password"
        autocomplete="new-password"
        required
      />
      <button type="submit">Save password</button>
    </form>
  </>
);

const Done = ({ appName }: { appName: string }) => (
  <Page title="Your new password is saved" appName={appName}>
    <p>You’re signed out everywhere. Close this page and sign in with the new password.</p>
  </Page>
);

const Refused = ({ appName }: { appName: string }) => (
  <Page title={DEAD_LINK} appName={appName}>
    <p class="error">
      It has been used already or has run out. Nothing has changed on your account.
    </p>
    <p>
      <a href={FORGOT_PASSWORD}>Get a new link</a>
    </p>
  </Page>
);
