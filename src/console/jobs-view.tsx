import type { ViewJobs } from '../bulk/view-jobs.ts';
import type { PageSession } from '../hosted/web/page-session.ts';
import { LinkButton } from '../kit/button.tsx';
import { ErrorSummary } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Tag } from '../kit/rows.tsx';
import { Cell, NameCell, Table, TableRow } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { shortMoment } from '../words/dates.ts';
import { BULK_WORDS, JOB_STATES } from './bulk-words.ts';
import { ConsolePage, JOBS, USERS } from './frame.tsx';
import { Person } from './job-person.tsx';

type Shown = { page: PageContext; session: PageSession };
type JobsPageProps = Shown & Awaited<ReturnType<ViewJobs['list']>>;

const HEADINGS = ['What', 'State', 'Done', 'By', 'Started'];
const KINDS = { running: 'warn', stopped: 'bad', done: 'good', draft: 'warn' } as const;

/** The latest jobs, newest first. */
export const JobsPage = ({ page, session, jobs, people }: JobsPageProps) => (
  <ConsolePage page={page} session={session} current={JOBS} title="Jobs">
    <section class="panel flow" aria-label="Jobs">
      {jobs.length === 0 ? (
        <p class="soft">
          There was no job yet, or the last one is older than 30 days. An admin begins one from the
          list of users.
        </p>
      ) : (
        <Table caption="Jobs, newest first" headings={HEADINGS}>
          {jobs.map(({ id, act, state, counts, actorId, startedAt }) => (
            <TableRow>
              <NameCell>
                <a href={`${JOBS}/${id}`}>{BULK_WORDS[act].title}</a>
              </NameCell>
              <Cell>
                <Tag kind={KINDS[state]}>{JOB_STATES[state]}</Tag>
              </Cell>
              <Cell label="Done">
                {counts.done} of {counts.done + counts.waiting + counts.skipped + counts.failed}
              </Cell>
              <Cell label="By">
                <Person id={actorId} people={people} viewer={session.user.id} />
              </Cell>
              <Cell label="Started">
                {startedAt !== null && <Time at={startedAt}>{shortMoment(startedAt, page)}</Time>}
              </Cell>
            </TableRow>
          ))}
        </Table>
      )}
      <div class="btns">
        <LinkButton href={USERS}>Go to the users</LinkButton>
      </div>
    </section>
  </ConsolePage>
);

/** Why there is nothing to confirm, with the way back. */
export const NoJob = ({ page, session, why, back }: Shown & { why: string; back: string }) => (
  <ConsolePage page={page} session={session} current={JOBS} title="Jobs" wrong>
    <ErrorSummary page={page} title="Nothing was done">
      <p>{why}</p>
    </ErrorSummary>
    <div class="btns">
      <LinkButton href={back}>Back to the users</LinkButton>
    </div>
  </ConsolePage>
);
