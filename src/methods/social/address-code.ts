import * as z from 'zod';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { Purpose } from '../../one-time-secrets/one-time-secrets.ts';

/**
 * Proves, in the browser that asked for it, access to a mailbox for which a provider does not
 * vouch. Issued to the address, not to an account.
 */
export const addressCode: Purpose<Record<string, never>> = {
  name: 'social_address',
  prefix: 'adr',
  context: z.object({}) as z.ZodType<Record<string, never>>,
};

/**
 * Under what a code is found: it works only together with the pending identity that it was asked
 * for, and only for its address (normalised).
 */
export const addressCodeSubject = (pendingId: string, emailNormalized: string): string =>
  `${pendingId}/${emailNormalized}`;

const payload = z.object({
  /** As typed. */
  email: z.string(),
  /** The provider's id in `SOCIAL_PROVIDERS`. */
  provider: z.string(),
  pendingId: z.string(),
  from: clientDescriptionSchema,
  /** The marks that identify the browser, sealed. */
  marks: z.string().nullish(),
  /** The language that the request asked for. */
  language: z.string().nullish(),
});
export type AddressCodeRequest = z.infer<typeof payload>;

/** Mails such a code. Looks the address up after the response, so that all look alike. */
export const addressCodeJob: JobKind<AddressCodeRequest> = {
  type: 'social.address_code',
  payload,
};
