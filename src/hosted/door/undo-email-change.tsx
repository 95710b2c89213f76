import { emailUndoSecret } from '../../account/email-change.ts';
import type { UndoEmailChange } from '../../account/undo-email-change.ts';
import { createLinkPage, type LinkPageDeps } from './link-page.tsx';

export type UndoEmailChangePageDeps = LinkPageDeps & { undoEmailChange: UndoEmailChange };

/** `/undo-email-change`: the page of the link that restores the old address. */
export const undoEmailChangePage = createLinkPage({
  path: '/undo-email-change',
  limit: 'undo',
  purpose: emailUndoSecret,
  wordsOf: ({ links: { undoEmailChange: words } }, linked) => ({
    ...words,
    what: linked === null ? [] : [words.what(linked.email), words.more],
    done: { done: () => ({ title: words.done, what: words.doneWhat }) },
  }),
  use: async ({ undoEmailChange }: UndoEmailChangePageDeps, input) => {
    await undoEmailChange(input);
    return { done: 'done' };
  },
  waysOn: ['sign_in'],
});
