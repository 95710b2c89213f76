import { type Context, Hono } from 'hono';
import { type ClientInfo, clientInfo } from '../http/client-info.ts';
import { Page, pageHeaders } from '../http/page.tsx';
import { readRegistrationCookie } from '../http/registration-cookie.ts';
import { readLinkToken } from '../one-time-secrets/schemas.ts';
import { findAppError } from '../shared/errors.ts';
import { type LimitPageDeps, limitPage } from './limit-page.tsx';
import { NewPasswordForm } from './reset-password-page.tsx';

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
 * `/verify-email`: where the link of a registration lands. It says whose account it would be, and asks for the password
 * where nothing else shows that it is the reader's own; who leaves it out sets a new one. Opening it changes nothing, since
 * mail scanners open links. Works without JavaScript.
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

// Of whoever registered no zone is known that they could not have chosen.
const inUtc = new Intl.DateTimeFormat('en', {
  dateStyle: 'long',
  timeStyle: 'short',
  hour12: false,
  timeZone: 'UTC',
});
const describe = ({ at, browser, country }: Preview['registrations'][number]) =>
  `on ${inUtc.format(at)} UTC with ${browser ?? 'an unknown browser'}, ${country ?? 'country unknown'}`;

const Ask = ({
  appName,
  token,
  email,
  wantsPassword,
  registrations,
  wrongPassword,
}: Preview & { appName: string; token: string; wrongPassword: boolean }) => (
  <Page title="Verify your address" appName={appName}>
    <p>
      Confirm that <strong>{email}</strong> is yours. It was registered
      {registrations.length === 1 ? '' : ' more than once'}:
    </p>
    <ul>
      {registrations.map((registration) => (
        <li>{describe(registration)}</li>
      ))}
    </ul>
    {wrongPassword && (
      <p class="error" role="alert">
        This is not the password that was chosen.
      </p>
    )}
    <form method="post" action="/verify-email">
      <input type="hidden" name="token" value={token} />
      {wantsPassword && <PasswordField />}
      <button type="submit">Verify my address</button>
    </form>
    <p>
      <small>If you did not register, close this page. Without you the account stays closed.</small>
    </p>
  </Page>
);

const PasswordField = () => (
  <>
    <p>
      Somebody else may have registered your address. Enter the password that you chose, and it
      stays. If you leave it empty, you choose a new one.
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
  <Page title="Your address is verified" appName={appName}>
    {usernameTaken && (
      <p>Somebody else has your username by now. You can choose another one in your profile.</p>
    )}
    {kind === 'signs_in' ? (
      <p>You can close this page and sign in.</p>
    ) : (
      <>
        <p>Choose a password. The one that was set before is void, since it may not be yours.</p>
        <NewPasswordForm token={token} complaints={[]} />
      </>
    )}
  </Page>
);

const Refused = ({ appName }: { appName: string }) => (
  <Page title="This link does not work" appName={appName}>
    <p class="error">
      It was used before, or it has expired. If your address is not verified yet, ask for a new
      mail.
    </p>
  </Page>
);
