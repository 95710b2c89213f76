import { type Context, Hono } from 'hono';
import { validate } from '../../http/contract.ts';
import { type LimitDeps, limitByAddress } from '../../limits/limit.ts';
import { answerSignIn } from '../../second-step/answer.ts';
import type { SignIn } from '../../second-step/complete-sign-in.ts';
import { signInOptionsOf } from '../../sessions/sign-in-options.ts';
import type { Browser } from '../../sessions/token-answer.ts';
import type { ExchangeToken } from './exchange-token.ts';
import { body, doc } from './route-docs.ts';

export type ExchangeTokenRoutesDeps = LimitDeps & {
  exchangeToken: ExchangeToken;
  browser: Browser;
};

/** `/api/v1/auth`: sign-in with an exchange token. */
export const exchangeTokenRoutes = (provide: (c: Context) => ExchangeTokenRoutesDeps) =>
  new Hono({ strict: false }).post(
    '/exchange-token',
    doc,
    limitByAddress(provide, 'exchange', { overlap: true }),
    validate('json', body),
    async (c) => {
      const { exchange_token: token, ...asked } = c.req.valid('json');
      const { exchangeToken, browser } = provide(c);
      const options = signInOptionsOf(c, asked);
      const { firstLogin, ...signIn } = await exchangeToken({ token, ...options });
      return c.json(answerSignIn(c, signIn, browser, aboutOf(signIn, firstLogin)), 200);
    },
  );

function aboutOf(signIn: SignIn, firstLogin: boolean) {
  if (signIn.kind !== 'session') return {};
  const { id, email } = signIn.user;
  return { user_id: id, email, first_login: firstLogin, message: 'You are signed in.' };
}
