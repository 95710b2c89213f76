import { type Context, Hono } from 'hono';
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
import { registerBody, registerDoc, registerOptionsDoc } from './passkey-docs.ts';
import { toPasskeyView } from './passkey-view.ts';
import type { RegisterPasskey } from './register-passkey.ts';

export type RegisterRoutesDeps = AuthenticateEnrollerDeps &
  LimitDeps & {
    managePasskeys: ManagePasskeys;
    registerPasskey: RegisterPasskey;
    browser: Browser;
  };

/** `/api/v1/auth/passkeys/register`: new passkeys, also of a sign-in that waits for one. */
export const passkeyRegisterRoutes = (provide: (c: Context) => RegisterRoutesDeps) =>
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
        const { passkey, signIn, ...codes } = await registerPasskey({
          ...{ enroller, credential, label: label || null },
          client: clientInfo(c),
        });
        const signal = managePasskeys.signalOf(enroller.user.id);
        const about = { passkey: toPasskeyView(passkey), ...codes, ...signal };
        return c.json(answerEnrolment(c, signIn, browser, about), 201);
      },
    );
