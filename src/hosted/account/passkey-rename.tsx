import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { notFound } from '../../http/errors.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { ManagePasskeys } from '../../methods/passkey/manage-passkeys.ts';
import { passkeyLabel } from '../../methods/passkey/passkey-docs.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { type PageForm, readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { backToList } from './back-to-list.ts';
import { sayAndGo } from './notices.ts';
import { RenamePasskeyView } from './passkey-view.tsx';
import type { Problems } from './problems.tsx';
import { SECURITY } from './security-paths.ts';

export type RenamePasskeyDeps = PageDeps & LimitDeps & { managePasskeys: ManagePasskeys };

const renameForm = z.object({ label: passkeyLabel });

/**
 * `/account/security/passkeys/{id}/rename`: naming a passkey. Shares the limits of the API's
 * routes. What is gone leads back to the list, as do passkeys of others and unknown ids.
 */
export const renamePasskeyPage = (provide: (c: Context) => RenamePasskeyDeps) =>
  new Hono({ strict: false })
    .get(
      '/:id/rename',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'passkeys')),
      async (c) => {
        const { page, session } = c.var;
        const passkey = await find(c, provide(c), c.req.param('id'));
        if (passkey === undefined) return backToList(c, SECURITY);
        const about = { page, user: session.user, passkey, typed: undefined };
        return c.html(<RenamePasskeyView {...about} />, 200);
      },
    )
    .post(
      '/:id/rename',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'passkey_rename')),
      readForm(provide, renameForm),
      (c) => rename(c, provide(c), { id: c.req.param('id'), form: c.var.form }),
    );

async function find(c: Context, { managePasskeys }: RenamePasskeyDeps, id: string) {
  const own = await managePasskeys.list(sessionOf(c).user.id);
  return own.find(({ factorId }) => factorId === id);
}

type Renaming = { id: string; form: PageForm<z.output<typeof renameForm>> };

async function rename(
  c: Context,
  deps: RenamePasskeyDeps,
  { id, form: { fields, data } }: Renaming,
): Promise<Response> {
  const { user } = sessionOf(c);
  const page = pageOf(c);
  const again = async (problems: Problems, status: number) => {
    const passkey = await find(c, deps, id);
    if (passkey === undefined) return backToList(c, SECURITY);
    const view = { page, user, passkey, typed: fields.label };
    return c.html(<RenamePasskeyView {...view} {...problems} />, status as 400);
  };
  if (data === null) {
    const message = page.words.security.passkeys.nameWrong;
    return again({ errors: [{ field: 'label', message }] }, 400);
  }
  const work = async () => {
    await deps.managePasskeys.rename(user.id, id, data.label ?? '');
    return sayAndGo(c, deps, { key: 'passkey_renamed', to: SECURITY });
  };
  return act(c, deps, work, ({ code }) =>
    code === notFound.code ? backToList(c, SECURITY) : null,
  );
}
