import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { Address } from '../../kit/address.tsx';
import { Button, LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LogOut } from '../../sessions/log-out.ts';
import { tokensOfCookies } from '../../sessions/presented-tokens.ts';
import { takeBackTokens } from '../../sessions/token-answer.ts';
import { findAppError } from '../../shared/errors.ts';
import type { AccountView } from '../../users/user.ts';
import { rich } from '../../words/rich.tsx';
import { leave } from '../web/leave.tsx';
import { openDoor, openPage } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { goalOf } from './after-sign-in.ts';
import type { PendingIdentities } from './social/pending-identity.ts';

export type SignOutPageDeps = PageDeps & {
  logOut: LogOut;
  pendingIdentities: Pick<PendingIdentities, 'clear'>;
};

/** `/sign-out`: asks, ends the session of this browser, and leads on. */
export const signOutPage = (provide: (c: Context) => SignOutPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openPage(provide), async (c) => {
      const { page, session } = c.var;
      if (session !== null) return c.html(<AskToSignOut page={page} user={session.user} />, 200);
      const flash = await provide(c).flashes.take(c);
      return c.html(<Done page={page} hasEnded={flash?.key === 'signed_out'} />, 200);
    })
    .post(
      '/',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, z.object({})),
      async (c) => {
        const { page } = c.var;
        const { browser, flashes } = provide(c);
        await endOwnSession(c, provide(c));
        takeBackTokens(c, browser);
        if (page.returnTo !== null) return leave(c, page);
        await flashes.set(c, { key: 'signed_out' });
        return c.redirect('/sign-out', 303);
      },
    );

/**
 * Ends the session of this browser. One that is over, or whose token is no longer ours, needs no
 * ending. An identity that waits in this browser is forgotten: whoever comes next would get it.
 * Throws `storage_unavailable`.
 */
export async function endOwnSession(
  c: Context,
  { logOut, browser, pendingIdentities }: SignOutPageDeps,
): Promise<void> {
  pendingIdentities.clear(c);
  try {
    await logOut({
      presented: { access: null, refresh: null },
      cookies: tokensOfCookies(c, browser),
      // The form had its own token.
      admitCookies: () => undefined,
      client: clientInfo(c),
    });
  } catch (error) {
    if (findAppError(error)?.kind !== 'token_refused') throw error;
  }
}

type AskToSignOutProps = {
  page: PageContext;
  user: AccountView;
  /** By default this page's own form. */
  action?: string;
  hidden?: Record<string, string>;
};

/** Asks whether to sign out. */
export const AskToSignOut = ({
  page,
  user,
  action = '/sign-out',
  hidden = {},
}: AskToSignOutProps) => {
  const { out } = page.words.signIn;
  return (
    <Door page={page} title={out.title}>
      <Form page={page} action={action} hidden={hidden}>
        <h1>{out.heading(page.brand.appName)}</h1>
        <p>{rich(out.ask, { who: () => <Address of={user.email} /> })}</p>
        <Button look="go" wide>
          {out.go}
        </Button>
        <LinkButton href={goalOf(page)} wide>
          {out.stay}
        </LinkButton>
      </Form>
    </Door>
  );
};

const Done = ({ page, hasEnded }: { page: PageContext; hasEnded: boolean }) => {
  const { signIn, common } = page.words;
  const { appName, returnUrl } = page.brand;
  return (
    <Door page={page} title={signIn.out.doneTitle}>
      <div class="flow">
        <h1>{signIn.out.doneTitle}</h1>
        <p>{hasEnded ? signIn.out.done : signIn.out.notIn}</p>
        <LinkButton href={withReturn('/sign-in', page.returnTo)} look="go" wide>
          {signIn.out.again}
        </LinkButton>
        {returnUrl !== null && (
          <LinkButton href={returnUrl} wide>
            {common.backTo(appName)}
          </LinkButton>
        )}
      </div>
    </Door>
  );
};
