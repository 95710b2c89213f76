import { env } from 'cloudflare:workers';
import { systemRandom } from '../../src/shared/random.ts';
import { type ConsolePerson, official } from './console-people.ts';
import type { OpenPage, PageClient } from './page-client.ts';
import { freshEmail } from './people.ts';
import { createTestApp, type TestApp, type TestAppOptions } from './test-app.ts';

export const USERS = '/admin/users';
export const JOBS = '/admin/jobs';

/** Rows of people who have never signed in; returns the ids, newest first. */
export async function crowd(count: number, { at = Date.UTC(2199, 0, 1), proved = true } = {}) {
  const group = freshEmail().replace('@example.com', '');
  const ids = Array.from({ length: count }, () => systemRandom.uuidAt(at)).sort();
  await env.DB.prepare(
    `insert into users (id, email, email_normalized, email_verified_at, created_at, updated_at)
      select value, address, address, ?, ?, ?
      from (select value, ? || '-' || key || '@example.com' as address from json_each(?))`,
  )
    .bind(proved ? at : null, at, at, group, JSON.stringify(ids))
    .run();
  return { ids: ids.reverse(), group };
}

/** An admin and an app. */
export async function bulkAdmin(options: TestAppOptions = {}) {
  const app = createTestApp(options);
  return { app, ...(await official(app, 'admin')) };
}

/** Ticks users on the list and asks to review an act. */
export async function review(
  browser: PageClient,
  act: string,
  { ids = [], search = '' }: { ids?: string[]; search?: string },
): Promise<OpenPage> {
  const page = await browser.open(`${USERS}${search}`);
  const form = page.forms.find(({ action }) => action === JOBS);
  if (form === undefined) throw new Error(`nothing to choose with on ${page.url}`);
  const picks = Object.fromEntries(ids.map((id) => [`pick-${id}`, 'on']));
  const of = ids.length > 0 ? 'picked' : 'search';
  return browser.post(form.action, { ...form.fields, ...picks, act, of });
}

/** Confirms what is shown. */
export const start = (browser: PageClient, page: OpenPage, reason: string | null = 'A leak') =>
  browser.submit(page, { reason }, { action: page.url });

/** A job that was started on these users. */
export async function started(browser: PageClient, act: string, ids: string[]) {
  const draft = await review(browser, act, { ids });
  const page = await start(browser, draft);
  return { page, path: draft.url, id: draft.url.split('/').at(-1) ?? '' };
}

/** Delivers whatever is queued, until nothing is. */
export async function deliverAll(app: TestApp): Promise<void> {
  while (app.queued.length > 0) await app.deliverJobs();
}

/** What became of each user of a job, by id. */
export async function outcomes(job: string): Promise<Record<string, string>> {
  const { results } = await env.DB.prepare(
    'select user_id, state, why from bulk_users where job_id = ?',
  )
    .bind(job)
    .all<{ user_id: string; state: string; why: string | null }>();
  return Object.fromEntries(
    results.map(({ user_id, state, why }) => [user_id, why === null ? state : `${state}: ${why}`]),
  );
}

export const jobRow = (job: string) =>
  env.DB.prepare('select * from bulk_jobs where id = ?')
    .bind(job)
    .first<Record<string, string | number | null>>();

/** Events about some users, or about none but of a job, as D1 has them. */
export async function eventsOf(type: string, job: string) {
  const { results } = await env.DB.prepare(
    "select user_id, actor_id, metadata from audit_events where type = ? and metadata ->> 'job' = ?",
  )
    .bind(type, job)
    .all<{ user_id: string | null; actor_id: string | null; metadata: string }>();
  return results.map(({ metadata, ...event }) => ({ ...event, metadata: JSON.parse(metadata) }));
}

export const statusOf = (id: string) =>
  env.DB.prepare('select status from users where id = ?').bind(id).first<string>('status');

export type { ConsolePerson };
