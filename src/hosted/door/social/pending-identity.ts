import type { Context } from 'hono';
import * as z from 'zod';
import { readOwnCookie } from '../../../http/cookies.ts';
import type { ProviderAnswer } from '../../../methods/social/provider-answer.ts';
import { MINUTE } from '../../../shared/clock.ts';
import type { Random } from '../../../shared/random.ts';
import { attemptSchema } from './attempt-cookies.ts';
import { forget, readSealed, type SealingDeps, sealValue, writeSealed } from './sealed-cookie.ts';

const COOKIE = 'pending-identity';
/** Milliseconds: as long as a request of a client waits, since a mail may have to come. */
const LIFE = 30 * MINUTE;

const answerSchema = z.object({
  provider: z.string(),
  issuer: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  vouchesForEmail: z.boolean(),
  vouchesForTwoFactors: z.boolean(),
  firstName: z.string(),
  lastName: z.string(),
  displayName: z.string(),
}) satisfies z.ZodType<ProviderAnswer>;

/** What a person is asked next: an address, what they agree to, to sign in, or to connect. */
const STAGES = ['address', 'finish', 'owner', 'connect'] as const;

const pendingSchema = z.object({
  id: z.string(),
  answer: answerSchema,
  /** Its state is used up when all of this ends in a sign-in, and not before. */
  attempt: attemptSchema,
  stage: z.enum(STAGES),
  issuedAt: z.number(),
  expiresAt: z.number(),
  /** Where a code was mailed to. */
  askedEmail: z.string().nullable(),
  /** An address that this person proved here. */
  provedEmail: z.string().nullable(),
});

/**
 * An account at a provider that was shown in this browser, and belongs to no account of ours yet.
 */
export type PendingIdentity = z.infer<typeof pendingSchema>;
export type PendingIdentities = ReturnType<typeof createPendingIdentities>;

/**
 * Keeps an identity sealed in a cookie while its person proves an address, agrees to something or
 * signs in. It proves nothing by itself: nothing is written before they have.
 */
export function createPendingIdentities(deps: SealingDeps & { random: Random }) {
  return {
    /** Keeps an answer with what comes next, for thirty minutes. Another one is forgotten. */
    async begin(
      c: Context,
      { answer, attempt, stage }: Pick<PendingIdentity, 'answer' | 'attempt' | 'stage'>,
    ): Promise<PendingIdentity> {
      const issuedAt = deps.clock();
      const expiresAt = issuedAt + LIFE;
      const pending: PendingIdentity = {
        id: deps.random.uuid(),
        answer,
        attempt,
        stage,
        issuedAt,
        expiresAt,
        askedEmail: null,
        provedEmail: null,
      };
      await this.keep(c, pending);
      return pending;
    },

    /** Keeps it as it is now. Names that are too long for a cookie are left out. */
    async keep(c: Context, pending: PendingIdentity): Promise<void> {
      const { answer, attempt, expiresAt } = pending;
      const nameless = { ...answer, firstName: '', lastName: '', displayName: '' };
      const sealed =
        (await sealValue(deps, pending)) ??
        (await sealValue(deps, { ...pending, answer: nameless })) ??
        (await sealValue(deps, {
          ...pending,
          answer: nameless,
          attempt: { ...attempt, returnTo: null },
        }));
      if (sealed === null) throw new Error('an identity does not fit into a cookie');
      writeSealed(c, deps, { name: COOKIE, sealed, until: expiresAt });
    },

    /** Returns what waits in this browser, or null. */
    read: (c: Context): Promise<PendingIdentity | null> =>
      readSealed(c, deps, { name: COOKIE, schema: pendingSchema }),

    /** Forgets it. */
    clear(c: Context): void {
      if (readOwnCookie(c, COOKIE) !== null) forget(c, COOKIE);
    },
  };
}
