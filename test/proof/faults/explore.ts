import { judgeFactors } from './factor-invariants.ts';
import { type Flow, type Outcome, outcomeOf, type State } from './flow.ts';
import {
  judgeAgreement,
  judgeAnswer,
  judgeHistory,
  readStored,
  type Stored,
} from './invariants.ts';
import type { Call, Fault } from './switchboard.ts';
import { type Answer, createWorld, type World, type WorldOptions } from './world.ts';

/** Milliseconds for which a client goes on asking, and tries that it makes. */
const CLIENT_PATIENCE = 40_000;
const MOST_TRIES = 16;
/** Milliseconds after which D1 may be compared with the guards (`reconcile` leaves a minute). */
const COMPARED = 130_000;

/** What went wrong in one run, and what it was. */
export type Finding = { flow: string; faults: string; wrong: string };
/** The faults of one run; `client`: the answer was sent, and the client never got it. */
export type Plan = { choose: (call: Call) => Fault['kind'] | undefined; client?: true };

export type Run = {
  calls: Call[];
  faults: Fault[];
  /** Null if there was no answer. */
  outcome: Outcome | null;
  wrong: string[];
};

const describe = (faults: Fault[]) =>
  faults.map(({ call, kind }) => `${call}: ${kind}`).join('; ') || 'none';

/** Runs a flow with faults, and says what does not hold afterwards. */
export async function runOnce(
  world: World,
  flow: Flow,
  { choose, client }: Plan,
  usual: Outcome | null,
): Promise<Run> {
  const { board, timeline } = world;
  const state = await flow.prepare(world);
  const handedBefore = new Map(world.provider.handed);
  world.queues.takeDone();
  board.arm(choose);
  const begun = timeline.now();
  const wrong: string[] = [];
  let answer: Answer | null = null;
  try {
    answer = await timeline.run(flow.act(world, state));
    wrong.push(...judgeAnswer(answer, timeline.now() - begun - slowness(board.faults())));
  } catch (error) {
    wrong.push(`the request failed: ${messageOf(error)}`);
  }
  if (answer !== null && client !== true && !isOutOfDate(board.faults()))
    if (usual !== null && ![usual, 503, ...(flow.leadsOn ?? [])].includes(outcomeOf(answer)))
      wrong.push(`an answer ${tell(answer)}`);
  if (client === true) flow.forget?.(state);
  await timeline.rest();
  const { calls, faults } = board.disarm();
  await board.land();
  const outcome = answer && outcomeOf(answer);
  if (faults.length === 0) wrong.push(...judgeDeliveries(flow, world.queues.takeDone()));
  try {
    const final = await goOn(world, flow, state, { answer, client, usual });
    await world.quiet(state.ids);
    await flow.expect(world, state, final);
    wrong.push(...judgeMails(world, handedBefore, { calls, faults }));
    await world.wait(COMPARED);
    for (const id of state.ids) {
      const stored = await readStored(world, id);
      if (flow.erases && stored.user !== null) wrong.push('somebody erased is still there');
      if (!flow.erases) wrong.push(...judgeStored(stored));
    }
  } catch (error) {
    wrong.push(messageOf(error));
  }
  world.app.logs.splice(0);
  return { calls, faults, outcome, wrong };
}

const judgeStored = (stored: Stored): string[] => [
  ...judgeAgreement(stored),
  ...judgeHistory(stored),
  ...judgeFactors(stored.held, stored.history),
];

/** What was answered; of a page what its heading says. */
const tell = (answer: Answer) => {
  const [, heading] = /<h1[^>]*>(.*?)<\/h1>/s.exec(answer.text) ?? [];
  return `${outcomeOf(answer)} ${heading ?? answer.text.slice(0, 200)}`;
};

/** What an error and its causes say, without colours. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.message.replaceAll(/\s+/g, ' ').slice(0, 300);
  return error.cause === undefined ? own : `${own}; ${messageOf(error.cause)}`;
}

type Asked = {
  answer: Answer | null;
  client: true | undefined;
  /** How the faultless run is answered; null in that run itself. */
  usual: Outcome | null;
};

