import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createChecks } from './checks.ts';
import { type Client, createClient } from './kill-client.ts';
import { compareAll } from './kill-compare.ts';
import { type Moment, startQueues } from './kill-queue.ts';
import { type KilledRuntime, startRuntime } from './kill-runtime.ts';

// Kills the runtime with SIGKILL while clients work and guards drain, and looks whether what was
// acknowledged is there, and whether D1 comes to what the guards say.
const USERS = 8;
/** A kill that nothing sets off in time comes all the same. Milliseconds. */
const LATEST = 4000;
/** The alarm is due a minute after what it sends, and a minute later at most. Milliseconds. */
const QUIET = 180_000;
const MOMENTS = ['offered', 'taken', 'delivered', 'any'] as const;

const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' } } });
const kills = Number(values.kills);
const { check, finish } = createChecks();

let runtime: KilledRuntime | null = null;
let back: Promise<void> = Promise.resolve();
/** Sets off the kill at its moment; null if none is planned. */
let trap: { moment: Moment; skip: number; spring: () => void } | null = null;
const queues = await startQueues((moment) => {
  if (trap?.moment === moment && trap.skip-- <= 0) trap.spring();
});

function kill(served: KilledRuntime): void {
  back = served.kill();
}

/** Kills once, at a moment of this kind or soon after, while the clients work. */
async function killAt(served: KilledRuntime, moment: (typeof MOMENTS)[number], clients: Client[]) {
  const begun = Date.now();
  let set: string | null = null;
  const strike = (by: string) => {
    if (set !== null) return;
    set = by;
    trap = null;
    kill(served);
  };
  // A delivery carries several messages, so there are fewer of them.
  const skip = Math.floor(Math.random() * (moment === 'delivered' ? 5 : 30));
  if (moment === 'any') setTimeout(() => strike(moment), 200 + Math.random() * 600);
  // What is delivered is written to D1 some milliseconds later.
  const pause = moment === 'delivered' ? Math.random() * 15 : 0;
  if (moment !== 'any')
    trap = { moment, skip, spring: () => void setTimeout(() => strike(moment), pause) };
  const late = setTimeout(() => strike('late'), LATEST);
  await Promise.all(clients.map((client) => client.live(() => set !== null)));
  clearTimeout(late);
  await back;
  return { set, ms: Date.now() - begun };
}

/** Registers somebody whose address counts as verified. */
async function register(served: KilledRuntime, email: string): Promise<void> {
  const response = await fetch(`${served.url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: 'correct-Horse-7-battery' }),
  });
  if (response.status !== 201) throw new Error(`register: ${await response.text()}`);
  await served.rowsOf(`update users set email_verified_at = 1 where email = '${email}'`);
}

/** Waits until nothing is on its way. Returns how many guards had something to say at first. */
async function untilQuiet(served: KilledRuntime, clients: Client[]): Promise<number | null> {
  const ids = clients.map(({ known }) => known.id);
  const begun = Date.now();
  let first: number | null = null;
  for (let round = 0; Date.now() - begun < QUIET; round++) {
    // A change that a kill left half made is settled by the next visit after its deadline.
    if (round % 20 === 19) await Promise.all(clients.map((client) => client.verify()));
    const guards = await served.guardsOf(ids);
    const left = guards.filter(({ outbox, pending }) => outbox + pending > 0).length;
    first ??= left;
    if (left === 0 && queues.waits() === 0) return first;
    await sleep(500);
  }
  return null;
}

async function run(served: KilledRuntime): Promise<void> {
  queues.deliverTo(served.url);
  const faults: string[] = [];
  const connection = { url: served.url, whenUp: () => back };
  const clients = Array.from({ length: USERS }, (_, index) =>
    createClient(`person${index}@example.com`, connection, (what) => void faults.push(what)),
  );
  for (const client of clients) {
    await register(served, client.email);
    await client.addDevice();
  }
  for (let count = 0; count < kills; count++) {
    const moment = MOMENTS[count % MOMENTS.length] ?? 'any';
    const { set, ms } = await killAt(served, moment, clients);
    const compared = await Promise.all(clients.map((client) => client.verify()));
    const all = compared.reduce((sum, one) => sum + one, 0);
    check(
      `kill ${count + 1}, ${set} (${ms} ms): all ${all} things that were acknowledged are there`,
      faults.length === 0,
      faults.splice(0).join('; '),
    );
  }
  // Who has something to say and is not visited any more is left to the alarm.
  await killAt(served, 'offered', clients);
  const quiet = await untilQuiet(served, clients);
  check(`all is quiet; ${quiet} guards were left to their alarms`, quiet !== null);
  await Promise.all(clients.map((client) => client.refreshAll()));
  await untilQuiet(served, clients);
  check('every device goes on', faults.length === 0, faults.splice(0).join('; '));
  const { differences, sessions, events } = await compareAll(served, clients);
  check(
    `D1 has the ${sessions} sessions and ${events} events of the guards, each once`,
    differences.length === 0,
    differences.join('; '),
  );
}

try {
  runtime = await startRuntime(queues.url);
  await run(runtime);
} finally {
  await queues.close();
  await runtime?.stop();
}
finish();
