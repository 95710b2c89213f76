import * as z from 'zod';
import { changeEvent } from '../../guard/find-change.ts';
import { APART, type ToUse } from '../../guard/to-use.ts';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { FoundSecret, Purpose } from '../../one-time-secrets/one-time-secrets.ts';
import { HOUR } from '../../shared/clock.ts';
import type { FactorRow, PasskeyRow } from '../../users/table.ts';
import { identityRow } from '../identity-changes/identity-change.ts';

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
  /** What was disconnected, to connect it again. Links of earlier deployments have none. */
  disconnected: z.array(identityRow).default([]),
  /** Of the change, in epoch milliseconds. */
  since: z.number(),
  /** Whether the account had no factor that proves possession before it. */
  first: z.boolean().default(false),
});
/** A change to take back. */
export type Revert = z.infer<typeof revert>;

/** Allows its holder to revert a change of factors or of identities. */
export const factorChangeSecret: Purpose<Revert> = {
  name: 'factor_change',
  outlivesSessions: true,
  prefix: 'fac',
  context: revert,
};

/** Lifetime of the link, in milliseconds: longer than a weekend. */
export const REVERT_TTL = 72 * HOUR;

/**
 * Returns since when what was added goes with a change, in epoch milliseconds. Whoever removes the
 * owner's factor adds one of their own first, where the account must have one: so those go as well
 * whose own link was still good at the removal. The same holds for identities.
 */
export const addedSince = ({ removed, disconnected, since }: Revert): number =>
  removed.length + disconnected.length === 0 ? since : since - REVERT_TTL;

/** The guard's name for factors that a link puts back. */
export const FACTOR_BACK = 'factor_back';
/** The guard's name for identities that a link puts back. */
export const IDENTITY_BACK = 'identity_back';

/**
 * Returns what a link uses up to put factors and identities back, as issued when each was added: a
 * revert voids those added since its change, so that no later link brings an intruder's back.
 */
export function puttingBack(link: FoundSecret<Revert>): ToUse[] {
  const factors = link.context.removed.map(({ factor: { id, createdAt } }) =>
    backOf(link, { purpose: FACTOR_BACK, id, issuedAt: createdAt ?? 0 }),
  );
  return [...factors, ...connectingAgain(link)];
}

/**
 * Returns what a link uses up to put identities back. `asks` while it asks for a removal of
 * factors: it stays good, and may do so again.
 */
export const connectingAgain = (link: FoundSecret<Revert>, asks = false): ToUse[] =>
  link.context.disconnected.map(({ id, createdAt: issuedAt }) =>
    backOf(link, { purpose: IDENTITY_BACK, id: asks ? `${id}:ask` : id, issuedAt }),
  );

const backOf = (
  { userId, digest, expiresAt, familyExpiresAt }: FoundSecret<Revert>,
  { purpose, id, issuedAt }: { purpose: string; id: string; issuedAt: number },
): ToUse => ({
  purpose,
  digest: `${purpose}:${id}:${digest}`,
  userId,
  issuedAt,
  since: APART,
  expiresAt,
  familyExpiresAt,
  epoch: null,
});

/**
 * What a link uses up, once, by asking for a removal. The link itself stays good: for the password,
 * if whoever has the factor stops the removal.
 */
export const askingBy = (link: FoundSecret<Revert>): ToUse => ({
  ...link,
  purpose: 'factor_change_ask',
  digest: `ask:${link.digest}`,
  since: APART,
});

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
  event: changeEvent,
});
export type FactorChangeNotice = z.infer<typeof notice>;

/** Mails the owner a link that reverts a change of factors. */
export const factorChangeJob: JobKind<FactorChangeNotice> = {
  type: 'factor.change_notice',
  payload: notice,
};
