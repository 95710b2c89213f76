import * as z from 'zod';
import { clientDescriptionSchema } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';

const payload = z.object({
  /** The id that the registration was given; the user of the address has another one if the address was taken. */
  userId: z.string(),
  email: z.string(),
  /** Of the password in this registration. */
  passwordHash: z.string(),
  /** Where the request came from, in words. */
  from: clientDescriptionSchema,
});
export type RegistrationPayload = z.infer<typeof payload>;

/** Somebody registered: the owner of the address gets the mail that fits. */
export const registrationJob: JobKind<RegistrationPayload> = {
  type: 'password.registration',
  payload,
};
