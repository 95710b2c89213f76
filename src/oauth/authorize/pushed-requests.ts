import { base64url } from 'jose';
import * as z from 'zod';
import type { AccountGuards } from '../../guard/account-guards.ts';
import { type Clock, MINUTE, SECOND } from '../../shared/clock.ts';
import { digestOf, type KeyRing } from '../../shared/digest.ts';
import type { Random } from '../../shared/random.ts';
import { sealText, unsealText } from '../../shared/seal.ts';
import { PENDING_LIFE } from './pending-requests.ts';
import { type AuthorizeRequest, authorizeRequestSchema } from './request.ts';

/** Milliseconds in which a person must arrive with the handle (FAPI 2.0: less than 600 s). */
export const PUSHED_LIFE = 90 * SECOND;
/** Milliseconds for which it is known whether somebody has used it: until the last can. */
const MEMORY = PUSHED_LIFE + PENDING_LIFE + MINUTE;
/** What every handle begins with (RFC 9126 §2.2), 256 bits behind it. */
const PREFIX = 'urn:ietf:params:oauth:request_uri:';
const HANDLE_BYTES = 32;
const HANDLE = /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/;

const keptSchema = z.object({
  request: authorizeRequestSchema,
  locales: z.string(),
  until: z.number(),
});

export type PushedRequestsDeps = {
  guards: Pick<
    AccountGuards,
    'clientPlace' | 'hold' | 'readHeld' | 'claimHeld' | 'unclaimHeld' | 'emptyHeld'
  >;
  keys: KeyRing;
  clock: Clock;
  random: Random;
};

/** A request, and the languages that its client asks for. */
export type Pushed = { request: AuthorizeRequest; locales: string };
/** A request of a handle, and who wants a code for it. */
export type HandleClaim = { clientId: string; digest: string; holder: string };

/** Whether a `request_uri` is one of ours, good or not. */
export const isHandle = (uri: string): boolean => uri.startsWith(PREFIX);

/** Requests that clients push. Every method throws `storage_unavailable`. */
export type PushedRequests = ReturnType<typeof createPushedRequests>;

/**
 * Keeps requests in the guard object of their client: the browser comes with the handle at once,
 * and elsewhere, where KV would not have it yet. It also decides that one person uses it.
 */
export function createPushedRequests({ guards, keys, clock, random }: PushedRequestsDeps) {
  return {
    /** Keeps a request for 90 seconds, sealed, and returns its handle. */
    async push({ request, locales }: Pushed): Promise<string> {
      const handle = PREFIX + base64url.encode(random.bytes(HANDLE_BYTES));
      const digest = digestOf('oauth-handle', handle);
      const now = clock();
      const kept = { request: { ...request, pushed: digest }, locales, until: now + PUSHED_LIFE };
      const body = await sealText(keys, JSON.stringify(kept));
      const place = guards.clientPlace(request.clientId);
      await guards.hold(place, { digest, body, expiresAt: now + MEMORY, now });
      return handle;
    },

    /** Returns a request of a registered client; null for one that is unknown, over or used. */
    async find(clientId: string, handle: string): Promise<Pushed | null> {
      if (!HANDLE.test(handle)) return null;
      const digest = digestOf('oauth-handle', handle);
      const sealed = await guards.readHeld(guards.clientPlace(clientId), digest, clock());
      if (sealed === null || sealed === '') return null;
      const text = await unsealText(keys, sealed).catch(() => 'null');
      const found = keptSchema.safeParse(JSON.parse(text));
      return found.success && found.data.until > clock() ? found.data : null;
    },

    /** Whether the handle is this person’s, as it is from now on. */
    claim: ({ clientId, ...claim }: HandleClaim): Promise<boolean> =>
      guards.claimHeld(guards.clientPlace(clientId), { ...claim, now: clock() }),

    /** Lets others have it, once nobody has a claim: this one led to no code. */
    unclaim: ({ clientId, digest, holder }: HandleClaim): Promise<void> =>
      guards.unclaimHeld(guards.clientPlace(clientId), digest, holder),

    /** Forgets the request, which has been answered with a code. */
    finish: ({ clientId, digest }: HandleClaim): Promise<void> =>
      guards.emptyHeld(guards.clientPlace(clientId), digest),
  };
}
