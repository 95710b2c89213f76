import type { AuditView } from '../audit/audit-view.ts';
import { Notice } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Panel } from '../kit/panel.tsx';
import { EventsTable } from './events-table.tsx';
import { HistoryFilters, HistoryWays } from './history-filters.tsx';
import type { HistoryQuery } from './read-history.ts';

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
  /** The id of the reader. */
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
      <EventsTable {...about} events={events} named={{ labelledBy: 'history' }} />
    )}
    <HistoryWays {...about} />
  </Panel>
);
