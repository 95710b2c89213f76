import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { toListed } from '../admin/route-schemas.ts';
import { BULK_ACTS, MOST_USERS } from '../bulk/bulk-job.ts';
import type { Chosen, DraftJob } from '../bulk/draft-job.ts';
import type { ViewJobs } from '../bulk/view-jobs.ts';
import { pageOf, sessionOf } from '../hosted/web/page-of.ts';
import { type PageForm, readForm } from '../hosted/web/read-form.tsx';
import { forbidden } from '../http/errors.ts';
import { idSchema } from '../http/id-schema.ts';
import { noteProblem } from '../http/request-log.ts';
import { PICK } from './bulk-panel.tsx';
import { JOBS, USERS } from './frame.tsx';
import { type GateDeps, mayAct, staffOnly } from './gate.tsx';
import { JobsPage, NoJob } from './jobs-view.tsx';
import { readQuery } from './read-query.ts';

export type JobsPageDeps = GateDeps & { draftJob: DraftJob; viewJobs: ViewJobs };

const chooseForm = z.object({
  act: z.enum(BULK_ACTS),
  of: z.enum(['picked', 'search']),
  search: z.string().max(2000).optional(),
});
type ChooseForm = z.output<typeof chooseForm>;

/** `/admin/jobs`: the latest jobs, and where one begins: as a draft to be confirmed. */
export const jobsPage = (provide: (c: Context) => JobsPageDeps) =>
  new Hono({ strict: false })
    .get('/', ...staffOnly(provide, 'admin_read'), async (c) => {
      const { page, session } = c.var;
      return c.html(
        <JobsPage page={page} session={session} {...(await provide(c).viewJobs.list())} />,
      );
    })
    .post('/', ...staffOnly(provide, 'admin_act'), readForm(provide, chooseForm), (c) =>
      choose(c, provide(c), c.var.form),
    );

async function choose(
  c: Context,
  { draftJob }: JobsPageDeps,
  { data, fields }: PageForm<ChooseForm>,
): Promise<Response> {
  if (!mayAct(sessionOf(c))) {
    noteProblem(c, forbidden.code);
    return refuse(c, 403, 'You’re staff, and only admins may act on users.', USERS);
  }
  if (data === null) return refuse(c, 400, 'We couldn’t read that form.', USERS);
  const chosen = readChosen(data, fields);
  if ('why' in chosen) return refuse(c, 400, chosen.why, chosen.back);
  const { id } = await draftJob({ act: data.act, chosen, actorId: sessionOf(c).user.id });
  return c.redirect(`${JOBS}/${id}`, 303);
}

function readChosen(
  { of, search = USERS }: ChooseForm,
  fields: Record<string, string>,
): Chosen | { why: string; back: string } {
  const query = Object.fromEntries(new URLSearchParams(search.split('?')[1]));
  const { asked, isWrong } = readQuery(query);
  // A search that is read by half would find more people than were meant.
  if (isWrong) return { why: 'We couldn’t read that search. Search again.', back: USERS };
  if (of === 'search') {
    const { cursor: _, limit: __, ...search } = toListed(asked);
    return { search };
  }
  const back = `${USERS}?${new URLSearchParams(query)}`;
  const picked = Object.keys(fields).filter((name) => name.startsWith(PICK));
  const ids = picked.flatMap((name) => idSchema.safeParse(name.slice(PICK.length)).data ?? []);
  if (ids.length < picked.length) return { why: 'We couldn’t read that form.', back };
  if (ids.length === 0) return { why: 'Nobody is chosen. Tick somebody first.', back };
  if (ids.length <= MOST_USERS) return { ids: [...new Set(ids)] };
  return { why: `A job is for at most ${MOST_USERS} users. Choose fewer.`, back };
}

const refuse = (c: Context, status: 400 | 403, why: string, back: string) =>
  c.html(<NoJob page={pageOf(c)} session={sessionOf(c)} why={why} back={back} />, status);
