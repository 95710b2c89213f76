import type { ClientInfo } from '../http/client-info.ts';
import { createLinkPage, deadLink } from './link-page.tsx';
import type { LimitPageDeps } from './web/limit-page.tsx';

export type UnlockAccountPageDeps = LimitPageDeps & {
  unlockAccount: (input: { token: string; client: ClientInfo }) => Promise<void>;
};

/** `/unlock-account`: the page of the link in a lock notice. */
export const unlockAccountPage = createLinkPage<UnlockAccountPageDeps>({
  path: '/unlock-account',
  limit: 'unlock',
  ask: {
    title: 'Unlock your account',
    children: (
      <p>
        Someone entered too many wrong passwords or codes. If that was you, unlock your account now.
      </p>
    ),
    button: 'Unlock my account',
  },
  done: {
    title: 'Your account is unlocked',
    children: <p>You can close this page and sign in.</p>,
  },
  refused: deadLink(
    'It has been used already, or your account is no longer locked.',
    'Try to sign in.',
  ),
  use: ({ unlockAccount }, input) => unlockAccount(input),
});
