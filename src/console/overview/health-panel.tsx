import type { Child } from 'hono/jsx';
import { MOST_COUNTED } from '../../admin/dead-letters.ts';
import { inDigits } from '../../kit/chart.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { Tag } from '../../kit/rows.tsx';
import { Cell, NameCell, Table, TableRow } from '../../kit/table.tsx';
import { Time } from '../../kit/time.tsx';
import type { Health } from '../../operations/check-health.ts';
import { fromIso, HOUR } from '../../shared/clock.ts';
import { ago } from '../../words/dates.ts';
import { DEAD_LETTERS, LinkTo } from '../frame.tsx';
import { NotKnown } from './people-panels.tsx';
import type { Figures, Overview } from './read-overview.ts';
import { momentInUtc } from './utc.ts';

type HealthProps = Overview & { page: PageContext; now: number };
type Backlog = Figures['queues']['jobs'];

/** Whether each store answers, what waits, and what the clean-up did. */
export const HealthPanel = ({ page, now, figures, health, flush, deadLetters }: HealthProps) => (
  <Panel id="health" title="Health">
    <Table labelledBy="health" headings={['Part', 'State', 'Waiting']}>
      <Part name="Accounts and figures (D1)" state={health?.database} />
      <Part name="Codes and limits (KV)" state={health?.cache} />
      <Part name="Sessions (guards)" state={health?.guard} />
      <Part name="Mail and other jobs (queue)" state={health?.queue}>
        <Waiting page={page} now={now} backlog={figures?.queues.jobs ?? null} />
      </Part>
      <Part name="What guards tell D1 (queue)" state={stateOf(figures?.queues.ledger ?? null)}>
        <Waiting page={page} now={now} backlog={figures?.queues.ledger ?? null} />
      </Part>
    </Table>
    <p class="hint">
      Last clean-up: <LastRun page={page} now={now} flush={flush} />
    </p>
    <p class="hint">
      Dead letters: <Given count={deadLetters} />.{' '}
      <LinkTo href={DEAD_LETTERS}>See dead letters</LinkTo>
    </p>
  </Panel>
);

/** More than these are not counted. */
const Given = ({ count }: { count: number | null }) => {
  if (count === null) return <NotKnown />;
  if (count < MOST_COUNTED) return <>{count === 0 ? 'none' : inDigits(count)}</>;
  return <>{inDigits(MOST_COUNTED)} or more</>;
};

const stateOf = (backlog: Backlog) => (backlog === null ? undefined : 'connected');

const Part = ({
  name,
  state,
  children,
}: {
  name: string;
  state: Health['database'] | undefined;
  children?: Child;
}) => (
  <TableRow>
    <NameCell>{name}</NameCell>
    <Cell>
      {state === undefined && <Tag kind="warn">Not known</Tag>}
      {state === 'connected' && <Tag kind="good">Working</Tag>}
      {state === 'unreachable' && <Tag kind="bad">Not answering</Tag>}
    </Cell>
    <Cell>{children}</Cell>
  </TableRow>
);

type At = { page: PageContext; now: number };

const Waiting = ({ page, now, backlog }: At & { backlog: Backlog }) => {
  if (backlog === null) return <NotKnown />;
  const { waiting, oldest_at: oldest } = backlog;
  if (waiting === 0) return <>Nothing</>;
  return (
    <>
      {inDigits(waiting)}
      {oldest !== null && <>, oldest: {ago(fromIso(oldest), now, page)}</>}
    </>
  );
};

const WORDS: Record<string, string> = {
  sessions: 'ended sessions',
  revoked_tokens: 'revoked tokens',
  audit_events: 'old events',
  unverified_accounts: 'accounts never confirmed',
  resealed_secrets: 'secrets sealed again',
  removed_factors: 'accounts whose second steps were due to go',
};

const LastRun = ({ page, now, flush }: At & Pick<Overview, 'flush'>) => {
  if (flush === null) return <NotKnown />;
  if (flush.run === null) return <>not yet.</>;
  const { at, report } = flush.run;
  const done = Object.entries(WORDS).flatMap(([name, words]) => {
    const n = Number(report[name] ?? 0);
    return n === 0 ? [] : [`${inDigits(n)} ${words}`];
  });
  return (
    <>
      <Time at={at}>{`${momentInUtc(at)} UTC`}</Time>, {ago(at, now, page)}:{' '}
      {done.length === 0 ? 'nothing was due' : done.join(', ')}.
      {report.complete !== true && ' More is left for the next run.'}
    </>
  );
};

/**
 * How long the clean-up may be away, in milliseconds: three of its runs, which are 15 minutes
 * apart.
 */
const LATE = 0.75 * HOUR;

/** Says loudly what somebody should look into now. */
export const Alarms = ({ page, now, health, flush }: HealthProps) => {
  const down = health === null ? [] : downOf(health);
  const run = flush?.run;
  return (
    <>
      {down.length > 0 && (
        <Notice kind="bad" title={`Not answering: ${down.join(', ')}`}>
          <p>What we can’t know without it is left out below. The log says more.</p>
        </Notice>
      )}
      {run === null && (
        <Notice kind="warn" title="The clean-up hasn’t run yet">
          <p>
            It should run every 15 minutes. If it doesn’t soon, look at the Worker’s cron trigger.
          </p>
        </Notice>
      )}
      {run != null && now - run.at >= LATE && (
        <Notice kind="bad" title={`The clean-up last ran ${ago(run.at, now, page)}`}>
          <p>
            It should run every 15 minutes. Until it does, expired data stays, and nothing that
            waits for it happens. Look at the Worker’s cron trigger and at its log.
          </p>
        </Notice>
      )}
      {run?.report.complete === false && (
        <Notice kind="warn" title="The clean-up doesn’t finish">
          <p>
            It left rows for its next run. If it still does in an hour, more expires than it
            removes.
          </p>
        </Notice>
      )}
    </>
  );
};

const downOf = ({ database, cache, guard, queue }: Health): string[] =>
  Object.entries({ D1: database, KV: cache, guards: guard, 'the job queue': queue }).flatMap(
    ([name, state]) => (state === 'connected' ? [] : [name]),
  );
