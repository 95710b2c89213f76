import * as z from 'zod';
import type { Lane } from '../../guard/lanes.ts';
import type { RedeemCode, RedeemedCode } from '../../guard/redeem-code.ts';
import {
  type ClientInfo,
  clientDescriptionSchema,
  describeClient,
} from '../../http/client-info.ts';
import type { EnqueueJob, JobKind } from '../../mail/job-queue.ts';
import type {
  FoundSecret,
  OneTimeSecrets,
  Purpose,
} from '../../one-time-secrets/one-time-secrets.ts';
import type { User } from '../../users/user.ts';
import { FINISHES_SIGN_IN, type PendingSignIn, pendingSignIn } from '../pending-sign-in.ts';

const context = pendingSignIn.extend({
  /** The normalised address that it was mailed to: once the account has another one, it is worth nothing. */
  email: z.string(),
});
type MailedCodeContext = z.infer<typeof context>;

/** The code that finishes one sign-in. It uses up no other sign-in's. */
export const mailedCodeSecret: Purpose<MailedCodeContext> = {
  name: FINISHES_SIGN_IN,
  prefix: 'mfa',
  context,
  familyOf: ({ id }) => id,
};
export type MailedCodeSecret = FoundSecret<MailedCodeContext>;

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

export type MailedCodeDeps = {
  secrets: OneTimeSecrets;
  enqueue: EnqueueJob;
  redeemCode: RedeemCode;
};
export type MailedCode = ReturnType<typeof createMailedCode>;

/** A code to the mailbox as second step. */
export function createMailedCode({ secrets, enqueue, redeemCode }: MailedCodeDeps) {
  return {
    /** Has a code mailed, which was charged to a lane. Throws `storage_unavailable`. */
    offer: (pending: PendingSignIn, lane: Lane, client: ClientInfo): Promise<void> =>
      enqueue(mailedCodeJob, { pending, lane, from: describeClient(client) }),

    /** Looks a code up by the sign-in's id, or by the normalised address that it was mailed to. */
    find: (subject: string, code: string): Promise<MailedCodeSecret | null> =>
      secrets.findCode(mailedCodeSecret, subject, code),

    /**
     * Uses the code, if it is right, and does what it is for. By the sign-in's id (`signInId`) it is tried in a lane of
     * its own, by the address alone among strangers. Throws `otp_invalid` and what `work` throws.
     */
    redeem<T>(
      typed: {
        found: MailedCodeSecret | null;
        user: User | null;
        name: string;
        signInId: string | null;
        client: ClientInfo;
      },
      work: (redeemed: RedeemedCode<MailedCodeContext, User | null>) => Promise<T>,
    ): Promise<T> {
      const { user, name, signInId, client } = typed;
      const found = typed.found?.context.email === user?.emailNormalized ? typed.found : null;
      const standing = signInId === null ? {} : { standing: { signInId } };
      const code = { holder: user, name, purpose: mailedCodeSecret, found, client };
      return redeemCode({ ...code, ...standing }, work);
    },
  };
}
