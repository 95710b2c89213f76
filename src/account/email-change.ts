import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';
import type { Purpose } from '../one-time-secrets/one-time-secrets.ts';
import { DAY, HOUR } from '../shared/clock.ts';

const change = z.object({
  /** The old address, as typed: the link is invalid if the account has another one by then. */
  from: z.string(),
  /** The new address, as typed. */
  email: z.string(),
  /** Whether the old address was verified. If not, a stranger may read its mail: no notice. */
  fromVerified: z.boolean(),
  /** At the time of the request: a new password, or any end of all sessions, voids the link. */
  signInEpoch: z.number(),
});
export type EmailChangeContext = z.infer<typeof change>;
/** Proves that the user reads the mailbox of the new address. */
export const emailChangeSecret: Purpose<EmailChangeContext> = {
  name: 'email_change',
  prefix: 'chg',
  context: change,
};

const undo = z.object({
  /** The address that the account returns to, as typed. */
  email: z.string(),
});
/** Allows its holder to undo a change of address. */
export const emailUndoSecret: Purpose<z.infer<typeof undo>> = {
  name: 'email_change_undo',
  outlivesSessions: true,
  prefix: 'und',
  context: undo,
};

/** Lifetime of the link to the new address, in milliseconds. */
export const CHANGE_TTL = DAY;
/** Lifetime of the link to the old address, in milliseconds: longer than a weekend. */
export const UNDO_TTL = 72 * HOUR;

const confirmation = z.object({
  userId: z.string(),
  email: z.string(),
  signInEpoch: z.number(),
  from: clientDescriptionSchema,
  /** The language that the request asked for. Jobs of earlier deployments have none. */
  language: z.string().nullish(),
});
/** Mails the new address after a request to move an account to it. */
export const emailChangeJob: JobKind<z.infer<typeof confirmation>> = {
  type: 'account.email_change',
  payload: confirmation,
};

const notice = z.object({
  userId: z.string(),
  /** The old address. */
  email: z.string(),
  stage: z.enum(['asked', 'done']),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Where the request came from, in words. */
  from: clientDescriptionSchema,
});
/** Notifies the old address, with a link that undoes the change. */
export const emailNoticeJob: JobKind<z.infer<typeof notice>> = {
  type: 'account.email_change_notice',
  payload: notice,
};
export type EmailChangeNotice = z.infer<typeof notice>;
export type EmailChangeRequest = z.infer<typeof confirmation>;
