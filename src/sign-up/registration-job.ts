import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';

const payload = z.object({
  /** The id of the registration; unused if the address was taken. */
  userId: z.string(),
  email: z.string(),
  /** Where the request came from, in words. */
  from: clientDescriptionSchema,
  /** Where the registrant wants to go in the end; null for the account. */
  returnTo: z.string().nullable().default(null),
  /** The language that the request asked for. Jobs of earlier deployments have none. */
  language: z.string().nullish(),
});
export type RegistrationPayload = z.output<typeof payload>;

/** Mails the owner of the address after a registration. */
export const registrationJob: JobKind<RegistrationPayload> = {
  type: 'password.registration',
  payload,
};
