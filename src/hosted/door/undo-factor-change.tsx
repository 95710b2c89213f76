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
    done: {
      done: () => ({
        title: words.done,
        what: words.signedOut,
        steps: [words.newPassword, words.checkCodes],
      }),
      // The password of before the change counts until another one is chosen.
      waits: (at) => ({
        title: words.waits,
        what: words.signedOut,
        why: words.waitsWhy,
        steps: [words.waitsKnow, words.newPassword, words.waitsWhat(at)],
      }),
    },
  }),
  use: async ({ undoFactorChange }: UndoFactorChangePageDeps, input) => {
    const { dueAt } = await undoFactorChange(input);
    return dueAt === null ? { done: 'done' } : { done: 'waits', at: dueAt };
  },
  waysOn: ['new_password', 'sign_in'],
});
