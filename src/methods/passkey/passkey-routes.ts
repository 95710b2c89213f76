import { type Context, Hono } from 'hono';
import { type AuthenticateDeps, authenticate } from '../../http/authenticate.ts';
import { clientInfo } from '../../http/client-info.ts';
import { validate } from '../../http/contract.ts';
import { type LimitDeps, limitByUser } from '../../limits/limit.ts';
import type { SignedIn } from '../../sessions/resolve-principal.ts';
import type { ManagePasskeys } from './manage-passkeys.ts';
import {
  listDoc,
  passkeyParam,
  registerBody,
  registerDoc,
  registerOptionsDoc,
  renameBody,
  renameDoc,
} from './passkey-docs.ts';
import { toPasskeyView } from './passkey-view.ts';
import type { RegisterPasskey } from './register-passkey.ts';

export type PasskeyRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & { managePasskeys: ManagePasskeys; registerPasskey: RegisterPasskey };

/** `/api/v1/auth/passkeys`: the passkeys of a signed-in user. */
export const passkeyRoutes = (provide: (c: Context) => PasskeyRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/passkeys/register/options',
      registerOptionsDoc,
      authenticate(provide, limitByUser(provide, 'passkey_options')),
      async (c) => {
        const { user, claims } = c.var.principal;
        return c.json(await provide(c).managePasskeys.askForNew(user, claims.sid), 200);
      },
    )
    .post(
      '/passkeys/register',
      registerDoc,
      authenticate(provide, limitByUser(provide, 'passkey_register')),
      validate('json', registerBody),
      async (c) => {
        const { user, claims } = c.var.principal;
        const { managePasskeys, registerPasskey } = provide(c);
        const { credential, label } = c.req.valid('json');
        const passkey = await registerPasskey({
          ...{ user, place: claims.sid, sessionId: claims.sid, credential },
          label: label ?? null,
          client: clientInfo(c),
        });
        const signal = managePasskeys.signalOf(user.id);
        return c.json({ passkey: toPasskeyView(passkey), ...signal }, 201);
      },
    )
    .get(
      '/passkeys',
      listDoc,
      authenticate(provide, limitByUser(provide, 'passkeys')),
      async (c) => {
        const { managePasskeys } = provide(c);
        const { id } = c.var.principal.user;
        const passkeys = await managePasskeys.list(id);
        return c.json(
          { passkeys: passkeys.map(toPasskeyView), ...managePasskeys.signalOf(id) },
          200,
        );
      },
    )
    .patch(
      '/passkeys/:id',
      renameDoc,
      authenticate(provide, limitByUser(provide, 'passkey_rename')),
      validate('param', passkeyParam),
      validate('json', renameBody),
      async (c) => {
        const { id } = c.req.valid('param');
        const { label } = c.req.valid('json');
        const { user } = c.var.principal;
        const passkey = await provide(c).managePasskeys.rename(user.id, id, label ?? '');
        return c.json(toPasskeyView(passkey), 200);
      },
    );
