import { type Context, Hono } from 'hono';
import { type ClientInfo, clientInfo } from '../http/client-info.ts';
import { Page } from '../http/page.tsx';
import { pageHeaders } from '../http/page-style.ts';
import { countryName } from '../http/place.ts';
import { readRegistrationCookie } from '../http/registration-cookie.ts';
import { readLinkToken } from '../one-time-secrets/schemas.ts';
import { findAppError } from '../shared/errors.ts';
import { DEAD_LINK } from './link-page.tsx';
import { NewPasswordForm } from './reset-password-page.tsx';
import { type LimitPageDeps, limitPage } from './web/limit-page.tsx';

type Preview = {
  email: string;
  wantsPassword: boolean;
  registrations: { at: number; browser: string | null; country: string | null }[];
};
export type VerifyEmailPageDeps = LimitPageDeps & {
  verifyEmail: {
    preview(input: { token: string; marked: string | null }): Promise<Preview | null>;
    byLink(input: {
      token: string;
      marked: string | null;
      password: string | null;
      client: ClientInfo;
    }): Promise<{ kind: 'signs_in' | 'resets'; token: string; usernameTaken: boolean }>;
  };
  registrationMarks: { verify(mark: string | null): string | null };
};

/**
 * `/verify-email`: the page of the link of a registration. It shows when and from where the address
 * was registered, and asks for the password if nothing else proves that the registration is the
 * reader's own; without it the reader chooses a new one. Opening it changes nothing, because mail
 * scanners open links. Works without JavaScript.
 */
export const verifyEmailPage = (provide: (c: Context) => VerifyEmailPageDeps) => {
  async function ask(c: Context, token: string, wrongPassword: boolean): Promise<Response> {
    const { appName, verifyEmail, registrationMarks } = provide(c);
    const marked = registrationMarks.verify(readRegistrationCookie(c));
    const preview = await verifyEmail.preview({ token, marked });
    if (preview === null) return c.html(<Refused appName={appName} />, 401);
    const page = <Ask appName={appName} token={token} {...preview} wrongPassword={wrongPassword} />;
    return c.html(page, wrongPassword ? 401 : 200);
  }

  return new Hono({ strict: false })
    .get('/', pageHeaders, limitPage(provide, 'email_verify'), (c) =>
      ask(c, readLinkToken(c.req.query('token') ?? ''), false),
    )
    .post('/', pageHeaders, limitPage(provide, 'email_verify'), async (c) => {
      const { appName, verifyEmail, registrationMarks } = provide(c);
      const { token, password } = await readForm(c);
      const marked = registrationMarks.verify(readRegistrationCookie(c));
      const input = { token, password, marked, client: clientInfo(c) };
      const proved = await verifyEmail.byLink(input).catch((error: unknown) => {
        const refusal = findAppError(error);
        if (refusal?.kind !== 'unauthenticated') throw error;
        return refusal.code;
      });
      if (proved === 'invalid_credentials') return ask(c, token, true);
      if (typeof proved === 'string') return c.html(<Refused appName={appName} />, 401);
      return c.html(<Done appName={appName} {...proved} />, 200);
    });
};

async function readForm(c: Context): Promise<{ token: string; password: string | null }> {
  const { token, password } = await c.req.parseBody();
  return {
    token: typeof token === 'string' ? readLinkToken(token) : '',
    password: typeof password === 'string' && password !== '' ? password : null,
  };
}

// UTC, because a registrant's time zone is the registrant's word.
const inUtc = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  hour12: false,
  timeZone: 'UTC',
});
const describe = ({ at, browser, country }: Preview['registrations'][number]) =>
  [
    `${inUtc.format(at)} UTC`,
    browser ?? 'an unknown browser',
    countryName(country) ?? 'an unknown country',
  ].join(', ');

const Ask = ({
  appName,
  token,
  email,
  wantsPassword,
  registrations,
  wrongPassword,
}: Preview & { appName: string; token: string; wrongPassword: boolean }) => (
  <Page title="Verify your email address" appName={appName}>
    <p>
      Confirm that <strong>{email}</strong> is yours. It was used to create{' '}
      {registrations.length === 1 ? 'an account' : 'more than one account'}:
    </p>
    <ul>
      {registrations.map((registration) => (
        <li>{describe(registration)}</li>
      ))}
    </ul>
    {wrongPassword && (
      <p class="error" role="alert">
        That’s not the password you signed up with. Try again, or leave it empty.
      </p>
    )}
    <form method="post" action="/verify-email">
      <input type="hidden" name="token" value={token} />
      {wantsPassword && <PasswordField />}
      <button type="submit">Verify my email address</button>
    </form>
    <p>
      <small>Didn’t sign up? Close this page, and no one can use the account.</small>
    </p>
  </Page>
);

const PasswordField = () => (
  <>
    <p>
      Someone else may have signed up with your address too. Enter the password you signed up with
      to keep it, or leave the field empty to choose a new one.
    </p>
    <label for="password">Your password</label>
    <input id="password" name="password" type="password" autocomplete="current-password" />
  </>
);

const Done = ({
  appName,
  kind,
  token,
  usernameTaken,
}: {
  appName: string;
  kind: 'signs_in' | 'resets';
  token: string;
  usernameTaken: boolean;
}) => (
  <Page title="Your email address is verified" appName={appName}>
    {usernameTaken && (
      <p>Someone else has taken your username. You can choose another one in your profile.</p>
    )}
    {kind === 'signs_in' ? (
      <p>You can close this page and sign in.</p>
    ) : (
      <>
        <p>Now choose a password. The earlier one no longer works, because it may not be yours.</p>
        <NewPasswordForm token={token} complaints={[]} />
      </>
    )}
  </Page>
);

const Refused = ({ appName }: { appName: string }) => (
  <Page title={DEAD_LINK} appName={appName}>
    <p class="error">It has been used already or has run out.</p>
    <p>
      Try to sign in. If your email address isn’t verified yet, you can ask for a new link there.
    </p>
  </Page>
);
