import type { AuditStore } from '../audit/audit-store.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import { validationError } from '../http/errors.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import type { Clock } from '../shared/clock.ts';
import type { ConfirmPassword } from '../step-up/ports.ts';
import type { AccountView } from '../users/user.ts';
import { askedLanguage } from '../words/asked-language.ts';
import { emailChangeJob, emailNoticeJob } from './email-change.ts';

export type RequestEmailChangeDeps = {
  audit: AuditStore;
  enqueue: EnqueueJob;
  confirmPassword: ConfirmPassword;
  clock: Clock;
};

/**
 * Queues the mail with the link to the new address, and a notice to the current address if it is
 * verified. Throws `validation_error` for the current address, the errors of confirming a
 * password, and `storage_unavailable`.
 */
export async function requestEmailChange(
  { audit, enqueue, confirmPassword, clock }: RequestEmailChangeDeps,
  input: {
    user: AccountView;
    sessionId: string;
    email: string;
    password: string;
    client: ClientInfo;
  },
): Promise<void> {
  const { user, sessionId, email, password, client } = input;
  if (email === user.email)
    throw validationError({
      errors: [
        { field: 'new_email', code: 'unchanged', message: 'This is already your email address.' },
      ],
    });
  await confirmPassword({ user, sessionId, password, client });
  const { id: userId, signInEpoch } = user;
  const at = clock();
  const from = describeClient(client);
  const language = askedLanguage(client);
  await audit.record({ type: 'email.change_asked', userId, sessionId, origin: client, at });
  await Promise.all([
    enqueue(emailChangeJob, { userId, email, signInEpoch, from, language }),
    user.emailVerifiedAt === null
      ? null
      : enqueue(emailNoticeJob, { userId, email: user.email, stage: 'asked', at, from }),
  ]);
}
