import * as z from 'zod';
import type { Lane } from '../../guard/lanes.ts';
import { clientDescriptionSchema, describeClient } from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import type { Purpose } from '../../one-time-secrets/one-time-secrets.ts';
import type { User } from '../../users/user.ts';
import { askedLanguage } from '../../words/asked-language.ts';
import { FINISHES_SIGN_IN, pendingSignIn } from '../pending-sign-in.ts';
import type { FactorDeps, TypedFactor } from './factor.ts';
import { stepUpCodeJob, stepUpCodeSecret } from './step-up-code.ts';

const context = pendingSignIn.extend({
  /** The normalised address it was mailed to; a change of address voids it. */
  email: z.string(),
});

/** The code that finishes one sign-in; other sign-ins keep theirs. */
export const mailedCodeSecret: Purpose<z.infer<typeof context>> = {
  name: FINISHES_SIGN_IN,
  prefix: 'mfa',
  context,
  familyOf: ({ id }) => id,
};

const payload = z.object({
  pending: pendingSignIn,
  from: clientDescriptionSchema,
  /** The lane that was charged when the code was promised. */
  lane: z.string() as z.ZodType<Lane>,
  /** The language that the request asked for. Jobs of earlier deployments have none. */
  language: z.string().nullish(),
});
export type MailedCodeRequest = z.infer<typeof payload>;

/** Mails a code to a sign-in that was promised one. */
export const mailedCodeJob: JobKind<MailedCodeRequest> = {
  type: 'second_step.mailed_code',
  payload,
};

/** A mailed code as second step. */
export const mailedCodeFactor = {
  kind: 'email_otp',
  prompt: 'We’ve emailed you a code.',
  create: createMailedCode,
} as const;

function createMailedCode({ secrets, enqueue, redeemCode, clock }: FactorDeps): TypedFactor {
  const find = (subject: string, code: string) => secrets.findCode(mailedCodeSecret, subject, code);
  const forAddressOf = <Found extends { context: { email: string } }>(
    user: User | null,
    found: Found | null,
  ) => (found?.context.email === user?.emailNormalized ? found : null);

  return {
    kind: mailedCodeFactor.kind,
    field: 'otp',
    mails: true,

    async offer({ occasion, user: { id: userId }, lane, client }) {
      const asked = { from: describeClient(client), language: askedLanguage(client) };
      if (occasion.kind === 'sign_in')
        await enqueue(mailedCodeJob, { pending: occasion.pending, lane, ...asked });
      else {
        const { sessionId, signInEpoch } = occasion;
        await enqueue(stepUpCodeJob, {
          userId,
          sessionId,
          signInEpoch,
          askedAt: clock(),
          ...asked,
        });
      }
      return {};
    },

    async find({ value, occasion, user: reading }) {
      const finding =
        occasion.kind === 'sign_in'
          ? find(occasion.pending.id, value)
          : secrets.findCode(stepUpCodeSecret, occasion.sessionId, value);
      const [user, code] = await Promise.all([reading, finding]);
      const secret = user === null ? null : forAddressOf(user, code);
      return secret && { secret };
    },

    // A code with only an address counts as a try by a stranger.
    async proveByAddress({ value, email, client, user: reading }, work) {
      const [user, code] = await Promise.all([reading, find(email, value)]);
      const found = forAddressOf(user, code);
      return redeemCode(
        { holder: user, name: email, purpose: mailedCodeSecret, found, client },
        ({ holder, secret, lane }) =>
          work({ user: holder, pending: secret.context, success: { lane } }),
      );
    },
  };
}
