import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createChecks } from '../../e2e/checks.ts';
import { startMailServer } from '../mail-server.ts';
import { seeded } from '../seeded.ts';
import { act, FLOWS, type Flow, type Slot } from './act.ts';
import { createAdmin } from './admin.ts';
import { findPlanted, WANTED } from './bite.ts';
import { compareAll } from './compare.ts';
import { differencesOfMails } from './compare-mails.ts';
import { createConnection } from './connection.ts';
import type { Person, World } from './person.ts';
import { serveProvider } from './providers.ts';
import { MOMENTS, startQueues } from './queues.ts';
import { GRACE, type KilledRuntime, startRuntime } from './runtime.ts';
import { replayOld, verify } from './verify.ts';

// Kills the runtime with SIGKILL while people do what people do and guards drain, and looks whether
// what was acknowledged is there, and whether D1 comes to what the guards say.
const SLOTS = 8;
/** A kill that nothing sets off in time comes all the same. Milliseconds. */
const LATEST = 6000;
/** The alarm is due a minute after what it sends, and a minute later at most. Milliseconds. */
const QUIET = 180_000;
/** What sets off a kill: a message, a request, or nothing. */
const TRIGGERS = [...MOMENTS, ...Object.keys(FLOWS), 'any'] as (
  | (typeof MOMENTS)[number]
  | Flow
  | 'any'
)[];

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const kills = Number(values.kills);
const random = seeded(Number(values.seed));
const { check, finish } = createChecks();
console.log(`seed ${values.seed}`);

let runtime: KilledRuntime | null = null;
let back: Promise<void> = Promise.resolve();
/** Sets off the kill by what happens; null if none is planned. */
let trap: { by: string; skip: number; spring: () => void } | null = null;
const happens = (what: string) => {
  if (trap?.by === what && trap.skip-- <= 0) trap.spring();
};
const mails = await startMailServer();
const providers = await serveProvider();
const queues = await startQueues(random.fork(), happens);

/** Kills once, by this trigger or soon after, while people work. */
async function killBy(served: KilledRuntime, by: (typeof TRIGGERS)[number], slots: Slot[]) {
  const begun = Date.now();
  let set: string | null = null;
  const strike = (what: string) => {
    if (set !== null) return;
    set = what;
    trap = null;
    back = served.kill();
  };
  const path = by in FLOWS ? FLOWS[by as Flow] : null;
  // Messages are many, and what is delivered is written some milliseconds later, as a request is.
  const skip = path !== null ? 0 : random.below(by === 'delivered' || by === 'job' ? 5 : 30);
  const pause = random.next() * (by === 'offered' || by === 'taken' ? 0 : 15);
  if (by === 'any') setTimeout(() => strike(by), 200 + random.next() * 600);
  else trap = { by: path ?? by, skip, spring: () => void setTimeout(() => strike(by), pause) };
  const late = setTimeout(() => strike(`late for ${by}`), LATEST);
  const preferred = path === null ? null : (by as Flow);
  await Promise.all(
    slots.map(async (slot) => {
      while (set === null) await act(slot, preferred);
    }),
  );
  clearTimeout(late);
  await back;
  return { set: String(set), ms: Date.now() - begun };
}

const peopleOf = (slots: Slot[]) => slots.flatMap(({ people }) => people);

