import * as z from 'zod';
import type { Session } from '../guard/session.ts';
import { sessionView, toSessionView } from '../sessions/list-sessions.ts';
import { toIsoOrNull } from '../shared/clock.ts';

/** A session as its user gets it, ended or not. */
export const exportedSession = sessionView.omit({ is_current: true }).extend({
  amr: z.array(z.string()),
  revoked_at: z.iso.datetime().nullable(),
  revoke_reason: z.string().nullable(),
});

/** Converts a stored session. */
export function toExportedSession(
  session: Session,
  { clientId, now }: { clientId: string; now: number },
): z.infer<typeof exportedSession> {
  const { is_current, ...view } = toSessionView(session, { clientId, currentId: null, now });
  return {
    ...view,
    amr: session.amr,
    revoked_at: toIsoOrNull(session.revokedAt),
    revoke_reason: session.revokeReason,
  };
}
