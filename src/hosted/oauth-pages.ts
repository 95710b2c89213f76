import { type Context, Hono } from 'hono';
import { type AuthorizePagesDeps, authorizePages } from './consent/authorize.tsx';
import { type EndSessionPageDeps, endSessionPage } from './door/end-session.tsx';

/** `/oauth`: where clients send a person. */
export const oauthPages = (provide: (c: Context) => AuthorizePagesDeps & EndSessionPageDeps) =>
  new Hono({ strict: false })
    .route('/', authorizePages(provide))
    .route('/end-session', endSessionPage(provide));
