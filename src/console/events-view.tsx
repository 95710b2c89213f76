import type { EventPage } from '../admin/event-schemas.ts';
import { AUDIT_EVENT_TYPES, RISK_LEVELS } from '../audit/event.ts';
import type { PageSession } from '../hosted/web/page-session.ts';
import { Button, LinkButton } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Select, TextField } from '../kit/inputs.tsx';
import { Notice } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { EVENT_WORDS, RISK_WORDS } from './event-words.ts';
import { type AskedEvents, eventsPath } from './events-query.ts';
import { EventsTable } from './events-table.tsx';
import { ConsolePage, EVENTS } from './frame.tsx';
import { When } from './user-words.tsx';

type EventsPageProps = {
  page: PageContext;
  session: PageSession;
  asked: AskedEvents;
  /** Whether something that was asked for is no such thing. */
  isWrong: boolean;
  /** Whether the page reads itself again, to show what is new. */
  follows: boolean;
  list: EventPage;
  /** What actors are called, by id. */
  names: ReadonlyMap<string, string>;
};

/** What happened to all users, what is risky first. */
export const EventsPage = ({
  page,
  session,
  asked,
  isWrong,
  follows,
  list,
  names,
}: EventsPageProps) => (
  <ConsolePage page={page} session={session} current={EVENTS} title="Events" wrong={isWrong}>
    {isWrong && (
      <Notice kind="warn" title="We couldn’t read all of that address">
        <p>We left out what we didn’t understand, and begin at the top.</p>
      </Notice>
    )}
    {list.is_gap && (
      <Notice kind="warn" title="More came than we show here">
        <p>Search again to see all of it.</p>
      </Notice>
    )}
    <p class="soft">
      Events of medium risk and above, what admins do, and when accounts begin. The rest is in each
      user’s own history.
    </p>
    <Search page={page} asked={asked} />
    <section class="panel flow" aria-label="Events">
      <Follow asked={asked} follows={follows} />
      {list.events.length === 0 ? (
        <None page={page} list={list} asked={asked} />
      ) : (
        <EventsTable
          page={page}
          events={list.events}
          viewer={session.user.id}
          names={names}
          named={{ caption: 'Events' }}
          ofWhom
        />
      )}
      <Ways asked={asked} list={list} />
    </section>
  </ConsolePage>
);

/** Begins or ends a list that is read again by itself; without script too. */
const Follow = ({ asked, follows }: Pick<EventsPageProps, 'asked' | 'follows'>) =>
  follows ? (
    <Notice title="New events appear at the top by themselves">
      <p>
        The page looks again every ten seconds.{' '}
        <a href={eventsPath(EVENTS, asked)}>Stop following</a>
      </p>
    </Notice>
  ) : (
    <p>
      <a href={eventsPath(EVENTS, { ...asked, order: 'newest' }, { follow: 'on' })}>
        Follow what is new
      </a>
    </p>
  );

const ANY = { value: '', label: 'Any' };
const ORDERS = [
  { value: 'risk', label: 'High risk first' },
  { value: 'newest', label: 'Newest first' },
];

const Search = ({ page, asked }: { page: PageContext; asked: AskedEvents }) => (
  <form class="panel filters" method="get" action={EVENTS}>
    <TextField
      page={page}
      name="user"
      label="User"
      hint="An email address or an ID."
      value={asked.user}
      maxlength={254}
      autocomplete="off"
    />
    <TextField
      page={page}
      name="actor"
      label="Done by"
      hint="An email address or an ID."
      value={asked.actor}
      maxlength={254}
      autocomplete="off"
    />
    <TextField
      page={page}
      name="ip_address"
      label="IP address"
      value={asked.ip_address}
      maxlength={45}
      autocomplete="off"
    />
    <Select
      page={page}
      name="event_type"
      label="What"
      value={asked.event_type}
      options={[ANY, ...AUDIT_EVENT_TYPES.map((value) => ({ value, label: EVENT_WORDS[value] }))]}
    />
    <Select
      page={page}
      name="risk_level"
      label="Risk"
      value={asked.risk_level}
      options={[ANY, ...RISK_LEVELS.map((value) => ({ value, label: RISK_WORDS[value] }))]}
    />
    <DayField page={page} name="from" label="From (UTC)" value={asked.from} />
    <DayField page={page} name="to" label="Until (UTC)" value={asked.to} />
    <Select page={page} name="order" label="Order" value={asked.order} options={ORDERS} />
    <Button>Search</Button>
  </form>
);

type DayProps = { page: PageContext; name: string; label: string; value: string | undefined };

const DayField = ({ page, name, label, value }: DayProps) => (
  <Field page={page} name={name} label={label}>
    <input class="in" id={name} name={name} type="date" value={value?.slice(0, 10)} />
  </Field>
);

type Listed = { asked: AskedEvents; list: EventPage };

const None = ({ page, asked, list }: Listed & { page: PageContext }) => {
  if (asked.after !== undefined) return <h2>Nothing new</h2>;
  if (list.looked_back_to === null) return <h2>Nothing fits that</h2>;
  return (
    <>
      <h2>Nothing so far</h2>
      <p>
        We have looked back to <When page={page} at={list.looked_back_to} />. Go on to look further.
      </p>
    </>
  );
};

const Ways = ({ asked, list }: Listed) => (
  <nav class="btns" aria-label="Pages">
    {(asked.cursor ?? asked.after) !== undefined && (
      <LinkButton href={eventsPath(EVENTS, asked)}>Back to the first</LinkButton>
    )}
    {list.latest !== null && (
      <LinkButton href={eventsPath(EVENTS, asked, { after: list.latest })}>What’s new</LinkButton>
    )}
    {list.next_cursor !== null && (
      <LinkButton href={eventsPath(EVENTS, asked, { cursor: list.next_cursor })}>Go on</LinkButton>
    )}
  </nav>
);
