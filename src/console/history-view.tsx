import type { AuditView } from '../audit/audit-view.ts';
import type { RiskLevel } from '../audit/event.ts';
import { deviceInWords } from '../hosted/account/client-words.ts';
import { parseDevice } from '../http/device.ts';
import { idSchema } from '../http/id-schema.ts';
import type { PageContext } from '../kit/page-context.ts';
import { Panel } from '../kit/panel.tsx';
import { Tag } from '../kit/rows.tsx';
import { Cell, Table, TableRow } from '../kit/table.tsx';
import { eventInWords } from './event-words.ts';
import { USERS } from './frame.tsx';
import { When } from './user-words.tsx';

const HEADINGS = ['When', 'What', 'By', 'Where', 'Risk'];
export const RISKS: Record<RiskLevel, string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};
const KINDS = { critical: 'bad', high: 'warn' } as const;

type HistoryProps = {
  page: PageContext;
  events: AuditView[];
  /** The id of whoever reads this. */
  viewer: string;
};

/** What happened to an account lately, newest first, with who did it and why. */
export const HistoryPanel = ({ page, events, viewer }: HistoryProps) => (
  <Panel id="history" title="History">
    {events.length === 0 ? (
      <p class="soft">Nothing has happened yet.</p>
    ) : (
      <EventsTable page={page} events={events} viewer={viewer} named={{ labelledBy: 'history' }} />
    )}
  </Panel>
);

type EventsProps = HistoryProps & {
  named: { caption: string } | { labelledBy: string };
  /** Whether to say whom each event is about. */
  ofWhom?: boolean;
};

/** Events, one a row. */
export const EventsTable = ({ events, ofWhom = false, named, ...of }: EventsProps) => (
  <Table {...named} headings={ofWhom ? [...HEADINGS, 'Whom'] : HEADINGS}>
    {events.map((event) => (
      <EventRow {...of} event={event} ofWhom={ofWhom} />
    ))}
  </Table>
);

type EventProps = { page: PageContext; event: AuditView; viewer: string };

const EventRow = ({ page, event, viewer, ofWhom }: EventProps & { ofWhom: boolean }) => {
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
        <Actor event={event} viewer={viewer} />
      </Cell>
      <Cell label="Where">
        <bdi>{originOf(page, event)}</bdi>
      </Cell>
      <Cell>
        <Tag {...(kind === undefined ? {} : { kind })}>{RISKS[event.risk_level]}</Tag>
      </Cell>
      {ofWhom && (
        <Cell label="Whom">
          <Whom id={event.user_id} />
        </Cell>
      )}
    </TableRow>
  );
};

/** Whom it is about: a user, an OAuth client, or nobody who is known. */
const Whom = ({ id }: { id: string | null }) => {
  if (id === null) return <>Nobody known</>;
  const short = <span class="mono">{id.slice(-12)}</span>;
  return idSchema.safeParse(id).success ? <a href={`${USERS}/${id}`}>{short}</a> : short;
};

/** Who did it, as far as that is recorded. */
const Actor = ({ event, viewer }: Omit<EventProps, 'page'>) => {
  const { actor, actor_id: id } = event;
  if (id !== null && id === viewer) return <>You</>;
  if (actor === 'user') return <>The user</>;
  if (actor === null) return <>Service</>;
  if (id === null) return <>An operator</>;
  return (
    <a href={`${USERS}/${id}`}>
      Administrator <span class="mono">{id.slice(-12)}</span>
    </a>
  );
};

function originOf(page: PageContext, { user_agent: agent, ip_address: address }: AuditView) {
  const device = agent === null ? [] : [deviceInWords(page, parseDevice(agent))];
  const parts = [...device, ...(address === null ? [] : [address])];
  return parts.length === 0 ? 'Not known' : parts.join(', ');
}
