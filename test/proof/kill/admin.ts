import { setTimeout as sleep } from 'node:timers/promises';
import { type Jar, jarOf, tokenIn } from '../page.ts';
import { signUp } from './mailed.ts';
import { createPerson, type World } from './person.ts';
import type { KilledRuntime } from './runtime.ts';

/** Users of the job: more than two batches. */
const CROWD = 15;
/** A batch that died is taken up once its lease is over (`bulk/bulk-message.ts`). Milliseconds. */
const PATIENCE = 150_000;
const REASON = 'Killed half-way';

/** Makes users of whom nobody knows, newest last. Returns their ids. */
async function makeCrowd(served: KilledRuntime): Promise<string[]> {
  const made = await served.rowsOf<{ id: string }>(
    `insert into users (id, email, email_normalized, email_verified_at, created_at, updated_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i <= ${CROWD})
      select printf('019b76da-a800-7000-8000-%012d', i), 'crowd-' || i || '@example.com',
        'crowd-' || i || '@example.com', 1, i, i from n returning id`,
  );
  return made.map(({ id }) => id);
}

/** An administrator in a browser, whose acts are killed half-way. */
export async function createAdmin(served: KilledRuntime, world: World) {
  const person = createPerson(world, 'boss@example.com');
  if (!(await signUp(person))) throw new Error('the administrator could not sign up');
  const roles = `'["user","admin"]'`;
  await served.rowsOf(
    `update users set roles = ${roles}, version = version + 1 where id = '${person.record.id}'`,
  );
  await person.signIn();
  const [locked = '', ...crowd] = await makeCrowd(served);
  const jar: Jar = jarOf(person.usable().at(-1)?.refresh ?? '');
  const lockPath = `/admin/users/${locked}`;
  let job = '';

  async function press(opened: string, action: string, fields: Record<string, string>) {
    const page = await world.connection.askPage(opened, { jar });
    const version = /name="version" value="(\d+)"/.exec(page.text)?.[1] ?? '';
    const form = { ...fields, version, reason: REASON, csrf_token: tokenIn(page) ?? '' };
    return world.connection.askPage(action, { jar, form });
  }

  /** What is not as it should be. */
  async function differences(): Promise<string[]> {
    const events = await served.rowsOf<{ type: string; user_id: string }>(
      `select type, user_id from audit_events
        where metadata ->> 'reason' = '${REASON}' and actor_id = '${person.record.id}'`,
    );
    const times = (type: string, id: string) =>
      events.filter((event) => event.type === type && event.user_id === id).length;
    const [row] = await served.rowsOf<{ state: string }>(
      `select state from bulk_jobs where id = '${job}'`,
    );
    const wrong = row?.state === 'done' ? [] : [`the job is ${row?.state}`];
    for (const [type, ids] of [
      ['admin.locked', [locked]],
      ['admin.sessions_ended', crowd],
      ['admin.job_started', [job]],
      ['admin.job_finished', [job]],
    ] as const)
      for (const id of ids)
        if (times(type, id) !== 1) wrong.push(`${type} of ${id}: ${times(type, id)} times`);
    return wrong;
  }

  return {
    lockPath,
    lock: () => press(lockPath, lockPath, { act: 'lock' }),

    /** Chooses the crowd but for the one who is locked, and starts a job with them. */
    async startJob(): Promise<void> {
      const picked = crowd.map((id) => [`pick-${id}`, 'on']);
      const chosen = { act: 'terminate-sessions', of: 'picked', ...Object.fromEntries(picked) };
      const { to } = await press('/admin/users', '/admin/jobs', chosen);
      job = to?.split('/').at(-1) ?? '';
      await press(`/admin/jobs/${job}`, `/admin/jobs/${job}`, { do: 'start' });
    },

    /** Waits until all is done. Returns what is not, or was done twice. */
    async differences(): Promise<string[]> {
      const until = Date.now() + PATIENCE;
      for (;;) {
        const wrong = await differences();
        if (wrong.length === 0 || Date.now() > until) return wrong;
        await sleep(500);
      }
    },
  };
}
