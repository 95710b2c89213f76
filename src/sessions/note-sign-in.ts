import type { AuditStore } from '../audit/audit-store.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { securityNoticeJob } from './security-notice.ts';

/** How many earlier sign-ins of a user are known, and how many of them from the same device and the same country. */
export type Familiarity = { all: number; device: number; country: number };

export type SignInToNote = {
  userId: string;
  sessionId: string;
  familiarity: Familiarity;
  client: ClientInfo /** Epoch milliseconds. */;
  at: number;
};
export type NoteSignIn = (signIn: SignInToNote) => Promise<void>;

/** Tells the owner of a sign-in from a device or country that was not seen before, and records it. The very first is no news. */
export function createNoteSignIn({
  audit,
  enqueue,
}: {
  audit: AuditStore;
  enqueue: EnqueueJob;
}): NoteSignIn {
  return async function noteSignIn({ userId, sessionId, familiarity, client, at }) {
    const newDevice = familiarity.device === 0;
    const newCountry = familiarity.country === 0;
    if (familiarity.all === 0 || !(newDevice || newCountry)) return;
    const metadata = { new_device: newDevice, new_country: newCountry };
    await audit.record({
      type: 'session.started_from_new_device',
      userId,
      sessionId,
      origin: client,
      metadata,
      at,
    });
    await enqueue(securityNoticeJob, {
      userId,
      kind: 'new_device',
      at,
      from: describeClient(client),
    });
  };
}
