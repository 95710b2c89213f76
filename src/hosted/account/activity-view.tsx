import { Button, LinkButton } from '../../kit/button.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { Rows } from '../../kit/rows.tsx';
import type { Place } from '../../sessions/list-places.ts';
import { DAY, fromIso } from '../../shared/clock.ts';
import { longDay, zone } from '../../words/dates.ts';
import { spanInWords } from '../../words/durations.ts';
import type { PageSession } from '../web/page-session.ts';
import { AccountPage } from './account-page.tsx';
import type { Entry } from './activity-entries.ts';
import { ActivityEntry } from './activity-entry.tsx';
import { KINDS, type Kind } from './event-kinds.ts';

/** The path of the page. */
export const ACTIVITY = '/account/activity';
export const SECURE = `${ACTIVITY}/secure`;

export type ActivityPageProps = {
  page: PageContext;
  session: PageSession;
  kind: Kind;
  entries: Entry[];
  places: ReadonlyMap<string, Place>;
  /** The event before which these are, if they are not the latest. */
  before: string | undefined;
  /** The event before which there are more; null if there are none. */
  older: string | null;
  /** Epoch milliseconds. */
  now: number;
  /** How long the history is kept, in milliseconds. */
  keptFor: number;
};

/** What happened on an account, by day. */
export const ActivityPage = (props: ActivityPageProps) => {
  const { page, session, kind, entries, places, now, keptFor } = props;
  const { activity } = page.words;
  const span = spanInWords(page.language, keptFor);
  return (
    <AccountPage page={page} user={session.user} current="activity">
      <p class="soft">{activity.intro(span, zone(now, page))}</p>
      <section>
        <Notice kind="warn" title={activity.secure.ask}>
          <p>{activity.secure.what}</p>
          <p>
            <a href={SECURE}>{activity.secure.open}</a>
          </p>
        </Notice>
      </section>
      <Filter page={page} kind={kind} />
      {byDay(page, entries, now).map(([day, ofDay], index) => (
        <Panel id={`day-${index}`} title={day}>
          <Rows>
            {ofDay.map((entry) => (
              <ActivityEntry page={page} entry={entry} places={places} />
            ))}
          </Rows>
        </Panel>
      ))}
      {entries.length === 0 && <Nothing {...props} />}
      <Ways {...props} />
    </AccountPage>
  );
};

const Filter = ({ page, kind }: { page: PageContext; kind: Kind }) => {
  const { activity } = page.words;
  return (
    <form method="get" action={ACTIVITY}>
      <div class="field">
        <label for="kind">{activity.show}</label>
        <div class="btns">
          <select class="in auto" id="kind" name="kind">
            {KINDS.map((one) => (
              <option value={one} selected={one === kind}>
                {activity.kinds[one]}
              </option>
            ))}
          </select>
          <Button>{activity.show}</Button>
        </div>
      </div>
    </form>
  );
};

const Nothing = ({ page, before }: ActivityPageProps) => {
  const { activity } = page.words;
  return (
    <div class="panel flow">
      <h2>{activity.nothing}</h2>
      <p>{before === undefined ? activity.nothingWhat : activity.nothingOlder}</p>
    </div>
  );
};

const Ways = ({ page, kind, before, older }: ActivityPageProps) => {
  const { activity } = page.words;
  if (before === undefined && older === null) return null;
  return (
    <section class="btns">
      {older !== null && (
        <LinkButton href={`${ACTIVITY}?kind=${kind}&before=${older}`}>{activity.older}</LinkButton>
      )}
      {before !== undefined && (
        <LinkButton href={`${ACTIVITY}?kind=${kind}`}>{activity.latest}</LinkButton>
      )}
    </section>
  );
};

/** The entries of each day of the reader, under its name. */
function byDay(page: PageContext, entries: Entry[], now: number): [string, Entry[]][] {
  const { activity } = page.words;
  const days = Map.groupBy(entries, ({ event }) => longDay(fromIso(event.created_at), now, page));
  const [today, yesterday] = [longDay(now, now, page), longDay(now - DAY, now, page)];
  return [...days].map(([day, ofDay]) => {
    if (day === today) return [activity.today(day), ofDay];
    return [day === yesterday ? activity.yesterday(day) : day, ofDay];
  });
}
