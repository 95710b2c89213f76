import { type Context, Hono, type MiddlewareHandler } from 'hono';
import * as z from 'zod';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { type LimitDeps, limitBy, limitByAddress } from '../../limits/limit.ts';
import { type AskForCodeDeps, askForCode } from '../../methods/email-otp/ask-for-code.ts';
import { emailSchema, nameOfBody } from '../../users/identifiers.ts';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { type PageForm, readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { writeAskedCode } from './code-cookie.ts';
import { NAME } from './name-field.tsx';
import { AskForCode } from './sign-in-code-view.tsx';

export type SendCodeDeps = PageDeps & LimitDeps & AskForCodeDeps;

const fields = z.object({ email: emailSchema, remember_me: z.literal('true').optional() });
/** The form of `/sign-in` names its field after all that may be typed into it. */
const form = z.preprocess(
  (sent: Record<string, string>) => ({ ...sent, email: sent.email ?? sent[NAME] }),
  fields,
);
type Sent = z.output<typeof fields>;

/** `/sign-in/code/send`: mails a code, if the address has an account, and leads to its page. */
export const sendCodePage = (provide: (c: Context) => SendCodeDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openDoor(provide), (c) =>
      c.redirect(withReturn('/sign-in/code', c.var.page.returnTo), 303),
    )
    .post(
      '/',
      pageHeaders(provide),
      limitByAddress(provide, 'otp_request', { overlap: true }),
      openDoor(provide),
      readForm(provide, form),
      onlyAddresses,
      limitBy(provide, 'otp_request_name', 'name', (c) => [
        nameOfBody({ email: sentOf(c.get('form')).email }),
      ]),
      async (c) => {
        const { email, remember_me: remembered } = sentOf(c.var.form);
        await askForCode(c, provide(c), email);
        writeAskedCode(c, { email, remember: remembered !== undefined });
        return c.redirect(withReturn('/sign-in/code', c.var.page.returnTo), 303);
      },
    );

/** Before anything is counted by name: what is no address is nobody's. */
const onlyAddresses: MiddlewareHandler<{
  Variables: { page: PageContext; form: PageForm<Sent> };
}> = async (c, next) => {
  const { page, form: sent } = c.var;
  if (sent.data !== null) return next();
  const { code } = page.words.signIn;
  const email = sent.fields.email ?? sent.fields[NAME] ?? '';
  const isUsername = email !== '' && !email.includes('@');
  const errors = [{ field: 'email', message: isUsername ? code.emailNotName : code.emailWrong }];
  const remember = sent.fields.remember_me === 'true';
  return c.html(<AskForCode {...{ page, email, remember, errors }} />, 400);
};

function sentOf({ data }: PageForm<Sent>): Sent {
  if (data === null) throw new Error('a form without an address went on');
  return data;
}
