import { emailChangeSecret } from '../../account/email-change.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { createLinkPage, type LinkPageDeps } from './link-page.tsx';

export type ChangeEmailPageDeps = LinkPageDeps & {
  changeEmail: { confirm(input: { token: string; client: ClientInfo }): Promise<void> };
};

/** `/change-email`: the page of the link that confirms a new address. */
export const changeEmailPage = createLinkPage({
  path: '/change-email',
  limit: 'email_change_confirm',
  purpose: emailChangeSecret,
  wordsOf: ({ links: { changeEmail: words } }, linked) => ({
    ...words,
    what: linked === null ? [] : [words.what(linked.email), words.more(linked.from)],
    done: { done: () => ({ title: words.done, what: words.doneWhat }) },
  }),
  use: async ({ changeEmail }: ChangeEmailPageDeps, input) => {
    await changeEmail.confirm(input);
    return { done: 'done' };
  },
  waysOn: ['account'],
});
