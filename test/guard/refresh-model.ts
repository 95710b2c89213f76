import fc from 'fast-check';

/** Milliseconds. */
export const GRACE = 30_000;

/** What somebody does with the tokens of one session. */
type Step =
  /** A client refreshes with what it holds; of a lost answer it learns nothing. */
  | { kind: 'refresh'; client: number; lost: boolean }
  /**
   * A client takes over what another one holds: tabs share a cookie, thieves share nothing and have
   * it all the same.
   */
  | { kind: 'copy'; from: number; to: number }
  /** Any token that ever was is presented again. */
  | { kind: 'replay'; ancestor: number }
  | { kind: 'wait'; by: number };

const client = fc.nat({ max: 3 });
export const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('refresh' as const), client, lost: fc.boolean() }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('copy' as const), from: client, to: client }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('replay' as const), ancestor: fc.nat() }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), by: fc.nat({ max: 40_000 }) }),
    },
  ),
  { minLength: 1, maxLength: 40 },
);

/** The token that the presenter is to hold from now on, or why there is none. */
export type Outcome = { current: string } | 'reused' | 'refused';
export type Present = (presented: {
  jti: string;
  successorJti: string;
  now: number;
  grace: number;
}) => Outcome | Promise<Outcome>;

/**
 * The rule by its definition: who was current when, and nothing else. Forgets nothing, optimises
 * nothing.
 */
function createModel(first: string, start: number) {
  const history: { jti: string; until: number }[] = [
    { jti: first, until: Number.POSITIVE_INFINITY },
  ];
  const state = { dead: false };
  return {
    history,
    state,
    present({ jti, successorJti, now, grace }: Parameters<Present>[0]): Outcome {
      if (state.dead) return 'refused';
      const entry = history.find((candidate) => candidate.jti === jti);
      const current = history.at(-1);
      if (entry !== undefined && entry === current) {
        entry.until = now;
        history.push({ jti: successorJti, until: Number.POSITIVE_INFINITY });
        return { current: successorJti };
      }
      if (entry !== undefined && entry.until > now - grace) return { current: current?.jti ?? '' };
      state.dead = true;
      return 'reused';
    },
    start,
  };
}

/**
 * Plays the steps against an implementation and against the model, and fails at the first answer
 * that differs. Afterwards everybody who may still refresh comes out with the same token, and on a
 * dead chain nobody comes out with any.
 */
export async function play(
  script: Step[],
  start: number,
  first: string,
  present: Present,
): Promise<void> {
  const model = createModel(first, start);
  const held = [first, first, first, first];
  let now = start;
  let count = 0;

  async function both(jti: string): Promise<Outcome> {
    const presented = { jti, successorJti: `token-${++count}`, now, grace: GRACE };
    const wasDead = model.state.dead;
    const expected = model.present(presented);
    const actual = await present(presented);
    // A dead chain may say why it is dead; what matters is that it answers nobody.
    const agree = wasDead
      ? actual === 'refused' || actual === 'reused'
      : JSON.stringify(actual) === JSON.stringify(expected);
    if (!agree)
      throw new Error(
        `${jti} at +${now - start}: expected ${wasDead ? 'no' : ''} ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
      );
    return actual;
  }

  for (const step of script) {
    if (step.kind === 'wait') now += step.by;
    if (step.kind === 'copy') held[step.to] = held[step.from] ?? first;
    if (step.kind === 'replay')
      await both(model.history[step.ancestor % model.history.length]?.jti ?? first);
    if (step.kind === 'refresh') {
      const answer = await both(held[step.client] ?? first);
      if (typeof answer === 'object' && !step.lost) held[step.client] = answer.current;
    }
  }

  if (model.state.dead) {
    for (const { jti } of [...model.history, { jti: 'never-issued' }]) await both(jti);
    return;
  }
  // One rotates, the others are answered with what it got: never two tokens that are current at
  // once.
  const recent = model.history.filter(({ until }) => until > now - GRACE).map(({ jti }) => jti);
  const answers = new Set<string>();
  for (const jti of recent.reverse()) answers.add(JSON.stringify(await both(jti)));
  if (answers.size !== 1)
    throw new Error(`${answers.size} tokens are current: ${[...answers].join(', ')}`);
}
