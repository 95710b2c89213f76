import type { Child } from 'hono/jsx';
import type { PageSession } from '../hosted/web/page-session.ts';
import { Address } from '../kit/address.tsx';
import { ErrorSummary, type FieldError } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { ActsPanel, NoActs } from './acts-view.tsx';
import { ConsolePage, USERS } from './frame.tsx';
import { mayAct } from './gate.tsx';
import { HistoryPanel } from './history-view.tsx';
import { MailsPanel } from './mails-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import type { HistoryQuery } from './read-history.ts';
import type { ReadUser } from './read-user.ts';
import type { Typed } from './reason-field.tsx';
import { nameOfUser, StateTags } from './user-words.tsx';

type UserPageProps = ReadUser & {
  page: PageContext;
  session: PageSession;
  notice: Child;
  typed: Typed;
  errors: FieldError[];
  isWrong: boolean;
  /** What of the history is asked for, and whether some of that is no such thing. */
  query: HistoryQuery;
  isWrongQuery: boolean;
  /** Epoch milliseconds. */
  now: number;
};

/** Everything about a user, and what can be done. */
export const UserPage = (props: UserPageProps) => {
  const { page, session, user, notice, errors, isWrong, now } = props;
  const viewer = session.user.id;
  return (
    <ConsolePage
      page={page}
      session={session}
      current={USERS}
      title={nameOfUser(user)}
      wrong={isWrong}
      above={
        <p>
          <a href={USERS}>Users</a>
        </p>
      }
      beside={<StateTags user={user} now={now} />}
    >
      <p class="soft">
        <Address of={user.email} />
      </p>
      {notice}
      <ErrorSummary page={page} errors={errors} />
      <div class="two">
        <ProfilePanel {...props} viewer={viewer} />
        {mayAct(session) ? <ActsPanel {...props} /> : <NoActs />}
      </div>
      <HistoryPanel
        {...props}
        path={`${USERS}/${user.id}`}
        events={user.recent_events}
        isWrong={props.isWrongQuery || props.isLost}
        viewer={viewer}
      />
      <MailsPanel {...props} />
    </ConsolePage>
  );
};
