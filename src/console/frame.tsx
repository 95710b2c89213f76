import type { Child } from 'hono/jsx';
import { nameOf } from '../hosted/account/account-page.tsx';
import type { PageSession } from '../hosted/web/page-session.ts';
import { Document } from '../kit/document.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Shell, type SideEntry } from '../kit/shell.tsx';
import { wordsOf } from '../words/catalogues.ts';
import { DEFAULT_LANGUAGE } from '../words/language.ts';

/** What the console opens with. */
export const OVERVIEW = '/admin';
/** The list of users. */
export const USERS = '/admin/users';
/** The jobs that act on many users. */
export const JOBS = '/admin/jobs';
export const CLIENTS = '/admin/clients';
/** The keys of the service, and how to rotate them. */
export const KEYS = '/admin/keys';
/** What is configured. */
export const SETTINGS = '/admin/settings';

/** The search over all events. */
export const EVENTS = '/admin/events';
/** The messages that were given up. */
export const DEAD_LETTERS = '/admin/dead-letters';

/** The pages of the console, in the order of its list. */
const PAGES: SideEntry[] = [
  { href: OVERVIEW, label: 'Overview' },
  { href: USERS, label: 'Users' },
  { href: JOBS, label: 'Jobs' },
  { href: EVENTS, label: 'Events' },
  { href: DEAD_LETTERS, label: 'Dead letters' },
  { href: CLIENTS, label: 'Clients' },
  { href: KEYS, label: 'Keys' },
  { href: SETTINGS, label: 'Settings' },
];

/** A link to another page of the console, or nothing where there is no such page. */
export const LinkTo = ({ href, children }: { href: string; children: Child }) =>
  PAGES.some((entry) => entry.href === href.split('?')[0]) ? <a href={href}>{children}</a> : null;

/** The console is for a team, and speaks English: its own texts stand in its views. */
export const inEnglish = (page: PageContext): PageContext => ({
  ...page,
  language: DEFAULT_LANGUAGE,
  words: wordsOf(DEFAULT_LANGUAGE),
});

export type ConsolePageProps = {
  page: PageContext;
  session: PageSession;
  /** The address of the entry in the list. */
  current: string;
  title: string;
  wrong?: boolean;
  /** Above the heading, and beside it. */
  above?: Child;
  beside?: Child;
  children: Child;
};

/** A page of the console, with the list of the others beside it. */
export const ConsolePage = ({ session, current, wrong = false, ...shown }: ConsolePageProps) => (
  <Shell
    {...shown}
    wrong={wrong}
    broad
    place="Console"
    person={{ name: nameOf(session.user), email: session.user.email }}
    side={{ label: 'Console', entries: PAGES, current }}
  />
);

/** A page of one sheet that leads on, and nowhere else. */
export const ConsoleDoor = ({
  page,
  title,
  children,
}: {
  page: PageContext;
  title: string;
  children: Child;
}) => (
  <Document page={page} kind="door" title={title} wrong>
    <main>
      <div class="flow">
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  </Document>
);
