import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';

const payload = z.object({
  /** The id that the registration was given; nobody has it if the address was taken. */
  userId: z.string(),
  email: z.string(),
  /** Where the request came from, in words. */
  from: clientDescriptionSchema,
});
export type RegistrationPayload = z.infer<typeof payload>;

/** Somebody registered: the owner of the address gets the mail that fits. */
export const registrationJob: JobKind<RegistrationPayload> = {
  type: 'password.registration',
  payload,
};
