import { type Config, parseConfig } from '../config.ts';
import type { Mailer } from '../mail/mail.ts';
import type { argon2id } from '../methods/password/argon2.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { createMetrics, type Metrics } from '../shared/metrics.ts';
import { type Random, systemRandom } from '../shared/random.ts';
import { createLog } from './log.ts';

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
  random?: Random;
  mailer?: Mailer;
  log?: Log;
  argon2?: typeof argon2id;
  fetch?: typeof globalThis.fetch;
};

/** The settings and ports that every feature builds on. */
export type Core = {
  env: Cloudflare.Env;
  config: Config;
  log: Log;
  metrics: Metrics;
  clock: Clock;
  random: Random;
  defer: ServicesInput['defer'];
  ports: Pick<ServicesInput, 'requestId' | 'signal' | 'mailer' | 'argon2'> & {
    fetch: typeof globalThis.fetch;
  };
};

/** Parses the environment and creates the ports. Throws `configuration_error`. */
export function createCore(input: ServicesInput): Core {
  const { env, defer, clock = systemClock, random = systemRandom, ...ports } = input;
  const config = parseConfig(env);
  // The global fetch must be called as a function, not as a method of our ports.
  const fetch: typeof globalThis.fetch = ports.fetch ?? ((...args) => globalThis.fetch(...args));
  return {
    env,
    config,
    log: createLog(config, { defer, ...ports }),
    metrics: createMetrics(env.METRICS),
    clock,
    random,
    defer,
    ports: { ...ports, fetch },
  };
}
