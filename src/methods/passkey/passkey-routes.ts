import { type Context, Hono } from 'hono';
import { authenticate } from '../../http/authenticate.ts';
import { clientInfo } from '../../http/client-info.ts';
import { validate } from '../../http/contract.ts';
import { type LimitDeps, limitByUser } from '../../limits/limit.ts';
import {
  type AuthenticateEnrollerDeps,
  authenticateEnroller,
} from '../../second-step/authenticate-enroller.ts';
import { answerEnrolment } from '../../second-step/complete-enrolment.ts';
import type { Browser } from '../../sessions/token-answer.ts';
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

export type PasskeyRoutesDeps = AuthenticateEnrollerDeps &
  LimitDeps & {
    managePasskeys: ManagePasskeys;
    registerPasskey: RegisterPasskey;
    browser: Browser;
  };

/** `/api/v1/auth/passkeys`: the passkeys of a signed-in user. */
export const passkeyRoutes = (provide: (c: Context) => PasskeyRoutesDeps) =>
  new Hono({ strict: false })
    .post(
      '/passkeys/register/options',
      registerOptionsDoc,
      authenticateEnroller(
        provide,
        { method: 'passkey', fresh: true },
        limitByUser(provide, 'passkey_options'),
      ),
      async (c) => c.json(await provide(c).managePasskeys.askForNew(c.var.enroller), 200),
    )
    .post(
      '/passkeys/register',
      registerDoc,
      // Its options wanted a fresh proof, and are good for five minutes in the same session.
      authenticateEnroller(
        provide,
        { method: 'passkey', fresh: false },
        limitByUser(provide, 'passkey_register'),
      ),
      validate('json', registerBody),
      async (c) => {
        const { enroller } = c.var;
        const { managePasskeys, registerPasskey, browser } = provide(c);
        const { credential, label } = c.req.valid('json');
        const { passkey, signIn } = await registerPasskey({
          ...{ enroller, credential, label: label || null },
          client: clientInfo(c),
        });
        const signal = managePasskeys.signalOf(enroller.user.id);
        const about = { passkey: toPasskeyView(passkey), ...signal };
        return c.json(answerEnrolment(c, signIn, browser, about), 201);
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
