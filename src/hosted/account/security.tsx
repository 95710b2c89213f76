import { type Context, Hono } from 'hono';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { ManagePasskeys } from '../../methods/passkey/manage-passkeys.ts';
import type { ListFactors } from '../../second-step/list-factors.ts';
import type { RemoveFactorDeps } from '../../second-step/remove-factor.ts';
import type { Clock } from '../../shared/clock.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { sayAndGo, takeNotice } from './notices.ts';
import { SECURITY_NOTICES } from './security-notice.tsx';
import { RECOVERY_CODES } from './security-paths.ts';
import { SecurityView } from './security-view.tsx';

export type SecurityPageDeps = PageDeps &
  LimitDeps & {
    listFactors: ListFactors;
    managePasskeys: ManagePasskeys;
    needsFactor: RemoveFactorDeps['needsFactor'];
    clock: Clock;
  };

/** `/account/security`: how one signs in. Shares the limit of the API's list of factors. */
export const securityPage = (provide: (c: Context) => SecurityPageDeps) =>
  new Hono({ strict: false }).get(
    '/',
    pageHeaders(provide),
    signedIn(provide, limitPageByUser(provide, 'factors')),
    async (c) => {
      const { page, session } = c.var;
      const { user } = session;
      const deps = provide(c);
      const notice = await takeNotice(c, deps, [...SECURITY_NOTICES, 'recovery_codes_made']);
      // Codes are lost unless they are shown: of two forms sent at once, one leads here.
      if (notice?.key === 'recovery_codes_made')
        return sayAndGo(c, deps, { ...notice, to: RECOVERY_CODES });
      const [list, passkeys] = await Promise.all([
        deps.listFactors(user.id),
        deps.managePasskeys.list(user.id),
      ]);
      const isLastNeeded = list.factors.length === 1 && deps.needsFactor(user);
      const shown = { list, passkeys, isLastNeeded, now: deps.clock() };
      const signal = deps.managePasskeys.signalOf(user.id);
      return c.html(<SecurityView {...{ page, user, notice, signal }} {...shown} />, 200);
    },
  );
