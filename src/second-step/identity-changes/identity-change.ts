import * as z from 'zod';
import { changeEvent } from '../../guard/find-change.ts';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { IdentityRow } from '../../users/table.ts';

/** An account at a provider, as in D1. */
export const identityRow = z.object({
  id: z.string(),
  userId: z.string(),
  provider: z.string(),
  issuer: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
}) satisfies z.ZodType<IdentityRow>;

const notice = z.object({
  userId: z.string(),
  /** The address at the time of the change: a later one may be an intruder's. */
  email: z.string(),
  change: z.enum(['connected', 'disconnected']),
  identity: identityRow,
  /** Epoch milliseconds. */
  at: z.number(),
  /** Where the request came from, in words. */
  from: clientDescriptionSchema,
  event: changeEvent,
});
export type IdentityChangeNotice = z.infer<typeof notice>;

/** Mails the owner a link that reverts a change of identities. */
export const identityChangeJob: JobKind<IdentityChangeNotice> = {
  type: 'identity.change_notice',
  payload: notice,
};
