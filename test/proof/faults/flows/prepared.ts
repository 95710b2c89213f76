import { env } from 'cloudflare:workers';
import { PASSWORD } from '../../../support/people.ts';
import type { Answer, Person, World } from '../world.ts';

/** What most flows start from: someone who is signed in. */
export async function aPerson(world: World): Promise<{ ids: string[]; person: Person }> {
  const person = await world.person();
  return { ids: [person.user.id], person };
}

/** Someone who has switched the mailed second step on, and is signed in. */
export async function aPersonWithTwoSteps(world: World) {
  const prepared = await aPerson(world);
  const body = { enabled: true, password: PASSWORD };
  await world.ask('PUT', '/api/v1/auth/mfa/email', { body, by: prepared.person });
  await world.deliver();
  return prepared;
}

/** A password that nobody had before. */
export const NEXT_PASSWORD = 'another-Horse-8-battery';

/** The queue of jobs delivers what is due, once. What comes back comes back later. */
export async function deliverOnce(world: World): Promise<Answer> {
  const { retried } = await world.queues.deliverJobs();
  return retried > 0 ? failed : done;
}

export const done: Answer = { status: 200, headers: new Headers(), text: '' };
export const failed: Answer = { ...done, status: 503 };

/** What the first request to a deployment writes is written again. */
export const forgetDeployment = () => env.DB.prepare('delete from deployment').run();

/** Work that no request caused, as an answer. */
export async function asAnswer(work: () => Promise<unknown>): Promise<Answer> {
  try {
    await work();
    return done;
  } catch {
    return failed;
  }
}
