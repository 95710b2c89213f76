import { type Context, Hono } from 'hono';
import { addressPage } from './address.tsx';
import { callbackPage } from './callback.tsx';
import { existingPage } from './existing.tsx';
import { finishPage } from './finish.tsx';
import type { SocialPageDeps } from './social-deps.ts';
import { startPage } from './start.tsx';

/** `/sign-in/with`: to a provider, back, and what is asked before there is an account. */
export const socialPages = (provide: (c: Context) => SocialPageDeps) =>
  new Hono({ strict: false })
    .route('/', startPage(provide))
    .route('/', callbackPage(provide))
    .route('/', addressPage(provide))
    .route('/', finishPage(provide))
    .route('/', existingPage(provide));
