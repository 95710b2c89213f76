import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { validationError } from '../../http/errors.ts';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { ErrorSummary } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { PasskeyForm } from '../../kit/passkey-form.tsx';
import { type LimitDeps, limitByUser } from '../../limits/limit.ts';
import type { ManagePasskeys } from '../../methods/passkey/manage-passkeys.ts';
import type { RegisterPasskey } from '../../methods/passkey/register-passkey.ts';
import { newCredential } from '../../webauthn/credential-schemas.ts';
import { newPasskeyRefused } from '../../webauthn/errors.ts';
import { openDoor } from '../web/open-page.ts';
import { pageOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { type AfterSetUpDeps, afterSetUp } from './after-set-up.ts';
import { credentialText } from './credential-field.ts';
import { type EnrollingDeps, enrolling, type WaitingEnroller } from './enrolling.ts';
import { refusalOf } from './refusal.ts';
import { AnotherWay, SET_UP } from './set-up-view.tsx';

export type SetUpPasskeyDeps = EnrollingDeps &
  LimitDeps &
  AfterSetUpDeps & { managePasskeys: ManagePasskeys; registerPasskey: RegisterPasskey };

const form = z.object({ credential: credentialText(newCredential) });

/** `/second-step/set-up/passkey`: a passkey. Shares the limits of the API's `passkeys/register`. */
export const setUpPasskeyPage = (provide: (c: Context) => SetUpPasskeyDeps) =>
  new Hono({ strict: false })
    .get(
      '/',
      pageHeaders(provide),
      openDoor(provide),
      enrolling(provide, 'passkey', limitByUser(provide, 'passkey_options')),
      (c) => show(c, provide(c), c.var.enroller),
    )
    .post(
      '/',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, form),
      enrolling(provide, 'passkey', limitByUser(provide, 'passkey_register')),
      async (c) => {
        const { enroller, form: sent } = c.var;
        try {
          if (sent.data === null) throw newPasskeyRefused();
          const { credential } = sent.data;
          const registered = await provide(c).registerPasskey({
            ...{ enroller, credential, label: null },
            client: clientInfo(c),
          });
          const { signIn, recovery_codes: codes } = registered;
          return await afterSetUp(c, provide(c), { signIn, codes });
        } catch (error) {
          const { refusal } = refusalOf(c, error);
          if (refusal.code !== validationError.code) throw error;
          return show(c, provide(c), enroller, 400);
        }
      },
    );

async function show(
  c: Context,
  { managePasskeys }: SetUpPasskeyDeps,
  enroller: WaitingEnroller,
  status: 200 | 400 = 200,
): Promise<Response> {
  const options = await managePasskeys.askForNew(enroller);
  return c.html(
    <MakePasskey page={pageOf(c)} options={options} isAgain={status !== 200} />,
    status,
  );
}

type MakePasskeyProps = { page: PageContext; options: object; isAgain: boolean };

const MakePasskey = ({ page, options, isAgain }: MakePasskeyProps) => {
  const { setUp } = page.words.secondStep;
  return (
    <Door page={page} title={setUp.passkeyTitle} wrong={isAgain}>
      <div class="flow">
        <h1>{setUp.passkeyTitle}</h1>
        {isAgain && <ErrorSummary page={page} title={setUp.passkeyWrong} />}
        <p>{setUp.passkeyAsk}</p>
        <PasskeyForm page={page} action={`${SET_UP}/passkey`} passkey={{ create: options }}>
          <Button look="go" wide>
            {setUp.passkeyGo}
          </Button>
        </PasskeyForm>
      </div>
      <AnotherWay page={page} />
    </Door>
  );
};
