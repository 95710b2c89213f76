import { type Context, Hono } from 'hono';
import { type ClientInfo, clientInfo } from '../http/client-info.ts';
import { Page, pageHeaders } from '../http/page.tsx';
import { findAppError } from '../shared/errors.ts';

export type UnlockAccountPageDeps = { appName: string; unlockAccount: (input: { token: string; client: ClientInfo }) => Promise<void> };

/** `/unlock-account`: where the link in the notice of a lock lands. Opening changes nothing, the button unlocks. */
export const unlockAccountPage = (provide: (c: Context) => UnlockAccountPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders, (c) => c.html(<Ask appName={provide(c).appName} token={c.req.query('token') ?? ''} />, 200))
    .post('/', pageHeaders, async (c) => {
      const { appName, unlockAccount } = provide(c);
      const { token } = await c.req.parseBody();
      try {
        await unlockAccount({ token: typeof token === 'string' ? token : '', client: clientInfo(c) });
      } catch (error) {
        if (findAppError(error)?.kind !== 'unauthenticated') throw error;
        return c.html(<Refused appName={appName} />, 401);
      }
      return c.html(<Done appName={appName} />, 200);
    });

const Ask = ({ appName, token }: { appName: string; token: string }) => (
  <Page title="Unlock your account" appName={appName}>
    <p>Too many wrong passwords were tried. If that was you, unlock your account now.</p>
    <form method="post" action="/unlock-account">
      <input type="hidden" name="token" value={token} />
      <button type="submit">Unlock my account</button>
    </form>
  </Page>
);

const Done = ({ appName }: { appName: string }) => (
  <Page title="Your account is unlocked" appName={appName}>
    <p>You can close this page and sign in.</p>
  </Page>
);

const Refused = ({ appName }: { appName: string }) => (
  <Page title="This link does not work" appName={appName}>
    <p class="error">It was used before, or the lock has already ended.</p>
  </Page>
);
