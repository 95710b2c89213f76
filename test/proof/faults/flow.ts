import type { Answer, World, WorldOptions } from './world.ts';

/** What every flow starts from: the users that it is about. */
export type State = { ids: string[] };

/**
 * What a client or a queue does, one call of which is going to fail. It is run once without a fault
 * to learn its calls, and then once for each fault of each call.
 */
export type Flow<S extends State = State> = {
  name: string;
  /** The operations of the OpenAPI document that it takes, as `POST /api/v1/auth/login`. */
  routes?: string[];
  world?: WorldOptions;
  /** What precedes it, without a fault. */
  prepare(world: World): Promise<S>;
  /** The one request or delivery that a fault hits. */
  act(world: World, state: S): Promise<Answer>;
  /** What a client does that got no answer; by default the same again. */
  retry?(world: World, state: S): Promise<Answer>;
  /** What a retry is answered if the first try succeeded and the client never got its answer. */
  doneBefore?: number[];
  /**
   * What a retry is answered if the first try was answered 503 and took effect all the same. Never
   * of what uses a secret up without a success.
   */
  madeAnyway?: number[];
  /** What holds once all is quiet, whether the first or a later try was answered last. */
  expect(world: World, state: S, last: Answer): Promise<void>;
  /** Whether these users are gone afterwards. */
  erases?: true;
};

/** Declares a flow; its state is what `prepare` returns. */
export const defineFlow = <S extends State>(flow: Flow<S>): Flow => flow as unknown as Flow;
