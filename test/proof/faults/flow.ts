import type { Answer, World, WorldOptions } from './world.ts';

/** What every flow starts from: the users that it is about. */
export type State = { ids: string[] };

/** How something was answered: its status, of a page that leads elsewhere with the path. */
export type Outcome = number | `${number} ${string}`;
export const outcomeOf = ({ status, at }: Answer): Outcome =>
  at === undefined ? status : `${status} ${at.replace(ID, '{id}')}`;
const ID = /[\da-f]{8}-[\da-f-]{27}|c-[\da-f]{24}/;

/**
 * What a client or a queue does, one call of which is going to fail. It is run once without a fault
 * to learn its calls, and then once for each fault of each call.
 */
export type Flow<S extends State = State> = {
  name: string;
  /** The operations of the OpenAPI document that it takes, as `POST /api/v1/auth/login`. */
  routes?: string[];
  /** The page whose form it sends, as `/account/security/totp/:id`. */
  page?: string;
  /** The kinds of messages that its act takes from the queues, as `account.verification`. */
  delivers?: string[];
  world?: WorldOptions;
  /** What precedes it, without a fault. */
  prepare(world: World): Promise<S>;
  /** The one request or delivery that a fault hits. */
  act(world: World, state: S): Promise<Answer>;
  /** What a client does that got no answer; by default the same again. */
  retry?(world: World, state: S): Promise<Answer>;
  /** Lets a browser forget the answer, and its cookies, that never came. */
  forget?(state: S): void;
  /** What a retry is answered if the first try succeeded and the client never got its answer. */
  doneBefore?: Outcome[];
  /**
   * What a retry is answered if the first try was answered 503 and took effect all the same. Never
   * of what uses a secret up without a success.
   */
  madeAnyway?: Outcome[];
  /** Where a page leads on instead of answering 503. `expect` proves that nothing is lost by it. */
  leadsOn?: Outcome[];
  /** What holds once all is quiet, whether the first or a later try was answered last. */
  expect(world: World, state: S, last: Answer): Promise<void>;
  /** Whether these users are gone afterwards. */
  erases?: true;
};

/** Declares a flow; its state is what `prepare` returns. */
export const defineFlow = <S extends State>(flow: Flow<S>): Flow => flow as unknown as Flow;
