import type { AuditView } from '../audit/audit-view.ts';
import { deviceInWords } from '../hosted/account/client-words.ts';
import { parseDevice } from '../http/device.ts';
import { idSchema } from '../http/id-schema.ts';
import type { PageContext } from '../kit/page-context.ts';
import { Tag } from '../kit/rows.tsx';
import { Cell, Table, TableRow } from '../kit/table.tsx';
import { Actor } from './actor.tsx';
import { eventInWords, RISK_WORDS } from './event-words.ts';
import { CLIENTS, JOBS, USERS } from './frame.tsx';
import { When } from './user-words.tsx';

const HEADINGS = ['When', 'What', 'By', 'Where', 'Risk'];
const KINDS = { critical: 'bad', high: 'warn' } as const;

type EventsProps = {
  page: PageContext;
  events: AuditView[];
  /** The id of the reader. */
  viewer: string;
  /** What actors are called, by id. */
  names: ReadonlyMap<string, string>;
  named: { caption: string } | { labelledBy: string };
  /** Whether to say whom each event is about. */
  ofWhom?: boolean;
};

/** Events, one a row, with who did it and why. */
export const EventsTable = ({ events, named, ...about }: EventsProps) => (
  <Table {...named} headings={about.ofWhom ? [...HEADINGS, 'Whom'] : HEADINGS}>
    {events.map((event) => (
      <EventRow {...about} event={event} />
    ))}
  </Table>
);

type EventProps = Omit<EventsProps, 'events' | 'named'> & { event: AuditView };

const EventRow = ({ page, event, viewer, names, ofWhom }: EventProps) => {
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
      {ofWhom && (
        <Cell label="Whom">
          <Whom of={event} />
        </Cell>
      )}
    </TableRow>
  );
};

/** Whom it is about: a user, an OAuth client, a job, or nobody who is known. */
const Whom = ({ of: { user_id: id, event_type: type } }: { of: AuditView }) => {
  if (id === null) return <>Nobody known</>;
  const short = <span class="mono keep">{id.slice(-12)}</span>;
  if (/^c-[\w-]+$/.test(id)) return <a href={`${CLIENTS}/${id}`}>{short}</a>;
  if (!idSchema.safeParse(id).success) return short;
  return <a href={`${type.startsWith('admin.job_') ? JOBS : USERS}/${id}`}>{short}</a>;
};

function originOf(page: PageContext, { user_agent: agent, ip_address: address }: AuditView) {
  const device = agent === null ? [] : [deviceInWords(page, parseDevice(agent))];
  const parts = [...device, ...(address === null ? [] : [address])];
  return parts.length === 0 ? 'Not known' : parts.join(', ');
}
