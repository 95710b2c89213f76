import type { UndoFactorChange } from '../second-step/factor-changes/undo-factor-change.ts';
import { createLinkPage, deadLink } from './link-page.tsx';
import type { LimitPageDeps } from './web/limit-page.tsx';

export type UndoFactorChangePageDeps = LimitPageDeps & { undoFactorChange: UndoFactorChange };

/** `/undo-factor-change`: the page of the link that reverts a change of factors. */
export const undoFactorChangePage = createLinkPage<UndoFactorChangePageDeps>({
  path: '/undo-factor-change',
  limit: 'undo',
  ask: {
    title: 'Revert the change',
    children: (
      <p>
        Did someone else add or remove a passkey or an authenticator app? Press the button to revert
        that. We then sign everyone out.
      </p>
    ),
    button: 'Revert the change',
  },
  done: {
    title: 'The change is reverted',
    children: (
      <p>
        Everyone is signed out. <a href="/forgot-password">Choose a new password</a> now: whoever
        made the change may know the old one. Then sign in and check your recovery codes.
      </p>
    ),
  },
  refused: deadLink(
    'It has been used already or has run out.',
    'Sign in to see how your account is protected.',
  ),
  use: ({ undoFactorChange }, input) => undoFactorChange(input),
});
