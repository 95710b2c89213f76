import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import * as z from 'zod';
import { HOST_PREFIX, isSecure, readOwnCookie } from '../../../http/cookies.ts';
import type { Attempt } from '../../../methods/social/attempt.ts';
import { digestOf } from '../../../shared/digest.ts';
import { forget, openSealed, type SealingDeps, sealValue, writeSealed } from './sealed-cookie.ts';

const PREFIX = 'attempt-';
/** Ways to a provider that one browser may be on at once, each in a tab. */
const MOST = 4;
/** Characters of all of them: servers refuse requests whose cookies are too long. */
const MOST_CHARACTERS = 6000;
/** Characters of the name that stands for a state: 96 bits. */
const NAME_LENGTH = 16;

export const attemptSchema = z.object({
  provider: z.string(),
  state: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number(),
  intent: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('sign_in'), remember: z.boolean() }),
    z.object({ kind: z.literal('connect'), userId: z.string(), sessionId: z.string() }),
  ]),
  returnTo: z.string().nullable(),
}) satisfies z.ZodType<Attempt>;

/** The cookies of ways to providers that this browser has begun. */
export type AttemptCookies = ReturnType<typeof createAttemptCookies>;

/**
 * Keeps each attempt sealed in a cookie of its own, named after its state, so that tabs do not
 * disturb each other. The oldest ones are dropped where there are too many.
 */
export function createAttemptCookies(deps: SealingDeps) {
  const { clock } = deps;

  return {
    /**
     * Keeps an attempt until it expires. One too long for a cookie leads to no place of its own.
     */
    async keep(c: Context, attempt: Attempt): Promise<void> {
      const sealed =
        (await sealValue(deps, attempt)) ?? (await sealValue(deps, { ...attempt, returnTo: null }));
      if (sealed === null) throw new Error('an attempt does not fit into a cookie');
      const held = await heldBy(c, deps);
      for (const name of surplus(held, sealed.length)) forget(c, name);
      writeSealed(
        c,
        { ...deps, clock },
        {
          name: nameOf(attempt.state),
          sealed,
          until: attempt.expiresAt,
        },
      );
    },

    /**
     * Returns the attempt of a state, and forgets it; null for one that this browser does not have.
     */
    async take(c: Context, state: string): Promise<Attempt | null> {
      const name = nameOf(state);
      const sealed = readOwnCookie(c, name);
      if (sealed === null) return null;
      forget(c, name);
      const attempt = await openSealed(deps, attemptSchema, sealed);
      return attempt?.state === state ? attempt : null;
    },
  };
}

/** The cookie of a state. The name says nothing of the state, which is a secret. */
const nameOf = (state: string) =>
  PREFIX + digestOf('provider-attempt', state).replaceAll(/[^\w]/g, '').slice(0, NAME_LENGTH);

type Held = { name: string; length: number; issuedAt: number };

/** Every attempt of this browser, the latest first; what cannot be opened counts as the oldest. */
async function heldBy(c: Context, deps: SealingDeps): Promise<Held[]> {
  const prefix = (isSecure(c) ? HOST_PREFIX : '') + PREFIX;
  const cookies = Object.entries(getCookie(c)).filter(
    ([name, value]) => name.startsWith(prefix) && value !== '',
  );
  const held = await Promise.all(
    cookies.map(async ([name, sealed]) => {
      const attempt = await openSealed(deps, attemptSchema, sealed);
      const own = name.slice(prefix.length - PREFIX.length);
      return { name: own, length: sealed.length, issuedAt: attempt?.issuedAt ?? 0 };
    }),
  );
  return held.sort((a, b) => b.issuedAt - a.issuedAt);
}

/** The names of those that leave no room for one more of this length. */
function surplus(held: Held[], added: number): string[] {
  let total = added;
  return held
    .filter(({ length, issuedAt }, index) => {
      total += length;
      return issuedAt === 0 || index >= MOST - 1 || total > MOST_CHARACTERS;
    })
    .map(({ name }) => name);
}
