import * as z from 'zod';
import type { DeadLetterRow } from '../mail/table.ts';
import { HOUR } from '../shared/clock.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';

/** Mails with a code for a sign-in that waits: nobody waits so long. */
const CODES = ['email_otp.sign_in_code', 'second_step.mailed_code'];
const LONGEST_WAIT = HOUR;
/** Mails to another address than that of the account. */
const ELSEWHERE = ['account.email_change', 'account.email_change_notice'];

const addressed = z.object({ payload: z.object({ email: z.string() }) });

/**
 * Says why a message is of no use any more; null for one that is. What it cannot see, such as a
 * link that a later one replaced, its own work sees: that mails nothing out of date. `now` in epoch
 * milliseconds.
 */
export function whyOutOfDate({
  letter: { kind, userId, diedAt },
  body,
  user,
  now,
}: {
  letter: DeadLetterRow;
  body: unknown;
  user: User | null;
  now: number;
}): string | null {
  if (userId !== null && user === null) return 'The account is gone. Drop it.';
  if (CODES.includes(kind) && now - diedAt > LONGEST_WAIT)
    return 'It would mail a code for a sign-in that nobody waits for any more. Drop it.';
  const to = addressed.safeParse(body).data?.payload.email;
  if (user === null || to === undefined || ELSEWHERE.includes(kind)) return null;
  return normalizeEmail(to) === normalizeEmail(user.email)
    ? null
    : 'The account has another address by now. Drop it.';
}
