import { base64url } from 'jose';
import * as z from 'zod';
import { type Clock, MINUTE, SECOND } from '../../shared/clock.ts';
import { digestOf, equalInConstantTime, type KeyRing } from '../../shared/digest.ts';
import { createKvScope } from '../../shared/kv-scope.ts';
import type { Random } from '../../shared/random.ts';
import { sealText, unsealText } from '../../shared/seal.ts';
import { type AuthorizeRequest, authorizeRequestSchema } from './request.ts';

/** Milliseconds: a person may sign up meanwhile, and wait for a mail. */
export const PENDING_LIFE = 30 * MINUTE;
/** Milliseconds for a request that no browser owns yet: its redirect is followed at once. */
const ARRIVAL = MINUTE;
/** 256 bits. */
const HANDLE_BYTES = 32;
/** Characters of a handle. */
const HANDLE = /^[\w-]{43}$/;

const keptSchema = z.object({
  request: authorizeRequestSchema,
  browser: z.string().nullable(),
  until: z.number(),
});

export type PendingRequestsDeps = {
  kv: KVNamespace;
  keys: KeyRing;
  clock: Clock;
  random: Random;
};

/** A request that was found, and whether it belongs to the browser that asks. */
export type Pending = { request: AuthorizeRequest; isBound: boolean };

/** Requests that wait for a person. Every method throws `storage_unavailable`. */
export type PendingRequests = ReturnType<typeof createPendingRequests>;

/**
 * Keeps requests while somebody signs in. They were judged once and travel sealed, never in a URL:
 * that has a handle, of which only the digest is stored.
 */
export function createPendingRequests({ kv, keys, clock, random }: PendingRequestsDeps) {
  const kept = createKvScope(kv, 'authorize', z.string());
  const keyOf = (handle: string) => digestOf('authorize-request', handle);

  return {
    /**
     * Keeps a request for 30 minutes and returns its handle. Only the browser with this cookie
     * finds it again. Null for one that came without cookies, as a form of another site does: any
     * browser finds it, for a minute, and must then be given a handle of its own.
     */
    async keep(request: AuthorizeRequest, browser: string | null): Promise<string> {
      const handle = base64url.encode(random.bytes(HANDLE_BYTES));
      const life = browser === null ? ARRIVAL : PENDING_LIFE;
      const text = JSON.stringify({ request, browser, until: clock() + life });
      await kept.put(keyOf(handle), await sealText(keys, text), life / SECOND);
      return handle;
    },

    /** Returns a request; null for one that is unknown, too old or of another browser. */
    async find(handle: string, browser: string): Promise<Pending | null> {
      if (!HANDLE.test(handle)) return null;
      const sealed = await kept.get(keyOf(handle));
      if (sealed === null) return null;
      const text = await unsealText(keys, sealed).catch(() => 'null');
      const found = keptSchema.safeParse(JSON.parse(text));
      if (!found.success || found.data.until <= clock()) return null;
      const { request, browser: owner } = found.data;
      if (owner === null) return { request, isBound: false };
      return isSame(owner, browser) ? { request, isBound: true } : null;
    },
  };
}

const encoder = new TextEncoder();
const isSame = (a: string, b: string) => equalInConstantTime(encoder.encode(a), encoder.encode(b));
