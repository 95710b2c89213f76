import type { Context } from 'hono';
import * as z from 'zod';
import { MINUTE } from '../../../shared/clock.ts';
import { forget, readSealed, type SealingDeps, sealValue, writeSealed } from './sealed-cookie.ts';

const COOKIE = 'parked-answer';
/** Milliseconds: the redirect that takes it up is followed at once. */
const LIFE = 2 * MINUTE;
/** What an answer may have (RFC 6749 §4.1.2, RFC 9207; `user` is Apple's, once). */
const FIELDS = ['code', 'state', 'iss', 'error', 'user'] as const;

const parkedSchema = z.object({
  provider: z.string(),
  fields: z.record(z.string(), z.string()),
  expiresAt: z.number(),
});

export type ParkedAnswers = ReturnType<typeof createParkedAnswers>;

/**
 * Keeps an answer that came as a form of the provider's page: such a form brings none of our
 * cookies, so that only the request behind it can be judged. One cookie, whatever other sites post
 * here: with one for each state they could fill a browser with cookies until no server takes its
 * requests.
 */
export function createParkedAnswers(deps: SealingDeps) {
  return {
    /** Keeps what an answer may have of these fields. Returns whether they fit. */
    async park(c: Context, provider: string, sent: Record<string, string>): Promise<boolean> {
      const fields = Object.fromEntries(
        FIELDS.flatMap((name) => (sent[name] === undefined ? [] : [[name, sent[name]]])),
      );
      const expiresAt = deps.clock() + LIFE;
      const sealed = await sealValue(deps, { provider, fields, expiresAt });
      if (sealed === null) return false;
      writeSealed(c, deps, { name: COOKIE, sealed, until: expiresAt });
      return true;
    },

    /** Returns the answer of a provider that is parked in this browser, and forgets it. */
    async take(c: Context, provider: string): Promise<URLSearchParams | null> {
      const parked = await readSealed(c, deps, { name: COOKIE, schema: parkedSchema });
      forget(c, COOKIE);
      return parked?.provider === provider ? new URLSearchParams(parked.fields) : null;
    },
  };
}
