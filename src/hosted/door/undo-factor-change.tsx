import { factorChangeSecret } from '../../second-step/factor-changes/factor-change.ts';
import type { UndoFactorChange } from '../../second-step/factor-changes/undo-factor-change.ts';
import { createLinkPage, type LinkPageDeps } from './link-page.tsx';

export type UndoFactorChangePageDeps = LinkPageDeps & { undoFactorChange: UndoFactorChange };

/** `/undo-factor-change`: the page of the link that reverts a change of factors. */
export const undoFactorChangePage = createLinkPage({
  path: '/undo-factor-change',
  limit: 'undo',
  purpose: factorChangeSecret,
  wordsOf: ({ links: { undoFactorChange: words } }) => ({
    ...words,
    what: [words.what, words.more],
    done: { done: () => ({ title: words.done, what: words.doneWhat }) },
  }),
  use: async ({ undoFactorChange }: UndoFactorChangePageDeps, input) => {
    await undoFactorChange(input);
    return { done: 'done' };
  },
  waysOn: ['new_password', 'sign_in'],
});
