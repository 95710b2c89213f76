import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import * as z from 'zod';
import { reasonBody } from '../admin/route-schemas.ts';
import { USER_STATES } from '../bulk/bulk-job.ts';
import type { StartJob } from '../bulk/start-job.ts';
import type { StopJob } from '../bulk/stop-job.ts';
import type { ViewJobs } from '../bulk/view-jobs.ts';
import { isFresh, proveFirst } from '../hosted/account/fresh-page.ts';
import { pageOf, sessionOf } from '../hosted/web/page-of.ts';
import { type PageForm, readForm } from '../hosted/web/read-form.tsx';
import { clientInfo } from '../http/client-info.ts';
import { forbidden, notFound } from '../http/errors.ts';
import { idSchema } from '../http/id-schema.ts';
import { noteProblem } from '../http/request-log.ts';
import { ErrorSummary, type FieldError, Notice } from '../kit/notice.tsx';
import type { Clock } from '../shared/clock.ts';
import { BULK_WORDS } from './bulk-words.ts';
import { Confirm } from './confirm-view.tsx';
import { ConsolePage, JOBS } from './frame.tsx';
import { type GateDeps, mayAct, staffOnly } from './gate.tsx';
import { Job } from './job-view.tsx';

export type JobPageDeps = GateDeps & {
  viewJobs: ViewJobs;
  startJob: StartJob;
  stopJob: StopJob;
  clock: Clock;
};

const jobForm = reasonBody.extend({ do: z.enum(['start', 'stop']) });
type JobForm = z.output<typeof jobForm>;

/**
 * Seconds after which the page of a job that runs is read again: below the limit of `admin_read`.
 */
const LOOK_AGAIN = 10;

/** `/admin/jobs/:id`: a draft to be confirmed, or how far a job is. */
export const jobPage = (provide: (c: Context) => JobPageDeps) =>
  new Hono({ strict: false })
    .get('/:id', ...staffOnly(provide, 'admin_read'), async (c) => {
      const deps = provide(c);
      const { key, data: said = {} } = (await deps.flashes.take(c, c.var.session.claims.sid)) ?? {};
      if (key !== 'console_waiting' || said.job !== jobIdOf(c)) return show(c, deps);
      return show(c, deps, { notice: <Waiting />, reason: String(said.reason ?? '') });
    })
    .post('/:id', ...staffOnly(provide, 'admin_act'), readForm(provide, jobForm), (c) =>
      take(c, provide(c), c.var.form),
    );

/** What is no id is no job. */
function jobIdOf(c: Context): string {
  const { data } = idSchema.safeParse(c.req.param('id'));
  if (data === undefined) throw notFound();
  return data;
}

async function take(c: Context, deps: JobPageDeps, form: PageForm<JobForm>): Promise<Response> {
  const [session, id, { data }] = [sessionOf(c), jobIdOf(c), form];
  const by = { id, actorId: session.user.id, client: clientInfo(c) };
  if (!mayAct(session)) {
    noteProblem(c, forbidden.code);
    const why = 'You’re staff, and only admins may start or stop a job.';
    return show(c, deps, { status: 403, notice: <Refused c={c} why={why} /> });
  }
  if (data === null || (data.do === 'start' && data.reason === undefined))
    return showWrong(c, deps, form);
  // Needs no fresh proof: it takes nothing from anyone, and must be at hand.
  if (data.do === 'stop') await deps.stopJob(by);
  else if (isFresh(session, deps.clock)) await deps.startJob({ ...by, reason: data.reason ?? '' });
  else {
    const said = { job: id, reason: data.reason ?? '' };
    await deps.flashes.set(c, { key: 'console_waiting', data: said }, session.claims.sid);
    return proveFirst(c);
  }
  return c.redirect(`${JOBS}/${id}`, 303);
}

/**
 * The page again: without a reason, with one that is too long, or for what is none of our forms.
 */
function showWrong(c: Context, deps: JobPageDeps, { fields, wrong }: PageForm<JobForm>) {
  const status = 400;
  const { reason = '' } = fields;
  if (fields.do !== 'start' || wrong.some(({ field }) => field !== 'reason')) {
    const why = 'We couldn’t read that form. Fill it in again.';
    return show(c, deps, { status, reason, notice: <Refused c={c} why={why} /> });
  }
  const message = reason === '' ? 'Say why.' : 'Make it at most 500 characters.';
  return show(c, deps, { status, reason, errors: [{ field: 'reason', message }] });
}

type Shown = { status?: number; notice?: Child; reason?: string; errors?: FieldError[] };

async function show(
  c: Context,
  { viewJobs }: JobPageDeps,
  { status = 200, notice = null, reason, errors = [] }: Shown = {},
): Promise<Response> {
  const [page, session] = [pageOf(c), sessionOf(c)];
  const state = USER_STATES.find((one) => one === c.req.query('show'));
  const seen = await viewJobs.see(jobIdOf(c), state, session.user.id);
  if (seen.kind === 'job' && seen.job.state === 'running' && status === 200)
    c.header('Refresh', String(LOOK_AGAIN));
  const about = { page, session, current: JOBS, title: BULK_WORDS[seen.job.act].title };
  const back = (
    <p>
      <a href={JOBS}>Jobs</a>
    </p>
  );
  return c.html(
    <ConsolePage {...about} wrong={status >= 400} above={back}>
      {notice}
      <ErrorSummary page={page} errors={errors} />
      {seen.kind === 'draft' ? (
        <Confirm page={page} seen={seen} typed={{ reason }} errors={errors} />
      ) : (
        <Job page={page} session={session} seen={seen} />
      )}
    </ConsolePage>,
    { status: status as 200 },
  );
}

/** After a proof: the job waits for one more press. */
const Waiting = () => (
  <Notice kind="good" title="That’s you. Now press the button again.">
    <p>We kept your reason, and those who were chosen are the same.</p>
  </Notice>
);

const Refused = ({ c, why }: { c: Context; why: string }) => (
  <ErrorSummary page={pageOf(c)} title="Nothing was done">
    <p>{why}</p>
  </ErrorSummary>
);
