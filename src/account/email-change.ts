import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';
import type { Purpose } from '../one-time-secrets/one-time-secrets.ts';
import { DAY, HOUR } from '../shared/clock.ts';

const change = z.object({
  /** The address from which the account moves, as typed: if it is another one by then, the link is worth nothing. */
  from: z.string(),
  /** The address to which it moves, as typed. */
  email: z.string(),
  /** Whether the old address was proved to be the user's. If not, a stranger may read its mail: it is told nothing. */
  fromVerified: z.boolean(),
  /** By which the request was judged: a new password, or whatever else ends all sessions, makes the link worthless. */
  signInEpoch: z.number(),
});
/** Proof that somebody reads the mailbox of the new address. */
export const emailChangeSecret: Purpose<z.infer<typeof change>> = {
  name: 'email_change',
  prefix: 'chg',
  context: change,
};

const undo = z.object({
  /** The address to which the account goes back, as typed. */
  email: z.string(),
});
/** Leave to take a change of address back. */
export const emailUndoSecret: Purpose<z.infer<typeof undo>> = {
  name: 'email_change_undo',
  outlivesSessions: true,
  prefix: 'und',
  context: undo,
};

/** Life of the link to the new address, in milliseconds. */
export const CHANGE_TTL = DAY;
/** Life of the link to the old address, in milliseconds: over a weekend. */
export const UNDO_TTL = 72 * HOUR;

const confirmation = z.object({
  userId: z.string(),
  email: z.string(),
  signInEpoch: z.number(),
  from: clientDescriptionSchema,
});
/** Somebody wants to move an account to a new address: mail it, whoever reads it. */
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
  /** Where it was asked for, in words. */
  from: clientDescriptionSchema,
});
/** Tell the old address, with a link that takes the change back. */
export const emailNoticeJob: JobKind<z.infer<typeof notice>> = {
  type: 'account.email_change_notice',
  payload: notice,
};
export type EmailChangeNotice = z.infer<typeof notice>;
export type EmailChangeRequest = z.infer<typeof confirmation>;
