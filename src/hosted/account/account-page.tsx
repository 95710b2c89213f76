import type { Child } from 'hono/jsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Shell, type SideEntry } from '../../kit/shell.tsx';
import type { AccountView } from '../../users/user.ts';

/** The pages of an account, by the last part of their path. */
export type AccountPageName =
  | 'profile'
  | 'security'
  | 'sessions'
  | 'activity'
  | 'connections'
  | 'data';

const NAMES: AccountPageName[] = [
  'profile',
  'security',
  'sessions',
  'activity',
  'connections',
  'data',
];

const pathOf = (name: AccountPageName) => `/account/${name}`;

export type AccountPageProps = {
  page: PageContext;
  user: AccountView;
  current: AccountPageName;
  /** By default the name of the page in the list. */
  title?: string;
  wrong?: boolean;
  children: Child;
};

/** A page of a person's own account, with the list of the others beside it. */
export const AccountPage = ({
  page,
  user,
  current,
  title,
  wrong = false,
  children,
}: AccountPageProps) => {
  const { words } = page;
  const entries: SideEntry[] = NAMES.map((name) => ({
    href: pathOf(name),
    label: words.account.pages[name],
  }));
  // By the role as stored now, which the guard has told with the session.
  if (isOfficial(user)) entries.push({ href: '/admin', label: words.account.console });
  return (
    <Shell
      page={page}
      title={title ?? words.account.pages[current]}
      wrong={wrong}
      person={{ name: nameOf(user), email: user.email }}
      side={{ label: words.account.yours, entries, current: pathOf(current) }}
    >
      {children}
    </Shell>
  );
};

const isOfficial = ({ roles }: AccountView): boolean =>
  roles.includes('staff') || roles.includes('admin');

/** What a person calls themselves, else their address. */
export function nameOf({ displayName, firstName, lastName, email }: AccountView): string {
  return displayName || [firstName, lastName].filter(Boolean).join(' ') || email;
}
