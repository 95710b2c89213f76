import type { Call } from './http.ts';
import type { Mailbox } from './mailbox.ts';
import type { People } from './people.ts';
import type { Routes } from './routes.ts';

/** A public client that is registered for the probe: its id, and one of its redirect URIs. */
export type App = { id: string; redirectUri: string };

/** What invariants measure with. */
export type World = {
  url: string;
  call: Call;
  mailbox: Mailbox;
  people: People;
  routes: Routes;
  /** A client of OAuth that is registered for the probe; null for none. */
  app: App | null;
  /** Seconds for which a former refresh token is answered: `REFRESH_GRACE_SECONDS`. */
  grace: number;
  /** Failures in a row that lock a name: `LOCKOUT_THRESHOLD`. */
  threshold: number;
  /** Waits; ends early if the probe is stopped. */
  sleep: (milliseconds: number) => Promise<void>;
  /** Runs `make` once under each key: several invariants look at one course of events. */
  once: <T>(key: string, make: () => Promise<T>) => Promise<T>;
};

/** `pass` is null where nothing could be measured. `measured` never contains a secret. */
export type Finding = { measured: string; pass: boolean | null };

/** Something that must hold at every deployment. */
export type Invariant = {
  /** Stable; reports are compared by it. */
  name: string;
  expected: string;
  /** Throws where a step before the measurement is refused: that is "not measured". */
  measure: (world: World) => Promise<Finding>;
};

/** Judges a list of what does not hold; `count` is how many things were looked at. */
export function judgeFaults(count: number, what: string, faults: string[]): Finding {
  if (count === 0) return { measured: `no ${what} to look at`, pass: null };
  if (faults.length === 0) return { measured: `${count} ${what}, 0 faults`, pass: true };
  const shown = faults.slice(0, 4).join('; ');
  const more = faults.length > 4 ? `; ${faults.length - 4} more` : '';
  return { measured: `${count} ${what}, ${faults.length} faults: ${shown}${more}`, pass: false };
}
