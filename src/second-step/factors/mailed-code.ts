import * as z from 'zod';
import type { Lane } from '../../guard/lanes.ts';
import {
  type ClientInfo,
  clientDescriptionSchema,
  describeClient,
} from '../../http/client-info.ts';
import type { EnqueueJob, JobKind } from '../../mail/job-queue.ts';
import {
  type FoundSecret,
  type OneTimeSecrets,
  type Purpose,
  secretOf,
} from '../../one-time-secrets/one-time-secrets.ts';
import type { User } from '../../users/user.ts';
import { FINISHES_SIGN_IN, type PendingSignIn, pendingSignIn } from '../pending-sign-in.ts';
import type { TryCode } from '../try-code.ts';

const context = pendingSignIn.extend({
  /** The normalised address that it was mailed to: once the account has another one, it is worth nothing. */
  email: z.string(),
});

/** The code that finishes one sign-in. It uses up no other sign-in's. */
export const mailedCodeSecret: Purpose<z.infer<typeof context>> = {
  name: FINISHES_SIGN_IN,
  prefix: 'mfa',
  context,
  familyOf: ({ id }) => id,
};
export type MailedCodeSecret = FoundSecret<z.infer<typeof context>>;

const payload = z.object({
  pending: pendingSignIn,
  from: clientDescriptionSchema,
  /** The lane that was charged when the code was promised. */
  lane: z.string() as z.ZodType<Lane>,
});
export type MailedCodeRequest = z.infer<typeof payload>;

/** A sign-in was offered a mailed code. */
export const mailedCodeJob: JobKind<MailedCodeRequest> = {
  type: 'second_step.mailed_code',
  payload,
};

export type MailedCodeDeps = { secrets: OneTimeSecrets; enqueue: EnqueueJob; tryCode: TryCode };
export type MailedCode = ReturnType<typeof createMailedCode>;

/** A code to the mailbox as second step. */
export function createMailedCode({ secrets, enqueue, tryCode }: MailedCodeDeps) {
  return {
    /** Has a code mailed, which was charged to a lane. Throws `storage_unavailable`. */
    offer: (pending: PendingSignIn, lane: Lane, client: ClientInfo): Promise<void> =>
      enqueue(mailedCodeJob, { pending, lane, from: describeClient(client) }),

    /** Looks a code up by the sign-in's id, or by the normalised address that it was mailed to. */
    find: (subject: string, code: string): Promise<MailedCodeSecret | null> =>
      secrets.findCode(mailedCodeSecret, subject, code),

    /**
     * The sign-in's secret, used up, and the lane it was tried in, if the code is right; else null. By its id (`signInId`) it is tried in a lane of
     * its own, by the address alone among strangers.
     */
    async prove(input: {
      found: MailedCodeSecret | null;
      user: User | null;
      name: string;
      signInId: string | null;
      client: ClientInfo;
    }): Promise<{ secret: MailedCodeSecret; lane: Lane } | null> {
      const { found, user, name, signInId, client } = input;
      const own = secretOf(user, found);
      const secret = own?.context.email === user?.emailNormalized ? own : null;
      const lane = await tryCode({
        user,
        name,
        purpose: mailedCodeSecret.name,
        secret,
        client,
        ...(signInId === null ? {} : { standing: { signInId } }),
      });
      return lane === null || secret === null ? null : { secret, lane };
    },
  };
}
