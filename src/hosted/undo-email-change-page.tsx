import type { ClientInfo } from '../http/client-info.ts';
import { createLinkPage, deadLink } from './link-page.tsx';
import type { LimitPageDeps } from './web/limit-page.tsx';

export type UndoEmailChangePageDeps = LimitPageDeps & {
  undoEmailChange: (input: { token: string; client: ClientInfo }) => Promise<void>;
};

/** `/undo-email-change`: the page of the link that restores the old address. */
export const undoEmailChangePage = createLinkPage<UndoEmailChangePageDeps>({
  path: '/undo-email-change',
  limit: 'undo',
  ask: {
    title: 'Keep your email address',
    children: (
      <p>
        Did someone else change the email address of your account? Press the button to keep this
        one. We then sign everyone out and email you a link to choose a new password.
      </p>
    ),
    button: 'Keep this address',
  },
  done: {
    title: 'Your account keeps this address',
    children: (
      <p>
        Everyone is signed out. Check your inbox: we’re sending you a link to choose a new password.
      </p>
    ),
  },
  refused: deadLink(
    'It has been used already or has run out, or the address now belongs to another account.',
  ),
  use: ({ undoEmailChange }, input) => undoEmailChange(input),
});
