import { STOPS, USER_STATES } from '../bulk/bulk-job.ts';
import type { SeenJob } from '../bulk/view-jobs.ts';
import type { PageSession } from '../hosted/web/page-session.ts';
import { Button } from '../kit/button.tsx';
import { Form } from '../kit/form.tsx';
import { Fact, Facts } from '../kit/lists.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Panel } from '../kit/panel.tsx';
import { Cell, NameCell, Table, TableRow } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { shortMoment } from '../words/dates.ts';
import { JOB_STATES, STOP_WORDS, USER_STATE_WORDS, usersInWords, WHY_WORDS } from './bulk-words.ts';
import { JOBS } from './frame.tsx';
import { mayAct } from './gate.tsx';
import { Person } from './job-person.tsx';

type JobProps = { page: PageContext; session: PageSession; seen: SeenJob };

/** How far a job is, and what became of each user. */
export const Job = (props: JobProps) => (
  <>
    <Progress {...props} />
    <Users {...props} />
  </>
);

const Progress = ({ page, session, seen: { job, counts, people } }: JobProps) => {
  const all = counts.done + counts.skipped + counts.failed + counts.waiting;
  const over = all - counts.waiting;
  return (
    <Panel id="progress" title={JOB_STATES[job.state]}>
      <p>
        <progress value={over} max={all} aria-labelledby="progress" /> {over} of {usersInWords(all)}
      </p>
      <Facts>
        {USER_STATES.map((state) => (
          <Fact name={USER_STATE_WORDS[state]}>{counts[state]}</Fact>
        ))}
        <Fact name="Reason">
          <bdi>{job.reason}</bdi>
        </Fact>
        <Fact name="Started">
          <Person id={job.actorId} people={people} viewer={session.user.id} />,{' '}
          <At page={page} at={job.startedAt} />
        </Fact>
        {job.endedAt !== null && (
          <Fact name={JOB_STATES[job.state]}>
            <StoppedWhy seen={{ job, people }} viewer={session.user.id} />
            <At page={page} at={job.endedAt} />
          </Fact>
        )}
      </Facts>
      {job.state === 'running' && job.step === 0 && (
        <p class="hint">
          Nobody’s turn has come yet. If the queue is down, that takes up to 20 minutes.
        </p>
      )}
      {job.state === 'running' && <StopForm page={page} session={session} id={job.id} />}
    </Panel>
  );
};

const At = ({ page, at }: { page: PageContext; at: number | null }) =>
  at === null ? null : <Time at={at}>{shortMoment(at, page)}</Time>;

type StoppedProps = { seen: Pick<SeenJob, 'job' | 'people'>; viewer: string };

const StoppedWhy = ({ seen: { job, people }, viewer }: StoppedProps) => {
  const why = STOPS.find((one) => one === job.stoppedWhy);
  if (why === undefined) return null;
  if (why !== 'pressed') return <>{STOP_WORDS[why]} </>;
  return (
    <>
      By <Person id={job.stoppedBy ?? ''} people={people} viewer={viewer} />,{' '}
    </>
  );
};

const StopForm = ({
  page,
  session,
  id,
}: {
  page: PageContext;
  session: PageSession;
  id: string;
}) =>
  mayAct(session) ? (
    <Form page={page} action={`${JOBS}/${id}`}>
      <p class="hint">
        This page looks again by itself. Whoever’s turn has come is done; nobody after them.
      </p>
      <Button look="bad" name="do" value="stop">
        Stop the job
      </Button>
    </Form>
  ) : (
    <p class="hint">This page looks again by itself. An admin can stop the job.</p>
  );

const HEADINGS = ['Name', 'What happened', 'When'];

const Users = ({ page, seen: { job, counts, shown, users, people } }: JobProps) => (
  <Panel id="users" title={`${USER_STATE_WORDS[shown]}: ${usersInWords(counts[shown])}`}>
    <nav class="btns" aria-label="Users by what became of them">
      {USER_STATES.map((state) => (
        <a
          href={`${JOBS}/${job.id}?show=${state}`}
          aria-current={state === shown ? 'page' : undefined}
        >
          {USER_STATE_WORDS[state]} ({counts[state]})
        </a>
      ))}
    </nav>
    {users.length > 0 && (
      <Table labelledBy="users" headings={HEADINGS}>
        {users.map(({ userId, state, why, at }) => (
          <TableRow>
            <NameCell>
              <Person id={userId} people={people} />
            </NameCell>
            <Cell>{why === null ? USER_STATE_WORDS[state] : WHY_WORDS[why]}</Cell>
            <Cell label="When">
              <At page={page} at={at} />
            </Cell>
          </TableRow>
        ))}
      </Table>
    )}
  </Panel>
);
