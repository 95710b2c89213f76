import type { ClientInfo } from '../http/client-info.ts';
import type { LimitPageDeps } from './limit-page.tsx';
import { createLinkPage } from './link-page.tsx';

export type ChangeEmailPageDeps = LimitPageDeps & {
  changeEmail: { confirm(input: { token: string; client: ClientInfo }): Promise<void> };
};

/** `/change-email`: where the link to a new address lands. */
export const changeEmailPage = createLinkPage<ChangeEmailPageDeps>({
  path: '/change-email',
  limit: 'email_change_confirm',
  ask: {
    title: 'Confirm your new address',
    children: <p>Press the button to use this address for your account from now on.</p>,
    button: 'Use this address',
  },
  done: {
    title: 'Your address is changed',
    children: <p>You can close this page. From now on you sign in with the new address.</p>,
  },
  refused: {
    title: 'This link does not work',
    children: (
      <p class="error">It was used before, it has expired, or the change was taken back.</p>
    ),
  },
  use: ({ changeEmail }, input) => changeEmail.confirm(input),
});
