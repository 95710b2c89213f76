import { type Context, Hono } from 'hono';
import { type AuthenticateDeps, authenticate } from '../../http/authenticate.ts';
import { clientInfo } from '../../http/client-info.ts';
import { validate } from '../../http/contract.ts';
import { type LimitDeps, limitByUser } from '../../limits/limit.ts';
import type { RemoveFactor } from '../../second-step/remove-factor.ts';
import type { SignedIn } from '../../sessions/resolve-principal.ts';
import type { Clock } from '../../shared/clock.ts';
import { freshProof } from '../../step-up/fresh-proof.ts';
import type { ManagePasskeys } from './manage-passkeys.ts';
import { listDoc, passkeyParam, removeDoc, renameBody, renameDoc } from './passkey-docs.ts';
import { toPasskeyView } from './passkey-view.ts';

export type PasskeyRoutesDeps = AuthenticateDeps<SignedIn> &
  LimitDeps & {
    managePasskeys: ManagePasskeys;
    removeFactor: RemoveFactor;
    clock: Clock;
  };

/** `/api/v1/auth/passkeys`: the passkeys of a signed-in user. */
export const passkeyRoutes = (provide: (c: Context) => PasskeyRoutesDeps) =>
  new Hono({ strict: false })
    .get(
      '/passkeys',
      listDoc,
      authenticate(provide, limitByUser(provide, 'passkeys')),
      async (c) => {
        const { managePasskeys } = provide(c);
        const { id } = c.var.principal.user;
        const passkeys = await managePasskeys.list(id);
        const listed = {
          passkeys: passkeys.map(toPasskeyView),
          next_cursor: null as string | null,
        };
        return c.json({ ...listed, ...managePasskeys.signalOf(id) }, 200);
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
    )
    .delete(
      '/passkeys/:id',
      removeDoc,
      authenticate(provide, limitByUser(provide, 'passkey_remove')),
      freshProof(provide),
      validate('param', passkeyParam),
      async (c) => {
        const { user, claims } = c.var.principal;
        const { id: factorId } = c.req.valid('param');
        const { managePasskeys, removeFactor } = provide(c);
        await managePasskeys.assertOwn(user.id, factorId);
        await removeFactor({ user, sessionId: claims.sid, factorId, client: clientInfo(c) });
        return c.json(
          {
            message: 'The passkey is removed.',
            ...managePasskeys.signalOf(user.id),
            credential_ids: await managePasskeys.credentialIds(user.id),
          },
          200,
        );
      },
    );
