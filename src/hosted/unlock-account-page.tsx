import type { ClientInfo } from '../http/client-info.ts';
import type { LimitPageDeps } from './limit-page.tsx';
import { createLinkPage } from './link-page.tsx';

export type UnlockAccountPageDeps = LimitPageDeps & {
  unlockAccount: (input: { token: string; client: ClientInfo }) => Promise<void>;
};

/** `/unlock-account`: where the link in the notice of a lock lands. */
export const unlockAccountPage = createLinkPage<UnlockAccountPageDeps>({
  path: '/unlock-account',
  limit: 'unlock',
  ask: {
    title: 'Unlock your account',
    children: <p>Too many wrong passwords were tried. If that was you, unlock your account now.</p>,
    button: 'Unlock my account',
  },
  done: {
    title: 'Your account is unlocked',
    children: <p>You can close this page and sign in.</p>,
  },
  refused: {
    title: 'This link does not work',
    children: <p class="error">It was used before, or the lock has already ended.</p>,
  },
  use: ({ unlockAccount }, input) => unlockAccount(input),
});
