import type { AdminUserView } from '../admin/admin-user-view.ts';
import type { UserPage } from '../admin/view-users.ts';
import type { PageSession } from '../hosted/web/page-session.ts';
import { Address } from '../kit/address.tsx';
import { Button, LinkButton } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Select } from '../kit/inputs.tsx';
import { Notice } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Cell, NameCell, Table, TableRow } from '../kit/table.tsx';
import { ROLES } from '../shared/role.ts';
import { USER_STATUSES } from '../users/user-query.ts';
import { BulkPanel, Pick } from './bulk-panel.tsx';
import { ConsolePage, USERS } from './frame.tsx';
import { type Asked, listPath } from './read-query.ts';
import { nameOfUser, ROLE_NAMES, roleOf, StateTags, When } from './user-words.tsx';

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

/** Users who fit a search, newest first. */
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
    <section class="panel flow" aria-label="Users">
      {list.users.length === 0 ? (
        <None asked={asked} />
      ) : (
        <UsersTable page={page} session={session} users={list.users} now={list.now} />
      )}
      <Ways asked={asked} nextCursor={list.nextCursor} />
    </section>
    <BulkPanel page={page} session={session} asked={asked} />
  </ConsolePage>
);

const STATUS_NAMES: Record<(typeof USER_STATUSES)[number], string> = {
  active: 'Active',
  disabled: 'Disabled',
  unverified: 'Not confirmed',
  locked: 'Locked',
};
const ANY = { value: '', label: 'Any' };

const Search = ({ page, asked }: { page: PageContext; asked: Asked }) => (
  <form class="panel filters" method="get" action={USERS}>
    <Field
      page={page}
      name="query"
      label="Search"
      hint="The beginning of an email address or username, or a whole ID."
    >
      <input
        class="in"
        id="query"
        name="query"
        type="search"
        value={asked.query}
        maxlength={254}
        autocomplete="off"
        aria-describedby="query-hint"
      />
    </Field>
    <Select
      page={page}
      name="status"
      label="Status"
      value={asked.status}
      options={[ANY, ...USER_STATUSES.map((value) => ({ value, label: STATUS_NAMES[value] }))]}
    />
    <Select
      page={page}
      name="role"
      label="Role"
      value={asked.role}
      options={[ANY, ...ROLES.map((value) => ({ value, label: ROLE_NAMES[value] }))]}
    />
    <Button>Search</Button>
  </form>
);

type Listed = { page: PageContext; session: PageSession; users: AdminUserView[]; now: number };
const HEADINGS = ['Name', 'Status', 'Second step', 'Last sign-in', 'Role'];

const UsersTable = ({ page, session, users, now }: Listed) => (
  <Table caption="Users, newest first" headings={HEADINGS}>
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
        <Cell label="Role">{roleOf(user)}</Cell>
      </TableRow>
    ))}
  </Table>
);

const None = ({ asked }: { asked: Asked }) => (
  <>
    <h2>{asked.cursor === undefined ? 'Nobody fits that' : 'That’s everyone'}</h2>
    <p>
      {asked.cursor === undefined
        ? 'Try fewer letters, or any status and role. We search by how an address begins.'
        : 'There’s nobody older in this list.'}
    </p>
  </>
);

const Ways = ({ asked, nextCursor }: { asked: Asked; nextCursor: string | null }) => {
  if (asked.cursor === undefined && nextCursor === null) return null;
  return (
    <nav class="btns" aria-label="Pages">
      {asked.cursor !== undefined && (
        <LinkButton href={listPath(USERS, asked)}>Back to the first</LinkButton>
      )}
      {nextCursor !== null && (
        <LinkButton href={listPath(USERS, asked, nextCursor)}>{`Next ${asked.limit}`}</LinkButton>
      )}
    </nav>
  );
};
