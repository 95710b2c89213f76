import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import { codeSchema } from '../../one-time-secrets/schemas.ts';
import { tooManyFactors } from '../../second-step/errors.ts';
import type { BeginTotp } from '../../second-step/totp/begin-totp.ts';
import { labelSchema } from '../../second-step/totp-docs.ts';
import type { Clock } from '../../shared/clock.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { type PageForm, readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { freshPage } from './fresh-page.ts';
import { takeNotice } from './notices.ts';
import { NoRoomView } from './passkey-view.tsx';
import { type Problems, problemOf } from './problems.tsx';
import { TOTP_APPS } from './security-paths.ts';
import { confirmTotpForm, type ScanTotpDeps, scanTotp } from './totp-confirm.tsx';
import { BeginTotpView } from './totp-view.tsx';

export type TotpPageDeps = ScanTotpDeps & LimitDeps & { beginTotp: BeginTotp; clock: Clock };

const beginForm = z.object({ label: labelSchema.optional() });
const codeForm = z.object({ otp: codeSchema });

/**
 * `/account/security/totp`: setting up an authenticator app, which waits ten minutes for its code.
 * Shares the limits of the API's `mfa/totp`.
 */
export const totpPage = (provide: (c: Context) => TotpPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), signedIn(provide), freshPage(provide), async (c) => {
      const expired = await takeNotice(c, provide(c), ['totp_expired']);
      const { page, session } = c.var;
      const about = { page, user: session.user, isExpired: expired !== null };
      return c.html(<BeginTotpView {...about} typed="" />, 200);
    })
    .post(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'totp')),
      freshPage(provide),
      readForm(provide, beginForm),
      (c) => begin(c, provide(c), c.var.form),
    )
    .get(
      '/:id',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'factors')),
      (c) => scanTotp(c, provide(c), { id: c.req.param('id') }),
    )
    .post(
      '/:id',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'totp_confirm')),
      readForm(provide, codeForm),
      (c) => {
        const code = c.var.form.data?.otp ?? null;
        return confirmTotpForm(c, provide(c), { id: c.req.param('id'), code });
      },
    );

async function begin(
  c: Context,
  deps: TotpPageDeps,
  { data, fields }: PageForm<z.output<typeof beginForm>>,
): Promise<Response> {
  const { user, claims } = sessionOf(c);
  const page = pageOf(c);
  const words = page.words.security.totp;
  const again = (problems: Problems, status: number) => {
    const about = { page, user, typed: fields.label ?? '' };
    return c.html(<BeginTotpView {...about} {...problems} />, status as 400);
  };
  if (data === null) return again({ errors: [{ field: 'label', message: words.nameWrong }] }, 400);
  const work = async () => {
    const begun = { user, begunBy: claims.sid, label: data.label ?? null };
    const { id } = await deps.beginTotp(begun);
    return c.redirect(`${TOTP_APPS}/${id}`, 303);
  };
  return act(c, deps, work, (refusal, status) => {
    if (refusal.code === tooManyFactors.code)
      return c.html(<NoRoomView page={page} user={user} title={words.title} />, 409);
    const problems = problemOf(page, refusal);
    return problems && again(problems, status);
  });
}
