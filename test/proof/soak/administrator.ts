import { setTimeout as sleep } from 'node:timers/promises';
import type { Served } from '../../bench/serve.ts';
import type { Api } from './api.ts';
import { signIn, signUp } from './flows.ts';
import { type Person, stepUp } from './person.ts';

/** Milliseconds between proofs: acts in the console want one of the last ten minutes. */
const PROVED_EVERY = 300_000;

/** Returns somebody who is an administrator, and signed in as one. */
export async function makeAdmin(served: Served, api: Api): Promise<Person> {
  const admin = await signUp(api, '198.51.100.1');
  const db = await served.mf.getD1Database('DB');
  await db
    .prepare(`update users set roles = '["user","admin"]', version = version + 1 where id = ?`)
    .bind(admin.id)
    .run();
  await signIn(api, admin);
  admin.devices.shift();
  return admin;
}

/** Keeps the proof of an administrator fresh until a time, as one who is asked for it does. */
export async function keepProved(
  api: Api,
  admin: Person,
  { until, noteFault }: { until: number; noteFault: (error: unknown) => void },
): Promise<void> {
  while (Date.now() < until) {
    for (const device of admin.devices) await stepUp(api, admin, device).catch(noteFault);
    await sleep(Math.min(PROVED_EVERY, Math.max(0, until - Date.now())));
  }
}
