import * as z from 'zod';
import { APART, type ToUse } from '../../guard/forgoing.ts';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { FoundSecret, Purpose } from '../../one-time-secrets/one-time-secrets.ts';
import { HOUR } from '../../shared/clock.ts';
import type { FactorRow, PasskeyRow } from '../../users/table.ts';

const factor = z.object({
  id: z.string(),
  userId: z.string(),
  kind: z.string(),
  label: z.string().nullable(),
  /** Sealed, as in D1. */
  secret: z.string().nullable(),
  sealedBy: z.string().nullable(),
  createdAt: z.number().nullable(),
  lastUsedAt: z.number().nullable(),
}) satisfies z.ZodType<FactorRow>;

const passkey = z.object({
  factorId: z.string(),
  credentialId: z.string(),
  publicKey: z.string(),
  counter: z.number(),
  transports: z.array(z.string()),
  aaguid: z.string().nullable(),
  backupEligible: z.boolean(),
  backedUp: z.boolean(),
}) satisfies z.ZodType<PasskeyRow>;

const rows = z.array(z.object({ factor, passkey: passkey.optional() }));

/** What a factor is made of, as in D1. */
export type ChangedFactor = z.infer<typeof rows>[number];

const revert = z.object({
  /** What was removed, to put it back. */
  removed: rows,
  /** Whatever was added at this time or later goes. Epoch milliseconds. */
  since: z.number(),
});

/** Allows its holder to revert a change of factors. */
export const factorChangeSecret: Purpose<z.infer<typeof revert>> = {
  name: 'factor_change',
  outlivesSessions: true,
  prefix: 'fac',
  context: revert,
};

/** Lifetime of the link, in milliseconds: longer than a weekend. */
export const REVERT_TTL = 72 * HOUR;

/** The guard's name for factors that a link puts back. */
export const FACTOR_BACK = 'factor_back';

/**
 * Returns what a link uses up to put factors back, as issued when each was added: a revert voids
 * those added since its change, so that no later link brings an intruder's factor back.
 */
export function puttingBack(link: FoundSecret<z.infer<typeof revert>>): ToUse[] {
  const { userId, digest, context, expiresAt, familyExpiresAt } = link;
  return context.removed.map(({ factor: { id, createdAt } }) => ({
    purpose: FACTOR_BACK,
    digest: `${FACTOR_BACK}:${id}:${digest}`,
    userId,
    issuedAt: createdAt ?? 0,
    since: APART,
    expiresAt,
    familyExpiresAt,
    epoch: null,
  }));
}

const notice = z.object({
  userId: z.string(),
  /** The address at the time of the change: a later one may be an intruder's. */
  email: z.string(),
  change: z.enum(['added', 'removed']),
  factors: rows,
  /** Epoch milliseconds. */
  at: z.number(),
  /** Where the request came from, in words. */
  from: clientDescriptionSchema,
});
export type FactorChangeNotice = z.infer<typeof notice>;

/** Mails the owner a link that reverts a change of factors. */
export const factorChangeJob: JobKind<FactorChangeNotice> = {
  type: 'factor.change_notice',
  payload: notice,
};