/** A client goes on until it has an answer that is one. */
async function goOn(
  world: World,
  flow: Flow,
  state: State,
  { answer, client, usual }: Asked,
): Promise<Answer> {
  const again = () => (flow.retry ?? flow.act)(world, state);
  const { doneBefore = [], madeAnyway = [], leadsOn = [] } = flow;
  const isFinal = (given: Answer, others: Outcome[]) =>
    usual === null || [usual, ...others].includes(outcomeOf(given));
  if (client === true) {
    const second = await again();
    if (isFinal(second, doneBefore)) return second;
    throw new Error(`a retry gets ${tell(second)}`);
  }
  let last = answer;
  if (last !== null && isFinal(last, leadsOn)) return last;
  const until = world.timeline.now() + CLIENT_PATIENCE;
  for (let tries = 0; tries < MOST_TRIES && world.timeline.now() < until; tries++) {
    world.timeline.move(Number(last?.headers.get('Retry-After') ?? 2) * 1000);
    last = await again();
    if (isFinal(last, madeAnyway)) return last;
  }
  throw new Error(`a retry gets ${last?.status} for ever, ${last && tell(last)}`);
}

/** What is out of date may be refused: a client asks again. */
const isOutOfDate = (faults: Fault[]) =>
  faults.some(({ kind }) => kind === 'stale' || kind === 'ghost');

/** What a flow says that it delivers must be what its act takes from the queues. */
const judgeDeliveries = ({ delivers = [] }: Flow, done: string[]): string[] =>
  delivers.filter((kind) => !done.includes(kind)).map((kind) => `no ${kind} is delivered`);

/** A mail is handed over twice only if the hand-over, or what noted it, was hit. */
function judgeMails(
  world: World,
  before: Map<string, number>,
  { calls, faults }: Pick<Run, 'calls' | 'faults'>,
): string[] {
  const handOver = calls.findIndex(({ name }) => name === 'fetch mail');
  const hits = faults.filter(
    ({ call }) => handOver !== -1 && calls.findIndex(({ id }) => id === call) >= handOver,
  ).length;
  return [...world.provider.handed].flatMap(([key, times]) => {
    const now = times - (before.get(key) ?? 0);
    return now > 1 + hits ? [`a mail handed over ${now} times`] : [];
  });
}

/** Milliseconds that slow calls took by themselves, and those that hang but the first. */
function slowness(faults: Fault[]): number {
  const hangs = faults.filter(({ kind }) => kind === 'hang' || kind === 'late').length;
  const slow = faults.filter(({ kind }) => kind === 'slow');
  const slept = slow.reduce((sum, { call }) => sum + (call.startsWith('kv.') ? 900 : 4500), 0);
  return slept + Math.max(0, hangs - 1) * 5000;
}

export type ExploreOptions = Pick<WorldOptions, 'plant'> & {
  /** Which of all faults to try; by default all. */
  choose?: (faults: Fault[]) => Fault[];
};

const faultsOf = ({ id, kinds }: Call): Fault[] => kinds.map((kind) => ({ call: id, kind }));

/**
 * Runs a flow once without a fault, once with an answer that the client loses, and once for each
 * fault of its calls. Returns what went wrong, and how many runs there were.
 */
export async function explore(
  flow: Flow,
  { plant, choose = (faults) => faults }: ExploreOptions = {},
): Promise<{ findings: Finding[]; runs: number }> {
  const world = createWorld({ ...flow.world, ...(plant && { plant }) });
  const findings: Finding[] = [];
  let runs = 0;
  const run = async (plan: Plan, usual: Outcome | null, name: string) => {
    runs++;
    const done = await runOnce(world, flow, plan, usual);
    for (const wrong of done.wrong) findings.push({ flow: flow.name, faults: name, wrong });
    return done;
  };
  const usual = await run({ choose: () => undefined }, null, 'none');
  if (usual.wrong.length > 0) return { findings, runs };
  await run(
    { choose: () => undefined, client: true },
    usual.outcome,
    'the client loses the answer',
  );
  for (const fault of choose(usual.calls.flatMap(faultsOf))) {
    const name = describe([fault]);
    const hit = ({ id }: Call) => (id === fault.call ? fault.kind : undefined);
    const { faults } = await run({ choose: hit }, usual.outcome, name);
    if (faults.length === 0)
      findings.push({ flow: flow.name, faults: name, wrong: 'the fault was not reached' });
  }
  return { findings, runs };
}
