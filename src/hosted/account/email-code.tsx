import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import { mailedCodeFactor } from '../../second-step/factors/mailed-code.ts';
import type { SetSecondFactor } from '../../second-step/set-second-factor.ts';
import type { Clock } from '../../shared/clock.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { EmailCodeView } from './email-code-view.tsx';
import { freshPage } from './fresh-page.ts';
import { sayAndGo } from './notices.ts';
import { type Problems, passwordProblemOf } from './problems.tsx';
import { SECURITY } from './security-paths.ts';

export type EmailCodePageDeps = PageDeps &
  LimitDeps & { setSecondFactor: SetSecondFactor; clock: Clock };

/** `turn` says what the page offered: a second press of the button asks for the same. */
const form = z.object({ turn: z.enum(['on', 'off']), password: passwordSchema });

/** `/account/security/email-code`: the mailed second step. Shares the limit of `mfa/email`. */
export const emailCodePage = (provide: (c: Context) => EmailCodePageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), signedIn(provide), freshPage(provide), (c) => {
      const { page, session } = c.var;
      const { user } = session;
      const turn = user.factors.includes(mailedCodeFactor.kind) ? 'off' : 'on';
      return c.html(<EmailCodeView {...{ page, user, turn }} />, 200);
    })
    .post(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'second_factor_set')),
      freshPage(provide),
      readForm(provide, form),
      (c) => {
        const { data, fields } = c.var.form;
        const turn = fields.turn === 'off' ? 'off' : 'on';
        return set(c, provide(c), { turn, password: data?.password ?? null });
      },
    );

type Setting = { turn: 'on' | 'off'; password: string | null };

async function set(c: Context, deps: EmailCodePageDeps, { turn, password }: Setting) {
  const { user, claims } = sessionOf(c);
  const page = pageOf(c);
  const again = (problems: Problems, status: number) =>
    c.html(<EmailCodeView {...{ page, user, turn }} {...problems} />, status as 400);
  if (password === null) {
    const message = page.words.secondStep.password.missing;
    return again({ errors: [{ field: 'password', message }] }, 400);
  }
  const work = async () => {
    const asked = { user, sessionId: claims.sid, enabled: turn === 'on', password };
    await deps.setSecondFactor({ ...asked, client: clientInfo(c) });
    return sayAndGo(c, deps, { key: `email_code_${turn}`, to: SECURITY });
  };
  return act(c, deps, work, (refusal, status) => {
    const problems = passwordProblemOf(page, refusal);
    return problems && again(problems, status);
  });
}
