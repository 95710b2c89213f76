import type { Child } from 'hono/jsx';
import { nameOf } from '../hosted/account/account-page.tsx';
import type { PageSession } from '../hosted/web/page-session.ts';
import { Document } from '../kit/document.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Shell, type SideEntry } from '../kit/shell.tsx';
import { wordsOf } from '../words/catalogues.ts';
import { DEFAULT_LANGUAGE } from '../words/language.ts';

/** The list of users, which the console opens with until it has an overview. */
export const USERS = '/admin/users';

/** The search over all events. */
export const EVENTS = '/admin/events';

/** The pages of the console, in the order of its list. */
const PAGES: SideEntry[] = [
  { href: USERS, label: 'Users' },
  { href: EVENTS, label: 'Events' },
];

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
