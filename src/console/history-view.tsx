import type { AuditView } from '../audit/audit-view.ts';
import { deviceInWords } from '../hosted/account/client-words.ts';
import { parseDevice } from '../http/device.ts';
import { Notice } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Panel } from '../kit/panel.tsx';
import { Tag } from '../kit/rows.tsx';
import { Cell, Table, TableRow } from '../kit/table.tsx';
import { Actor } from './actor.tsx';
import { eventInWords, RISK_WORDS } from './event-words.ts';
import { HistoryFilters, HistoryWays } from './history-filters.tsx';
import type { HistoryQuery } from './read-history.ts';
import { When } from './user-words.tsx';

const HEADINGS = ['When', 'What', 'By', 'Where', 'Risk'];
const KINDS = { critical: 'bad', high: 'warn' } as const;

type HistoryProps = {
  page: PageContext;
  /** Of the page that the history is on. */
  path: string;
  query: HistoryQuery;
  events: AuditView[];
  /** The event before which there are more; null if there are none. */
  older: string | null;
  /** Whether something that was asked for is no such thing, or nothing of this history. */
  isWrong: boolean;
  /** The id of whoever reads this. */
  viewer: string;
  /** What actors are called, by id. */
  names: ReadonlyMap<string, string>;
};

/** What happened to an account, newest first, with who did it and why. */
export const HistoryPanel = ({ events, isWrong, ...about }: HistoryProps) => (
  <Panel id="history" title="History">
    {isWrong && (
      <Notice kind="warn" title="We couldn’t read all of that address">
        <p>We left out what we didn’t understand. Filter again to be sure.</p>
      </Notice>
    )}
    <HistoryFilters {...about} />
    {events.length === 0 ? (
      <p class="soft">{about.query.cursor === undefined ? 'Nothing fits that.' : 'That’s all.'}</p>
    ) : (
      <EventsTable {...about} events={events} />
    )}
    <HistoryWays {...about} />
  </Panel>
);

type EventsProps = Pick<HistoryProps, 'page' | 'events' | 'viewer' | 'names'>;

/** Events as a table, in a panel that is called `history`. */
export const EventsTable = ({ events, ...about }: EventsProps) => (
  <Table labelledBy="history" headings={HEADINGS}>
    {events.map((event) => (
      <EventRow {...about} event={event} />
    ))}
  </Table>
);

type EventProps = Pick<HistoryProps, 'page' | 'viewer' | 'names'> & { event: AuditView };

const EventRow = ({ page, event, viewer, names }: EventProps) => {
  const { reason } = event.metadata;
  const kind = KINDS[event.risk_level as keyof typeof KINDS];
  return (
    <TableRow>
      <Cell>
        <When page={page} at={event.created_at} />
      </Cell>
      <Cell>
        {eventInWords(event)}
        {typeof reason === 'string' && reason !== '' && (
          <>
            : “<bdi>{reason}</bdi>”
          </>
        )}
      </Cell>
      <Cell label="By">
        <Actor event={event} viewer={viewer} names={names} />
      </Cell>
      <Cell label="Where">
        <bdi>{originOf(page, event)}</bdi>
      </Cell>
      <Cell>
        <Tag {...(kind === undefined ? {} : { kind })}>{RISK_WORDS[event.risk_level]}</Tag>
      </Cell>
    </TableRow>
  );
};

function originOf(page: PageContext, { user_agent: agent, ip_address: address }: AuditView) {
  const device = agent === null ? [] : [deviceInWords(page, parseDevice(agent))];
  const parts = [...device, ...(address === null ? [] : [address])];
  return parts.length === 0 ? 'Not known' : parts.join(', ');
}
