import { type Context, Hono } from 'hono';
import type { ClientInfo } from '../http/client-info.ts';
import { clientInfo } from '../http/client-info.ts';
import { Page, pageHeaders } from '../http/page.tsx';
import { findAppError } from '../shared/errors.ts';

export type VerifyEmailPageDeps = {
  appName: string;
  verifyEmail: {
    byLink(input: { token: string; client: ClientInfo }): Promise<string>;
  };
};

/**
 * `/verify-email`: where the mailed link lands. Opening it changes nothing, since mail scanners open links; pressing the
 * button does. Works without JavaScript.
 */
export const verifyEmailPage = (provide: (c: Context) => VerifyEmailPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders, (c) => c.html(<Ask appName={provide(c).appName} token={c.req.query('token') ?? ''} />, 200))
    .post('/', pageHeaders, async (c) => {
      const { appName, verifyEmail } = provide(c);
      const { token } = await c.req.parseBody();
      try {
        await verifyEmail.byLink({
          token: typeof token === 'string' ? token : '',
          client: clientInfo(c),
        });
      } catch (error) {
        const refusal = findAppError(error);
        if (refusal?.kind !== 'unauthenticated') throw error;
        return c.html(<Refused appName={appName} />, 401);
      }
      return c.html(<Done appName={appName} />, 200);
    });

const Ask = ({ appName, token }: { appName: string; token: string }) => (
  <Page title="Verify your address" appName={appName}>
    <p>Press the button to confirm that this address is yours.</p>
    <form method="post" action="/verify-email">
      <input type="hidden" name="token" value={token} />
      <button type="submit">Verify my address</button>
    </form>
  </Page>
);

const Done = ({ appName }: { appName: string }) => (
  <Page title="Your address is verified" appName={appName}>
    <p>You can close this page and sign in.</p>
  </Page>
);

const Refused = ({ appName }: { appName: string }) => (
  <Page title="This link does not work" appName={appName}>
    <p class="error">It was used before, or it has expired. If your address is not verified yet, ask for a new mail.</p>
  </Page>
);
