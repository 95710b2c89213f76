import { type Clock, SECOND, systemClock } from '../../shared/clock.ts';
import { defineError, storageUnavailable } from '../../shared/errors.ts';

/** Our own Argon2id hashes, and imported ones, each of which may take seconds. */
export type HashLane = 'own' | 'imported';

/**
 * Maximum hashes waiting in each lane of an isolate. 128 of our own take about three seconds at 25
 * ms each; eight imported ones at the highest cost in `DJANGO_BOUNDS` take 50 seconds, and twice
 * that while our own wait as well.
 */
const MOST_WAITING = { own: 128, imported: 8 };
/** Seconds after which a rejected sign-in may succeed. */
const RETRY_AFTER = { own: 2, imported: 10 };
/**
 * Rounds of the event loop between two hashes, a millisecond each. Measured in workerd with 50
 * sign-ins in flight: other requests wait for six hashes with one round, one or two with two, one
 * with four; eight or more only slow the hashes down.
 */
const ROUNDS = 4;
/** Milliseconds after the last hash at which no request still waits because of it. */
const IDLE_AFTER = 100;
/** Default worth of an imported hash's turn in hashes of our own: 50 ms against 25. */
const OWN_TURNS = 2;
/** Milliseconds between polls, per place in the queue: less than the hashes ahead take. */
const LOOK_EVERY = 10;
const LOOK_AT_LEAST_EVERY = 250;
/** Milliseconds after which a waiting request that no longer polls is considered dead. */
const DEAD_AFTER = 2 * SECOND;

const clientGone = defineError('client_gone', 'invalid', 'The client has gone');

type Waiting = { lookedAt: number };
export type HashQueueDeps = { wait: (milliseconds: number) => Promise<unknown>; clock: Clock };
export type HashQueue = ReturnType<typeof createHashQueue>;

/**
 * Creates a queue for work that blocks the isolate: first come, first served in each lane. Between
 * two turns the event loop runs several rounds, so that requests without hashes get through.
 *
 * Requests share plain objects, not promises: the promise of an aborted request never settles and
 * would block all requests behind it.
 */
export function createHashQueue({ wait, clock }: HashQueueDeps) {
  const lanes = createLanes(clock);
  let turns = 0;
  /** The turn since which the event loop has run its rounds. */
  let restedFrom = 0;
  let ownTurns = 0;
  let turnsDue = OWN_TURNS;
  let lastTurnAt = Number.NEGATIVE_INFINITY;

  function laneInTurn(): HashLane {
    if (lanes.lengthOf('imported') === 0) return 'own';
    if (lanes.lengthOf('own') === 0) return 'imported';
    return ownTurns < turnsDue ? 'own' : 'imported';
  }

  const isIdle = () =>
    lanes.lengthOf('own') + lanes.lengthOf('imported') === 1 && clock() - lastTurnAt > IDLE_AFTER;

  // A request that has hashed counts for those after it. If it is killed, the waiting count for
  // themselves.
  async function countRounds(): Promise<void> {
    const turn = turns;
    for (let round = 0; round < ROUNDS; round++) await wait(0);
    restedFrom = Math.max(restedFrom, turn);
  }

  type Turn = { lane: HashLane; me: Waiting; signal: AbortSignal | undefined; worth: number };

  async function turn({ lane, me, signal, worth }: Turn): Promise<void> {
    let seen = turns;
    let rounds = isIdle() ? ROUNDS : 0;
    for (let place = lanes.look(lane, me); ; ) {
      await wait(Math.min(place * LOOK_EVERY, LOOK_AT_LEAST_EVERY));
      if (signal?.aborted) throw clientGone();
      place = lanes.look(lane, me);
      rounds = seen === turns ? rounds + 1 : 0;
      seen = turns;
      const isRested = rounds >= ROUNDS || restedFrom === turns;
      if (place === 0 && isRested && laneInTurn() === lane) break;
    }
    turns++;
    lastTurnAt = clock();
    ownTurns = lane === 'own' ? ownTurns + 1 : 0;
    if (lane === 'imported') turnsDue = worth;
  }

  /**
   * Runs blocking work in its turn; sliced work awaits `pause` between slices. `worth` is how many
   * of our own hashes take as long as one turn of an imported one. That many of ours run before the
   * next imported one, so imported hashes never take more than half of the CPU while ours wait.
   * Throws `storage_unavailable` when too many wait, and `client_gone` once `signal` is aborted.
   */
  return async function inTurn<T>(
    lane: HashLane,
    work: (pause: () => Promise<void>) => T | Promise<T>,
    signal?: AbortSignal,
    worth = OWN_TURNS,
  ): Promise<T> {
    if (lanes.lengthOf(lane) >= MOST_WAITING[lane])
      throw storageUnavailable({
        detail: 'Too many sign-ins at once.',
        retryAfter: RETRY_AFTER[lane],
      });
    const me = lanes.join(lane);
    try {
      const mine = { lane, me, signal, worth };
      await turn(mine);
      return await work(() => turn(mine));
    } finally {
      lanes.leave(lane, me);
      void countRounds();
    }
  };
}

/** Who waits in each lane, first come first. */
function createLanes(clock: Clock) {
  const lanes: Record<HashLane, Waiting[]> = { own: [], imported: [] };
  return {
    lengthOf: (lane: HashLane): number => lanes[lane].length,

    join(lane: HashLane): Waiting {
      const me = { lookedAt: clock() };
      lanes[lane].push(me);
      return me;
    },

    leave(lane: HashLane, me: Waiting): void {
      const place = lanes[lane].indexOf(me);
      if (place >= 0) lanes[lane].splice(place, 1);
    },

    // A request killed by the platform never leaves by itself. One that was only delayed comes back
    // to its place.
    look(lane: HashLane, me: Waiting): number {
      const now = clock();
      me.lookedAt = now;
      for (const queue of Object.values(lanes))
        while (queue[0] !== undefined && now - queue[0].lookedAt > DEAD_AFTER) queue.shift();
      if (!lanes[lane].includes(me)) lanes[lane].unshift(me);
      return lanes[lane].indexOf(me);
    },
  };
}

/** The queue of this isolate. */
export const isolateQueue = createHashQueue({
  wait: (milliseconds) => scheduler.wait(milliseconds),
  clock: systemClock,
});
