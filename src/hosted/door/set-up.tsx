import { type Context, Hono } from 'hono';
import { Notice } from '../../kit/notice.tsx';
import { pageHeaders } from '../../kit/page-headers.ts';
import { METHODS } from '../../step-up/proofs.ts';
import { openDoor } from '../web/open-page.ts';
import { readPending } from '../web/pending-cookie.ts';
import { withReturn } from '../web/return-to.ts';
import { SECOND_STEP } from './second-step-view.tsx';
import { type SetUpPasskeyDeps, setUpPasskeyPage } from './set-up-passkey.tsx';
import { type SetUpPasswordDeps, setUpPasswordPage } from './set-up-password.tsx';
import { type SetUpTotpDeps, setUpTotpPage } from './set-up-totp.tsx';
import { ChooseFactor } from './set-up-view.tsx';

export type SetUpPageDeps = SetUpTotpDeps & SetUpPasskeyDeps & SetUpPasswordDeps;

/** `/second-step/set-up`: what an account without a second kind of proof sets up to sign in. */
export const setUpPage = (provide: (c: Context) => SetUpPageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), openDoor(provide), async (c) => {
      const { page } = c.var;
      const enrol = readPending(c)?.enrol ?? [];
      if (enrol.length === 0) return c.redirect(withReturn(SECOND_STEP, page.returnTo), 303);
      const { setUp } = page.words.secondStep;
      const flash = await provide(c).flashes.take(c);
      const notice = flash?.key === 'set_up_expired' && (
        <Notice kind="plain" title={setUp.totpGone}>
          <p>{setUp.totpGoneMore}</p>
        </Notice>
      );
      const kinds = METHODS.filter((method) => enrol.includes(method));
      return c.html(<ChooseFactor page={page} enrol={kinds} notice={notice} />, 200);
    })
    .route('/totp', setUpTotpPage(provide))
    .route('/passkey', setUpPasskeyPage(provide))
    .route('/password', setUpPasswordPage(provide));
