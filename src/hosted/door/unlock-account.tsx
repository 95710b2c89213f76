import { type UnlockAccountInput, unlockSecret } from '../../methods/password/unlock-account.ts';
import type { Words } from '../../words/words.ts';
import { createLinkPage, type LinkPageDeps } from './link-page.tsx';
import type { LinkWords } from './link-view.tsx';

export type UnlockAccountPageDeps = LinkPageDeps & {
  unlockAccount: (input: UnlockAccountInput) => Promise<void>;
};

/** A new password opens the second step too, and shuts out who has passed the first. */
function askingOf(
  { what, more, secondStep }: Words['links']['unlock'],
  lane: string | undefined,
): Pick<LinkWords<'done'>, 'what' | 'instead'> {
  if (lane !== 'second-step') return { what: [what, more] };
  return { what: [secondStep.what, secondStep.more], instead: 'new_password' };
}

/** `/unlock-account`: the page of the link in a lock notice. */
export const unlockAccountPage = createLinkPage({
  path: '/unlock-account',
  limit: 'unlock',
  purpose: unlockSecret,
  wordsOf: ({ links: { unlock } }, linked) => ({
    ...unlock,
    ...askingOf(unlock, linked?.lane),
    done: { done: () => ({ title: unlock.done, what: unlock.doneWhat }) },
  }),
  use: async ({ unlockAccount }: UnlockAccountPageDeps, input) => {
    await unlockAccount(input);
    return { done: 'done' };
  },
  waysOn: ['sign_in'],
});