/** Waits until nothing is on its way. Returns how many guards had something to say at first. */
async function untilQuiet(served: KilledRuntime, people: Person[]): Promise<number | null> {
  const ids = people.map(({ record }) => record.id);
  const begun = Date.now();
  let first: number | null = null;
  for (let round = 0; Date.now() - begun < QUIET; round++) {
    // A change that a kill left half made is settled by the next visit after its deadline.
    if (round % 20 === 19) await Promise.all(people.map(verify));
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
  const told = () => faults.splice(0).join('; ');
  const connection = createConnection({ url: served.url, whenUp: () => back, on: happens });
  const slots = Array.from({ length: SLOTS }, (_, index): Slot => {
    const fault = (what: string) => void faults.push(what);
    const world: World = { connection, mails, random: random.fork(), fault };
    return { world, name: `slot${index}`, people: [], left: 0 };
  });
  await Promise.all(slots.map((slot) => act(slot, 'sign-up')));
  check('people have signed up', faults.length === 0, told());

  const admin = await createAdmin(served, (slots[0] as Slot).world);
  for (const [by, doIt] of [
    [admin.lockPath, admin.lock],
    ['job', admin.startJob],
  ] as const) {
    const strike = () => {
      trap = null;
      back = served.kill();
    };
    trap = { by, skip: 0, spring: () => void setTimeout(strike, random.next() * 15) };
    await doIt();
    while (trap !== null) await sleep(10);
    await back;
  }

  let triggers: typeof TRIGGERS = [];
  for (let count = 0; count < kills; count++) {
    if (triggers.length === 0) triggers = random.shuffle(TRIGGERS);
    const { set, ms } = await killBy(served, triggers.pop() ?? 'any', slots);
    const compared = await Promise.all(peopleOf(slots).map(verify));
    const all = compared.reduce((sum, one) => sum + one, 0);
    check(
      `kill ${count + 1}, ${set} (${ms} ms): all ${all} things that were acknowledged are there`,
      faults.length === 0,
      told(),
    );
  }
  // Who has something to say and is not visited any more is left to the alarm.
  await killBy(served, 'offered', slots);
  const people = peopleOf(slots);
  const quiet = await untilQuiet(served, people);
  check(`all is quiet; ${quiet} guards were left to their alarms`, quiet !== null, told());
  for (const person of people) for (const device of person.usable()) await person.refresh(device);
  await untilQuiet(served, people);
  check('every device goes on', faults.length === 0, told());
  const { differences, sessions, events } = await compareAll(served, people);
  check(
    `D1 has the ${sessions} sessions and ${events} events of ${people.length} guards, each once`,
    differences.length === 0,
    differences.join('; '),
  );
  const missing = differencesOfMails(people, mails.taken);
  check(
    `every mail has come, none twice but for an answer that got lost (${mails.taken.length})`,
    missing.length === 0,
    missing.join('; '),
  );
  const undone = await admin.differences();
  check(
    'what an administrator did is whole, and done once',
    undone.length === 0,
    undone.join('; '),
  );
  const replaced = people.flatMap((person) => person.usable().map(({ oldest }) => oldest?.at ?? 0));
  // One that is old enough will do.
  const first = Math.min(...replaced.filter((at) => at > 0));
  await sleep(Math.max(0, first + GRACE + 1000 - Date.now()));
  const replays = await Promise.all(people.map((person) => replayOld(person, GRACE)));
  const replayed = replays.reduce((sum, one) => sum + one, 0);
  check(`${replayed} old tokens are theft`, faults.length === 0 && replayed > 0, told());
  const words = (counts: Map<string, number>) =>
    [...counts].map(([what, times]) => `${what} ${times}`).join(', ');
  const { spentBy } = connection;
  check('no secret is used up with nothing done', spentBy.size === 0, words(spentBy));
  if (people.filter((person) => person.usable().length > 0).length < WANTED)
    await Promise.all(slots.map((slot) => act(slot, 'sign-up')));
  const unnoticed = await findPlanted(peopleOf(slots), faults);
  check('made-up answers are noticed', unnoticed.length === 0, unnoticed.join());
  const left = slots.reduce((sum, one) => sum + one.left, 0);
  console.log(`answers that got lost: ${words(connection.lostBy)}`);
  console.log(`sign-ups left: ${left}`);
}

try {
  const { settings: provider } = providers;
  runtime = await startRuntime({ queues: queues.url, mails: mails.url, provider });
  await run(runtime);
} finally {
  await queues.close();
  providers.stop();
  mails.close();
  await runtime?.stop();
}
finish();
