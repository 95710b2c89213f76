import * as z from 'zod';
import type { Lane } from '../../guard/lanes.ts';
import {
  type ClientInfo,
  clientDescriptionSchema,
  describeClient,
} from '../../http/client-info.ts';
import type { JobKind } from '../../mail/job-queue.ts';
import {
  type FoundSecret,
  type Purpose,
  secretOf,
} from '../../one-time-secrets/one-time-secrets.ts';
import type { User } from '../../users/user.ts';
import { FINISHES_SIGN_IN, pendingSignIn } from '../pending-sign-in.ts';
import type { Factor, FactorDeps } from './factor.ts';

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
type MailedCodeSecret = FoundSecret<z.infer<typeof context>>;

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

/** A code to the mailbox as second step. */
export const mailedCodeFactor = {
  kind: 'email_otp',
  prompt: 'A code is on its way to your mailbox.',
  create: createMailedCode,
} as const;

function createMailedCode({ secrets, enqueue, tryCode }: FactorDeps): Factor {
  const find = (subject: string, code: string) => secrets.findCode(mailedCodeSecret, subject, code);

  /** By its sign-in (`signInId`) a code is tried in a lane of its own, by the address alone among strangers. */
  async function judge(input: {
    found: MailedCodeSecret | null;
    user: User | null;
    name: string;
    signInId: string | null;
    client: ClientInfo;
  }) {
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
    if (lane === null || secret === null) return null;
    return { finishing: secret, pending: secret.context, success: { lane } };
  }

  return {
    kind: mailedCodeFactor.kind,
    field: 'otp',

    offer: (pending, lane, client) =>
      enqueue(mailedCodeJob, { pending, lane, from: describeClient(client) }),

    async prove({ value, pending, client, ...reading }) {
      const [user, found] = await Promise.all([reading.user, find(pending.id, value)]);
      if (user === null) return null;
      return judge({ found, user, name: user.id, signInId: pending.id, client });
    },

    async proveByAddress({ value, email, client, ...reading }) {
      const [user, found] = await Promise.all([reading.user, find(email, value)]);
      return judge({ found, user, name: email, signInId: null, client });
    },
  };
}
