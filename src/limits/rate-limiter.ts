import * as z from 'zod';
import { type Clock, SECOND } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import { keyedDigest } from '../shared/digest.ts';
import { createKvScope } from '../shared/kv-scope.ts';
import type { Log } from '../shared/log.ts';
import type { Random } from '../shared/random.ts';
import type { GuardLimit } from './admission.ts';
import { type Counter, type Counters, isolateCounters } from './counters.ts';
import {
  type RateLimitRule,
  type RateLimitScope,
  type RateLimitSettings,
  ruleOf,
} from './rules.ts';

/** The state of a limit for a request. Durations in milliseconds. */
export type LimitState = {
  scope: RateLimitScope;
  rule: RateLimitRule;
  remaining: number;
  resetsIn: number;
  exceeded: boolean;
};

/** Formats the state of a limit as headers (draft-ietf-httpapi-ratelimit-headers-10). */
export function rateLimitHeaders({
  scope,
  rule,
  remaining,
  resetsIn,
}: Omit<LimitState, 'exceeded'>) {
  return {
    'RateLimit-Policy': `"${scope}";q=${rule.limit};w=${Math.round(rule.window / SECOND)}`,
    RateLimit: `"${scope}";r=${remaining};t=${Math.ceil(resetsIn / SECOND)}`,
  };
}

export type RateLimiterDeps = {
  kv: KVNamespace;
  key: Uint8Array;
  settings: RateLimitSettings;
  clock: Clock;
  random: Random;
  log: Log;
  defer: Defer;
  counters?: Counters;
};

/** The count of a window that isolates share; `by` is the counter that wrote it. */
const sharedCount = z.object({ hits: z.number(), endsAt: z.number(), by: z.string() });

/** Counts requests. */
export type RateLimiter = ReturnType<typeof createRateLimiter>;

/**
 * Creates a rate limiter with fixed windows, counted in memory and shared over KV. Each isolate
 * reads KV once per key and window and writes while its count is within the limit: at most `limit`
 * writes per window and key, and none over it. If KV fails, the isolate counts by itself. It
 * recovers evicted counts from what it wrote.
 */
export function createRateLimiter({
  kv,
  key: digestKey,
  settings,
  clock,
  random,
  log,
  defer,
  counters = isolateCounters,
}: RateLimiterDeps) {
  const scope = createKvScope(kv, 'rl', sharedCount);
  // Keys hold no names or addresses, only a digest.
  const keyOf = (name: RateLimitScope, subject: string[]) =>
    `${name}:${keyedDigest(digestKey, 'rate-limit', name, ...subject)}`;

  async function learn(key: string, counter: Counter): Promise<void> {
    let elsewhere = 0;
    try {
      const stored = await scope.get(key);
      // In a burst on a cold key, some requests write before others read: ignore our own count.
      if (
        stored !== null &&
        stored.endsAt === counter.endsAt &&
        stored.by !== counters.nameOf(counter, random)
      )
        elsewhere = stored.hits;
    } catch (error) {
      log.error('rate_limit_counts_alone', error);
    }
    counter.elsewhere ??= elsewhere;
  }

  async function share(key: string, counter: Counter, now: number): Promise<void> {
    const hits = counter.hits + (counter.elsewhere ?? 0);
    await scope.put(
      key,
      { hits, endsAt: counter.endsAt, by: counters.nameOf(counter, random) },
      (counter.endsAt - now) / SECOND,
    );
  }

  return {
    /** Returns the rule of a scope; null if limits are off. */
    ruleOf: (name: RateLimitScope): RateLimitRule | null => ruleOf(name, settings),

    /** Returns the limit of a subject for a guard that is to count it; null if limits are off. */
    guardLimitOf(name: RateLimitScope, ...subject: string[]): GuardLimit | null {
      const rule = ruleOf(name, settings);
      return rule === null ? null : { ...rule, key: keyOf(name, subject) };
    },

    /**
     * Counts a request of a subject, given in parts: an address, or an address and a name. Returns
     * null if limits are off. Waits for KV only until this isolate has read the key.
     */
    async count(name: RateLimitScope, ...subject: string[]): Promise<LimitState | null> {
      const rule = ruleOf(name, settings);
      if (rule === null) return null;
      const now = clock();
      const key = keyOf(name, subject);
      const counter = counters.hit(`${key}:${rule.window}`, now, rule.window);
      // Keep our own position: other requests are counted while this one awaits.
      const { hits } = counter;
      if (rule.local || hits > rule.limit) return limitState(name, rule, counter, hits, now);
      if (counter.elsewhere === null) await learn(key, counter);
      const result = limitState(name, rule, counter, hits, now);
      if (!result.exceeded) defer(share(key, counter, now), 'rate_limit_not_shared');
      return result;
    },
  };
}

function limitState(
  name: RateLimitScope,
  rule: RateLimitRule,
  counter: Counter,
  hits: number,
  now: number,
): LimitState {
  const used = hits + (counter.elsewhere ?? 0);
  return {
    scope: name,
    rule,
    remaining: Math.max(0, rule.limit - used),
    resetsIn: counter.endsAt - now,
    exceeded: used > rule.limit,
  };
}
