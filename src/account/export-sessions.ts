import * as z from 'zod';
import type { Session } from '../guard/session.ts';
import { sessionView, toSessionView } from '../sessions/list-sessions.ts';
import { toIsoOrNull } from '../shared/clock.ts';
import { once } from '../shared/once.ts';

/** A session as its user gets it, ended or not. */
export const exportedSession = once(() =>
  sessionView()
    .omit({ is_current: true })
    .extend({
      amr: z.array(z.string()),
      revoked_at: z.iso.datetime().nullable(),
      revoke_reason: z.string().nullable(),
    }),
);
type ExportedSession = z.infer<ReturnType<typeof exportedSession>>;

/** Converts a stored session. */
export function toExportedSession(
  session: Session,
  { clientId, now }: { clientId: string; now: number },
): ExportedSession {
  const { is_current, ...view } = toSessionView(session, { clientId, currentId: null, now });
  return {
    ...view,
    amr: session.amr,
    revoked_at: toIsoOrNull(session.revokedAt),
    revoke_reason: session.revokeReason,
  };
}
