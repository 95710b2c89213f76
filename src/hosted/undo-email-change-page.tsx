import type { ClientInfo } from '../http/client-info.ts';
import type { LimitPageDeps } from './limit-page.tsx';
import { createLinkPage } from './link-page.tsx';

export type UndoEmailChangePageDeps = LimitPageDeps & {
  undoEmailChange: (input: { token: string; client: ClientInfo }) => Promise<void>;
};

/** `/undo-email-change`: where the link to the old address lands. */
export const undoEmailChangePage = createLinkPage<UndoEmailChangePageDeps>({
  path: '/undo-email-change',
  limit: 'undo',
  ask: {
    title: 'Keep your address',
    children: (
      <p>
        Did somebody else change the address of your account? Press the button to have this one
        back. All sessions end, and you set a new password by a mail that comes here.
      </p>
    ),
    button: 'Keep this address',
  },
  done: {
    title: 'Your account has this address',
    children: <p>A mail with a link to set a new password is on its way to you.</p>,
  },
  refused: {
    title: 'This link does not work',
    children: (
      <p class="error">
        It was used before, it has expired, or another account has the address by now.
      </p>
    ),
  },
  use: ({ undoEmailChange }, input) => undoEmailChange(input),
});
