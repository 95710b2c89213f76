import { localTime } from '../mail/local-time.ts';
import type {
  FactorChangeUndone,
  UndoFactorChange,
} from '../second-step/factor-changes/undo-factor-change.ts';
import { invalidCredentials } from '../sessions/errors.ts';
import { findAppError } from '../shared/errors.ts';
import type { LimitPageDeps } from './limit-page.tsx';
import { createLinkPage, deadLink } from './link-page.tsx';

export type UndoFactorChangePageDeps = LimitPageDeps & { undoFactorChange: UndoFactorChange };

const done = {
  title: 'The change is reverted',
  children: (
    <p>
      Everyone is signed out. <a href="/forgot-password">Choose a new password</a> now: whoever made
      the change may know the old one. Then sign in and check your recovery codes.
    </p>
  ),
};

const waits = (at: string) => ({
  title: 'The change will be reverted',
  children: (
    <>
      <p>
        Everyone is signed out. No other passkey or authenticator app would be left, so we wait: we
        remove what was added after {at}, unless someone signs in with it until then.
      </p>
      <p>
        If you know the password that you had before the change, open the link in our mail again and
        enter it: that reverts the change at once.
      </p>
    </>
  ),
});

/** `/undo-factor-change`: the page of the link that reverts a change of factors. */
export const undoFactorChangePage = createLinkPage<UndoFactorChangePageDeps, FactorChangeUndone>({
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
    fields: (
      <>
        <label for="password">
          Your password from before the change. Without it, removing your only passkey or
          authenticator app takes 24 hours.
        </label>
        <input id="password" type="password" name="password" autocomplete="current-password" />
      </>
    ),
    button: 'Revert the change',
  },
  done: ({ dueAt, reader }) => (dueAt === null ? done : waits(localTime(dueAt, reader))),
  refused: (error) =>
    findAppError(error)?.code === invalidCredentials.code
      ? {
          title: 'That isn’t your password',
          children: (
            <p class="error">
              Go back and enter the password that you had before the change, or none.
            </p>
          ),
        }
      : deadLink(
          'It has been used already or has run out.',
          'Sign in to see how your account is protected.',
        ),
  use: ({ undoFactorChange }, input) => undoFactorChange(input),
});
