import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RATE_LIMIT_RULES } from '../../../src/limits/rules.ts';
import { addressOf, startService } from '../../bench/service.ts';
import { createChecks } from '../../e2e/checks.ts';
import { findFreePort } from '../../support/free-port.ts';
import { APP_ROW } from '../app.ts';
import { startMailServer } from '../mail-server.ts';
import { seeded } from '../seeded.ts';
import { keepProved, makeAdmin } from './administrator.ts';
import { createApi } from './api.ts';
import { act, administer, leave, signUp } from './flows.ts';
import { growthOf, JUDGED_FROM, p99Of, type Sample, slowerFlows, wrongMails } from './judge.ts';
import { openInspector, readResident } from './memory.ts';
import type { Person } from './person.ts';
import { preparePeople } from './prepare.ts';

// People do what people do at a steady rate, for minutes: no answer is wrong, nothing grows, and
// every mail comes once.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    people: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    leak: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
  },
});
const [minutes, count, rate] = [values.minutes, values.people, values.rate].map(Number) as [
  number,
  number,
  number,
];
/** Of a hundred acts, one person leaves and another comes, and the administrator looks at three. */
const [LEAVING, ADMINISTERING] = [1, 3];
const AT_ONCE = 8;
const SAMPLED = 10_000;
/** Samples between two that are printed: a minute. */
const PRINTED = 6;
/** Until what was mailed and told is worked off, in milliseconds. */
const SETTLED = 15_000;
/** Milliseconds in which every mail is out: that of an erasure goes out a minute after it. */
const MAILED = 90_000;
/**
 * MB a minute, at a rate of about 18 requests a second. A token is 0.7 KB: if each request left one
 * behind, the heap would grow by 0.8 MB. Resident memory also holds what the allocator keeps, the
 * databases' caches and the simulators' tables.
 */
const GROWTH = { heap: 0.5, resident: 10 };
/** The share of the acts that must be done for a leak to show. */
const KEPT = 0.8;

const { check, finish } = createChecks();
const random = seeded(Number(values.seed));
const faults: string[] = [];
const mails = await startMailServer();
const inspectorPort = await findFreePort();
const limits = Object.keys(RATE_LIMIT_RULES).map((scope) => [scope, { limit: 1_000_000 }]);
console.log(`seed ${values.seed}, ${count} people, ${minutes} minutes`);
const served = await startService(
  {
    RATE_LIMITS: JSON.stringify(Object.fromEntries(limits)),
    EMAIL_PROVIDER: 'resend',
    EMAIL_FROM: 'Latchkey <no-reply@example.com>',
    EMAIL_API_KEY: 're_of_this_script',
    EMAIL_API_URL: mails.url,
  },
  values.leak ? 'test/proof/soak/leaking-worker.ts' : undefined,
  {
    inspectorPort,
    handleStructuredLogs: ({ level, message }: { level: string; message: string }) => {
      if (level === 'error') faults.push(message);
    },
  },
);
const api = createApi({ url: served.url, mails, random });
const people: Person[] = [];
let addresses = 0;

/** What went wrong since this was last asked, shortened. */
function takeFaults(): string {
  const taken = faults.splice(0);
  return [`${taken.length} faults`, ...taken.slice(0, 9).map((one) => one.slice(0, 400))].join(
    '; ',
  );
}

const noteFault = (error: unknown) => void faults.push(String(error));

async function join(): Promise<void> {
  people.push(await signUp(api, addressOf(addresses++)));
}

async function actOnce(admin: Person): Promise<void> {
  // Somebody who acts is not there for others meanwhile.
  const [person] = people.splice(random.below(people.length), 1);
  if (person === undefined) return;
  const dice = random.below(100);
  if (dice < LEAVING) {
    await leave(api, person);
    return join();
  }
  try {
    await (dice < LEAVING + ADMINISTERING ? administer(api, admin, person) : act(api, person));
  } finally {
    people.push(person);
  }
}

/**
 * Each place begins its next act when it is due, and never two at once to make up for lost time.
 */
