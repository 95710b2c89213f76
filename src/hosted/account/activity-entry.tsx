import { parseDevice } from '../../http/device.ts';
import type { PageContext } from '../../kit/page-context.ts';
import { Row, Tag } from '../../kit/rows.tsx';
import { Time } from '../../kit/time.tsx';
import type { Place } from '../../sessions/list-places.ts';
import { fromIso } from '../../shared/clock.ts';
import { timeOfDay } from '../../words/dates.ts';
import type { Entry } from './activity-entries.ts';
import { deviceInWords, placeInWords } from './client-words.ts';
import { sentenceOf, shownAs } from './event-kinds.ts';
import { waysInWords } from './proof-words.ts';

type ActivityEntryProps = {
  page: PageContext;
  entry: Entry;
  /** Places by address. */
  places: ReadonlyMap<string, Place>;
};

/** A line of the history. */
export const ActivityEntry = ({ page, entry, places }: ActivityEntryProps) => {
  const { event, newDevice, newPlace } = entry;
  const { activity } = page.words;
  const { icon, refused } = shownAs(event.event_type);
  const at = fromIso(event.created_at);
  return (
    <Row icon={icon}>
      <p>
        {textOf(page, entry)} {newPlace && <Tag kind="warn">{activity.newPlace}</Tag>}
        {newDevice && !newPlace && <Tag kind="warn">{activity.newDevice}</Tag>}
        {refused && <Tag kind="bad">{activity.refused}</Tag>}
      </p>
      <p class="hint">
        <Time at={at}>{timeOfDay(at, page)}</Time>
        {originOf(page, event, places).map((part) => (
          <>
            {'\u00a0· '}
            <bdi>{part}</bdi>
          </>
        ))}
      </p>
    </Row>
  );
};

/** What happened, in a sentence. */
function textOf(page: PageContext, { event, count }: Entry): string {
  const { activity } = page.words;
  const { event_type: type, metadata } = event;
  if (type === 'session.sign_in_failed') return activity.wrongPasswords(count);
  const amr = typeof metadata.amr === 'string' ? metadata.amr.split(' ') : [];
  const ways = waysInWords(page, amr);
  if (type === 'session.started' && ways !== null) return activity.signedInWith(ways);
  if (type === 'session.stepped_up' && ways !== null) return activity.confirmedWith(ways);
  return sentenceOf(page.words, type, { ...metadata, actor: event.actor });
}

/** Browser and place, as far as they are recorded; the address where its place is not known. */
function originOf(
  page: PageContext,
  { user_agent: agent, ip_address: address }: Entry['event'],
  places: ReadonlyMap<string, Place>,
): string[] {
  const known = address === null ? undefined : places.get(address);
  const place = (known === undefined ? null : placeInWords(page, known)) ?? address;
  return [
    ...(agent === null ? [] : [deviceInWords(page, parseDevice(agent))]),
    ...(place === null ? [] : [place]),
  ];
}
