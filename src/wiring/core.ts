import { type Config, parseConfig } from '../config.ts';
import { countByAll, createIsolateCounts } from '../figures/hand-over.ts';
import type { Tally } from '../figures/tally.ts';
import { type Admission, createAdmission } from '../limits/admission.ts';
import type { Mailer } from '../mail/mail.ts';
import type { argon2id } from '../methods/password/argon2.ts';
import type { verifyDjangoHash } from '../methods/password/verify-django-hash.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { createDefer, type Defer } from '../shared/defer.ts';
import type { Log } from '../shared/log.ts';
import { createMetrics, type Metrics } from '../shared/metrics.ts';
import { type Random, systemRandom } from '../shared/random.ts';
import { systemTimer, type Timer } from '../shared/timer.ts';
import { databaseStores } from './database-stores.ts';
import { createLog } from './log.ts';
import { patientBindings } from './patient-bindings.ts';

export type ServicesInput = {
  env: Cloudflare.Env;
  /** Runs work after the response (`ctx.waitUntil`). */
  defer: (work: Promise<unknown>) => void;
  /** The id of the current request, if there is one. Log lines and queued jobs carry it. */
  requestId?: string;
  /** Aborted when the client disconnects. */
  signal?: AbortSignal;
  /** Replaced by tests. */
  clock?: Clock;
  /** The real clock, which D1's agrees with. */
  wall?: Clock;
  random?: Random;
  /** What says that a call hangs. */
  timer?: Timer;
  mailer?: Mailer;
  log?: Log;
  argon2?: typeof argon2id;
  verifyImported?: typeof verifyDjangoHash;
  fetch?: typeof globalThis.fetch;
  /** Where figures are counted that D1 does not see; none are without one. */
  tally?: Tally;
};

/** The settings and ports that every feature builds on. */
export type Core = {
  env: Cloudflare.Env;
  config: Config;
  log: Log;
  metrics: Metrics;
  clock: Clock;
  wall: Clock;
  random: Random;
  defer: Defer;
  admission: Admission;
  ports: Pick<ServicesInput, 'requestId' | 'signal' | 'mailer' | 'argon2' | 'verifyImported'> & {
    fetch: typeof globalThis.fetch;
    timer: Timer;
  };
};

/** Parses the environment and creates the ports. Throws `configuration_error`. */
export function createCore(input: ServicesInput): Core {
  const { defer: waitUntil, clock = systemClock, wall = systemClock, ...others } = input;
  const { env: bindings, random = systemRandom, timer = systemTimer, tally, ...ports } = others;
  const env = patientBindings(bindings, timer);
  const config = parseConfig(env);
  // The global fetch must be called as a function, not as a method of our ports.
  const fetch: typeof globalThis.fetch = ports.fetch ?? ((...args) => globalThis.fetch(...args));
  const log = createLog(config, { defer: waitUntil, ...ports });
  const defer = createDefer(waitUntil, log);
  const figures = () => databaseStores(env.DB).figures;
  const points = createMetrics(env.METRICS);
  return {
    env,
    config,
    log,
    metrics:
      tally === undefined
        ? points
        : countByAll(points, createIsolateCounts({ tally, figures, clock, defer, timer })),
    clock,
    wall,
    random,
    defer,
    admission: createAdmission(),
    ports: { ...ports, fetch, timer },
  };
}
