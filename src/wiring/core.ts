import { type Config, parseConfig } from '../config.ts';
import type { Mailer } from '../mail/mail.ts';
import type { argon2id } from '../methods/password/argon2.ts';
import type { verifyDjangoHash } from '../methods/password/verify-django-hash.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { createMetrics, type Metrics } from '../shared/metrics.ts';
import { type Random, systemRandom } from '../shared/random.ts';
import { createLog } from './log.ts';

export type ServicesInput = {
  env: Cloudflare.Env;
  /** Runs work after the answer (`ctx.waitUntil`). */
  defer: (work: Promise<unknown>) => void;
  /** The id of the request, if there is one: appears in each log line and in each job that is queued. */
  requestId?: string;
  /** Aborted once the client of the request has gone. */
  signal?: AbortSignal;
  /** What tests replace. */
  clock?: Clock;
  random?: Random;
  mailer?: Mailer;
  log?: Log;
  argon2?: typeof argon2id;
  verifyImported?: typeof verifyDjangoHash;
  fetch?: typeof globalThis.fetch;
};

/** What every feature is made with. */
export type Core = {
  env: Cloudflare.Env;
  config: Config;
  log: Log;
  metrics: Metrics;
  clock: Clock;
  random: Random;
  defer: ServicesInput['defer'];
  ports: Pick<ServicesInput, 'requestId' | 'signal' | 'mailer' | 'argon2' | 'verifyImported'> & {
    fetch: typeof globalThis.fetch;
  };
};

/** The environment parsed, and the ports by which the service reaches the world. Throws `configuration_error`. */
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
