import { type UnlockAccountInput, unlockSecret } from '../../methods/password/unlock-account.ts';
import { createLinkPage, type LinkPageDeps } from './link-page.tsx';

export type UnlockAccountPageDeps = LinkPageDeps & {
  unlockAccount: (input: UnlockAccountInput) => Promise<void>;
};

/** `/unlock-account`: the page of the link in a lock notice. */
export const unlockAccountPage = createLinkPage({
  path: '/unlock-account',
  limit: 'unlock',
  purpose: unlockSecret,
  wordsOf: ({ links: { unlock } }) => ({
    ...unlock,
    what: [unlock.what, unlock.more],
    done: { done: () => ({ title: unlock.done, what: unlock.doneWhat }) },
  }),
  use: async ({ unlockAccount }: UnlockAccountPageDeps, input) => {
    await unlockAccount(input);
    return { done: 'done' };
  },
  waysOn: ['sign_in'],
});
