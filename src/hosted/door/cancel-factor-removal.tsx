import type { CancelRemoval } from '../../second-step/factor-removals/cancel-removal.ts';
import { cancelRemovalSecret } from '../../second-step/factor-removals/factor-removal.ts';
import { createLinkPage, type LinkPageDeps } from './link-page.tsx';

export type CancelFactorRemovalPageDeps = LinkPageDeps & { cancelRemoval: CancelRemoval };

/** `/cancel-factor-removal`: the page of the link that cancels the removal of all factors. */
export const cancelFactorRemovalPage = createLinkPage({
  path: '/cancel-factor-removal',
  limit: 'undo',
  purpose: cancelRemovalSecret,
  wordsOf: ({ links: { cancelRemoval: words } }) => ({
    ...words,
    what: [words.what, words.more],
    done: { done: () => ({ title: words.done, what: words.doneWhat }) },
  }),
  use: async ({ cancelRemoval }: CancelFactorRemovalPageDeps, input) => {
    await cancelRemoval(input);
    return { done: 'done' };
  },
  waysOn: ['sign_in'],
});
