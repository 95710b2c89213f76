import type * as z from 'zod';
import { orUnavailable } from './errors.ts';

/** Seconds. Workers KV rejects a shorter `expirationTtl`. */
export const KV_MIN_TTL = 60;

/** Keys with one prefix and values of one schema. A value that does not parse reads as null. */
export type KvScope<T> = {
  get(key: string): Promise<T | null>;
  /**
   * `ttl` in seconds, raised to {@link KV_MIN_TTL}; records with a shorter life carry an
   * `expiresAt`.
   */
  put(key: string, value: T, ttl: number): Promise<void>;
  delete(key: string): Promise<void>;
};

/** Opens a scope. Every method throws `storage_unavailable` when KV does not respond. */
export function createKvScope<T>(
  kv: KVNamespace,
  prefix: string,
  schema: z.ZodType<T>,
): KvScope<T> {
  return {
    async get(key) {
      const stored = await orUnavailable(() => kv.get(`${prefix}:${key}`, 'text'));
      const parsed = stored === null ? null : schema.safeParse(parseJson(stored));
      return parsed?.success ? parsed.data : null;
    },
    put: (key, value, ttl) =>
      orUnavailable(() =>
        kv.put(`${prefix}:${key}`, JSON.stringify(value), {
          expirationTtl: Math.max(KV_MIN_TTL, Math.ceil(ttl)),
        }),
      ),
    delete: (key) => orUnavailable(() => kv.delete(`${prefix}:${key}`)),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
