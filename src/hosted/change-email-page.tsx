import type { ClientInfo } from '../http/client-info.ts';
import { createLinkPage, deadLink } from './link-page.tsx';
import type { LimitPageDeps } from './web/limit-page.tsx';

export type ChangeEmailPageDeps = LimitPageDeps & {
  changeEmail: { confirm(input: { token: string; client: ClientInfo }): Promise<void> };
};

/** `/change-email`: the page of the link that confirms a new address. */
export const changeEmailPage = createLinkPage<ChangeEmailPageDeps>({
  path: '/change-email',
  limit: 'email_change_confirm',
  ask: {
    title: 'Confirm your new email address',
    children: <p>Press the button, and you sign in with this address from now on.</p>,
    button: 'Use this address',
  },
  done: {
    title: 'Your email address has changed',
    children: <p>You can close this page. Use the new address the next time you sign in.</p>,
  },
  refused: deadLink(
    'It has been used already or has run out, or the change was undone.',
    'If you still want to change your email address, start again from your account.',
  ),
  use: ({ changeEmail }, input) => changeEmail.confirm(input),
});
