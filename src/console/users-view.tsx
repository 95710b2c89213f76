import type { AdminUserView } from '../admin/admin-user-view.ts';
import type { UserPage } from '../admin/view-users.ts';
import type { PageSession } from '../hosted/web/page-session.ts';
import { Address } from '../kit/address.tsx';
import { LinkButton } from '../kit/button.tsx';
import { Notice } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Cell, type Heading, NameCell, Table, TableRow } from '../kit/table.tsx';
import type { UserSort } from '../users/user-query.ts';
import { BulkPanel, Pick } from './bulk-panel.tsx';
import { ConsolePage, USERS } from './frame.tsx';
import { mayAct } from './gate.tsx';
import { type Asked, listPath } from './read-query.ts';
import { nameOfUser, roleOf, StateTags, When } from './user-words.tsx';
import { ActiveFilters, Search } from './users-search.tsx';

type UsersPageProps = UserPage & {
  page: PageContext;
  session: PageSession;
  asked: Asked;
  /** Whether something that was asked for is no such thing. */
  isWrong: boolean;
  /** Whether somebody was erased just now. */
  isErased: boolean;
  /** Epoch milliseconds. */
  now: number;
};

/** Users who fit a search, in its order. */
export const UsersPage = ({ page, session, asked, isWrong, isErased, ...list }: UsersPageProps) => (
  <ConsolePage page={page} session={session} current={USERS} title="Users" wrong={isWrong}>
    {isErased && (
      <Notice kind="good" title="The account was erased">
        <p>Its sessions and its data are gone. We told the owner by email.</p>
      </Notice>
    )}
    {isWrong && (
      <Notice kind="warn" title="We couldn’t read all of that address">
        <p>We left out what we didn’t understand. Search again to be sure.</p>
      </Notice>
    )}
    <Search page={page} asked={asked} />
    <ActiveFilters asked={asked} />
    <section class="panel flow" aria-label="Users">
      {list.users.length === 0 ? (
        <None asked={asked} goesOn={list.nextCursor !== null} />
      ) : (
        <UsersTable page={page} session={session} asked={asked} users={list.users} now={list.now} />
      )}
      {list.lookedThrough !== null && (
        <p>{`Looked through ${list.lookedThrough.toLocaleString('en')} people. Go on to find more.`}</p>
      )}
      {mayAct(session) && list.users.length > 0 && (
        <p>
          <a href={listPath(`${USERS}.csv`, asked)}>Download as CSV</a>
        </p>
      )}
      <Ways asked={asked} nextCursor={list.nextCursor} isCut={list.lookedThrough !== null} />
    </section>
    <BulkPanel page={page} session={session} asked={asked} />
  </ConsolePage>
);

/** A heading that sorts by its column: latest first, then the other way. */
function sortable(label: string, by: UserSort, asked: Asked): Heading {
  const isSorted = asked.sort === by;
  const order = isSorted && asked.order === 'desc' ? 'asc' : 'desc';
  const now = asked.order === 'desc' ? 'descending' : 'ascending';
  return {
    is: <a href={listPath(USERS, { ...asked, sort: by, order })}>{label}</a>,
    sort: isSorted ? now : undefined,
  };
}

const headingsOf = (asked: Asked): Heading[] => [
  'Name',
  'Status',
  'Second step',
  sortable('Last sign-in', 'last_sign_in', asked),
  sortable('Created', 'created', asked),
  'Role',
];

type Listed = {
  page: PageContext;
  session: PageSession;
  asked: Asked;
  users: AdminUserView[];
  now: number;
};

const UsersTable = ({ page, session, asked, users, now }: Listed) => (
  <Table caption="Users" headings={headingsOf(asked)}>
    {users.map((user) => (
      <TableRow>
        <NameCell>
          <Pick session={session} user={user} />
          <a href={`${USERS}/${user.id}`}>
            <bdi>{nameOfUser(user)}</bdi>
          </a>
          <p class="hint">
            <Address of={user.email} />
          </p>
        </NameCell>
        <Cell>
          <StateTags user={user} now={now} />
        </Cell>
        <Cell label="Second step">{user.mfa_enabled ? 'Yes' : 'None'}</Cell>
        <Cell label="Last sign-in">
          <When page={page} at={user.last_login_at} />
        </Cell>
        <Cell label="Created">
          <When page={page} at={user.created_at} />
        </Cell>
        <Cell label="Role">{roleOf(user)}</Cell>
      </TableRow>
    ))}
  </Table>
);

const None = ({ asked, goesOn }: { asked: Asked; goesOn: boolean }) => {
  if (goesOn) return <h2>Nobody so far</h2>;
  if (asked.cursor !== undefined)
    return (
      <>
        <h2>That’s everyone</h2>
        <p>There’s nobody further on in this list.</p>
      </>
    );
  return (
    <>
      <h2>Nobody fits that</h2>
      <p>Try fewer letters or fewer filters. We search by how an address or a name begins.</p>
    </>
  );
};

type WaysProps = { asked: Asked; nextCursor: string | null; isCut: boolean };

const Ways = ({ asked, nextCursor, isCut }: WaysProps) => {
  if (asked.cursor === undefined && nextCursor === null) return null;
  return (
    <nav class="btns" aria-label="Pages">
      {asked.cursor !== undefined && (
        <LinkButton href={listPath(USERS, asked)}>Back to the first</LinkButton>
      )}
      {nextCursor !== null && (
        <LinkButton href={listPath(USERS, asked, nextCursor)}>
          {isCut ? 'Go on' : `Next ${asked.limit}`}
        </LinkButton>
      )}
    </nav>
  );
};
