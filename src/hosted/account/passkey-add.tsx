import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { validationError } from '../../http/errors.ts';
import { ErrorSummary } from '../../kit/notice.tsx';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { ManagePasskeys } from '../../methods/passkey/manage-passkeys.ts';
import { passkeyLabel } from '../../methods/passkey/passkey-docs.ts';
import type { RegisterPasskey } from '../../methods/passkey/register-passkey.ts';
import type { Enroller } from '../../second-step/authenticate-enroller.ts';
import { tooManyFactors } from '../../second-step/errors.ts';
import type { Clock } from '../../shared/clock.ts';
import { findAppError } from '../../shared/errors.ts';
import { newCredential } from '../../webauthn/credential-schemas.ts';
import { credentialText } from '../door/credential-field.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { type PageForm, readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { freshPage } from './fresh-page.ts';
import { sayAndGo } from './notices.ts';
import { AddPasskeyView, NoRoomView } from './passkey-view.tsx';
import { type Problems, problemOf } from './problems.tsx';
import { RECOVERY_CODES, SECURITY } from './security-paths.ts';

export type AddPasskeyDeps = PageDeps &
  LimitDeps & { managePasskeys: ManagePasskeys; registerPasskey: RegisterPasskey; clock: Clock };

const form = z.object({ credential: credentialText(newCredential), label: passkeyLabel });

/** `/account/security/passkeys/add`. Shares the limits of the API's `passkeys/register`. */
export const addPasskeyPage = (provide: (c: Context) => AddPasskeyDeps) =>
  new Hono({ strict: false })
    .get(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'passkey_options')),
      freshPage(provide),
      (c) => show(c, provide(c)),
    )
    // Its options wanted a fresh proof, and are good for five minutes in the same session.
    .post(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'passkey_register')),
      readForm(provide, form),
      (c) => add(c, provide(c), c.var.form),
    );

const enrollerOf = (c: Context): Enroller => {
  const session = sessionOf(c);
  return { user: session.user, session, pending: null };
};

async function add(
  c: Context,
  deps: AddPasskeyDeps,
  { data, fields, wrong }: PageForm<z.output<typeof form>>,
): Promise<Response> {
  const page = pageOf(c);
  const { addWrong, nameWrong } = page.words.security.passkeys;
  const typed = fields.label ?? '';
  const again = (problems: Problems) => show(c, deps, { typed, problems, status: 400 });
  if (wrong.some(({ field }) => field === 'label'))
    return again({ errors: [{ field: 'label', message: nameWrong }] });
  const refused: Problems = { problem: <ErrorSummary page={page} title={addWrong} /> };
  if (data === null) return again(refused);
  const { credential, label } = data;
  const work = async () => {
    const { recovery_codes: codes } = await deps.registerPasskey({
      ...{ enroller: enrollerOf(c), credential, label: label || null },
      client: clientInfo(c),
    });
    if (codes === undefined) return sayAndGo(c, deps, { key: 'passkey_added', to: SECURITY });
    const made = { key: 'recovery_codes_made', data: { codes, after: 'passkey_added' } } as const;
    return sayAndGo(c, deps, { ...made, to: RECOVERY_CODES });
  };
  return act(c, deps, work, async (refusal) => {
    if (refusal.code === validationError.code) {
      const known = await deps.managePasskeys.credentialIds(sessionOf(c).user.id);
      // A second press of the button: the first one has added it, and has its own notice.
      return known.includes(credential.id) ? c.redirect(SECURITY, 303) : again(refused);
    }
    const problems = problemOf(page, refusal);
    return problems && again(problems);
  });
}

type Showing = { typed?: string; problems?: Problems; status?: number };

async function show(
  c: Context,
  { managePasskeys }: AddPasskeyDeps,
  { typed = '', problems = {}, status = 200 }: Showing = {},
): Promise<Response> {
  const about = { page: pageOf(c), user: sessionOf(c).user };
  try {
    const options = await managePasskeys.askForNew(enrollerOf(c));
    const view = <AddPasskeyView {...about} {...{ options, typed }} {...problems} />;
    return await c.html(view, status as 200);
  } catch (error) {
    if (findAppError(error)?.code !== tooManyFactors.code) throw error;
    return c.html(
      <NoRoomView {...about} title={about.page.words.security.passkeys.addTitle} />,
      409,
    );
  }
}