async function work(admin: Person, until: number): Promise<number> {
  const pause = (1000 * AT_ONCE) / rate;
  const places = Array.from({ length: AT_ONCE }, async (_, place) => {
    let acts = 0;
    await sleep((pause * place) / AT_ONCE);
    for (; Date.now() < until; acts++) {
      const due = Date.now() + pause;
      await actOnce(admin).catch(noteFault);
      await sleep(Math.max(0, due - Date.now()));
    }
    return acts;
  });
  return (await Promise.all(places)).reduce((sum, one) => sum + one, 0);
}

function toLine(begun: number, heap: Sample[], resident: Sample[]): string {
  const last = (samples: Sample[]) => (samples.at(-1)?.value ?? 0).toFixed(1);
  const seconds = ((Date.now() - begun) / 1000).toFixed();
  const requests = api.timings.length;
  return `${seconds} s: ${requests} requests; heap ${last(heap)} MB, resident ${last(resident)} MB`;
}

async function run(): Promise<void> {
  const db = await served.mf.getD1Database('DB');
  await db.prepare(APP_ROW).run();
  const admin = await makeAdmin(served, api);
  people.push(...(await preparePeople(served, api, count)));
  addresses = count;
  const seconds = (performance.now() / 1000).toFixed();
  const ready = `${people.length} people are signed in after ${seconds} s`;
  check(ready, faults.length === 0, takeFaults());

  const inspector = await openInspector(inspectorPort);
  const [heap, resident]: [Sample[], Sample[]] = [[], []];
  const begun = Date.now();
  const until = begun + minutes * 60_000;
  const sampling = (async () => {
    for (; Date.now() < until; await sleep(SAMPLED)) {
      heap.push({ at: Date.now(), value: await inspector.readHeap() });
      resident.push({ at: Date.now(), value: readResident(served.runtimes) });
      if (heap.length % PRINTED === 1) console.log(toLine(begun, heap, resident));
    }
  })();
  api.timings.splice(0);
  const proving = keepProved(api, admin, { until, noteFault });
  const [acts] = await Promise.all([work(admin, until), proving, sampling]);
  inspector.close();
  const { timings } = api;
  check(
    `${acts} acts, ${timings.length} requests: every answer is the expected one`,
    faults.length === 0,
    takeFaults(),
  );
  for (const last = Date.now() + MAILED; Date.now() < last; await sleep(1000))
    if (wrongMails(api.expected, mails.taken).length === 0) break;
  await sleep(SETTLED);
  const wrong = wrongMails(api.expected, mails.taken);
  check(`${mails.taken.length} mails, each once`, wrong.length === 0, wrong.slice(0, 9).join('; '));
  const growth = { heap: growthOf(heap), resident: growthOf(resident) };
  const words = (samples: Sample[], by: string) =>
    `${samples[0]?.value.toFixed(1)} to ${samples.at(-1)?.value.toFixed(1)} MB, at last ${by}`;
  const heapWords = words(heap, `${growth.heap.toFixed(2)} MB a minute`);
  const residentWords = words(resident, `${growth.resident.toFixed(2)} MB a minute`);
  const all = p99Of(timings.map(({ ms }) => ms));
  console.log(`heap ${heapWords}; resident ${residentWords}`);
  console.log(`the slowest hundredth of requests takes ${all} ms or more`);
  if (values.short || minutes < JUDGED_FROM) return;
  const wanted = minutes * 60 * rate;
  check('the machine keeps the rate', acts >= KEPT * wanted, `${acts} of ${wanted} acts`);
  check('the heap does not grow', growth.heap <= GROWTH.heap, heapWords);
  const bound = growth.resident <= GROWTH.resident;
  check('resident memory does not grow', bound, residentWords);
  const slower = slowerFlows(timings, begun, until);
  check('no flow gets slower', slower.length === 0, slower.join('; '));
}

try {
  await run();
} finally {
  await served.stop();
  mails.close();
}
finish();
