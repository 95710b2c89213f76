import type { CancelRemoval } from '../second-step/factor-removals/cancel-removal.ts';
import { createLinkPage, deadLink } from './link-page.tsx';
import type { LimitPageDeps } from './web/limit-page.tsx';

export type CancelFactorRemovalPageDeps = LimitPageDeps & { cancelRemoval: CancelRemoval };

/** `/cancel-factor-removal`: the page of the link that cancels the removal of all factors. */
export const cancelFactorRemovalPage = createLinkPage<CancelFactorRemovalPageDeps>({
  path: '/cancel-factor-removal',
  limit: 'undo',
  ask: {
    title: 'Keep two-step sign-in',
    children: (
      <p>
        An administrator was asked to remove the passkeys, authenticator apps and recovery codes of
        your account. Press the button to keep them.
      </p>
    ),
    button: 'Cancel the removal',
  },
  done: {
    title: 'Nothing is removed',
    children: <p>You can close this page and sign in as before.</p>,
  },
  refused: deadLink(
    'It has been used already or has run out, or the removal has been carried out.',
    'Sign in to see how your account is protected.',
  ),
  use: ({ cancelRemoval }, input) => cancelRemoval(input),
});
