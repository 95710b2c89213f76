import { type LatchkeyError, toLatchkeyError } from './error.ts';
import { type ExchangeDeps, exchange, meet } from './exchange.ts';
import { createGate } from './gate.ts';
import { dueIn, isExpired, type Token } from './token.ts';

const isHidden = () => typeof document !== 'undefined' && document.visibilityState === 'hidden';
const ignore = () => undefined;

/** Milliseconds, which a timer takes. */
const LONGEST = 86_400_000;

/**
 * Renews the tokens when they are due: never twice at once, and never before the gate opens,
 * whatever the service answers and however many ask.
 */
export function createRefresher(deps: ExchangeDeps) {
  const { keeper } = deps;
  const gate = createGate(() => performance.now());
  let flight: Promise<Token | null> | null = null;
  let failure: LatchkeyError | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isOver = () => keeper.who.get().status === 'signed_out';

  function schedule(): void {
    clearTimeout(timer);
    const token = keeper.token();
    if (isOver() || (!token && !failure)) return;
    const due = token && !failure ? dueIn(token) : 0;
    timer = setTimeout(wake, Math.min(LONGEST, Math.ceil(Math.max(due, gate.wait()))));
    // Node would not end before.
    (timer as { unref?: () => void }).unref?.();
  }

  keeper.onArrival(() => {
    failure = null;
    gate.succeed();
    schedule();
  });

  async function fly(isForced: boolean): Promise<Token | null> {
    const token = keeper.token();
    try {
      if (isForced || !token || dueIn(token) <= 0) await exchange(deps);
      await meet(deps);
      failure = null;
    } catch (error) {
      failure = toLatchkeyError(error);
      gate.fail(failure.retryAfter);
      throw failure;
    } finally {
      flight = null;
      schedule();
    }
    return keeper.token();
  }

  /**
   * Resolves with the newest token: a newer one, or the same while it is too early to ask; null
   * once signed out. Throws LatchkeyError while the service does not answer.
   */
  function refresh(isForced = false): Promise<Token | null> {
    if (flight) return flight;
    if (isOver()) return Promise.resolve(null);
    if (gate.wait() > 0) {
      return failure ? Promise.reject(failure) : Promise.resolve(keeper.token());
    }
    flight = fly(isForced);
    return flight;
  }

  /** When a timer rings, or after sleep. */
  function wake(): void {
    if (isHidden() || isOver()) return;
    const token = keeper.token();
    const isWanted = !token || failure || dueIn(token) <= 0;
    if (isWanted && gate.wait() === 0) refresh().catch(ignore);
    // Rung early: timers and clocks round.
    else if (!flight) schedule();
  }

  /** The access token to use; null for nobody. Throws LatchkeyError while that is not known. */
  async function current(): Promise<Token | null> {
    const token = keeper.token();
    if (!token || isExpired(token)) return refresh();
    if (dueIn(token) <= 0) refresh().catch(ignore);
    return token;
  }

  return { refresh, wake, current, hurry: gate.hurry, stop: () => clearTimeout(timer) };
}

export type Refresher = ReturnType<typeof createRefresher>;
