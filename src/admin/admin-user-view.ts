import * as z from 'zod';
import { toIso, toIsoOrNull } from '../shared/clock.ts';
import { once } from '../shared/once.ts';
import type { FactorRemoval } from '../users/factor-removal-store.ts';
import type { UserRecord } from '../users/user-directory-store.ts';
import { toUserView, userView } from '../users/user-view.ts';

const time = once(() => z.iso.datetime().nullable());

/** A removal of factors that waits for its time. */
export const factorRemovalView = once(() =>
  z
    .object({
      actor_id: z.uuid().describe('The administrator; the user themselves for their link.'),
      reason: z
        .string()
        .nullable()
        .meta({ examples: ['Lost the phone, ticket 4711.'] }),
      requested_at: z.iso.datetime(),
      due_at: z.iso.datetime(),
    })
    .nullable()
    .describe('A removal of factors that waits for its time; null if there is none.'),
);

/** A user as administrators see them: the user’s own view and the state of the account. */
export const adminUserView = once(() =>
  userView()
    .extend({
      status: z.enum(['active', 'disabled']),
      locked_until: time().describe('When an administrator’s lock ends; null if there is none.'),
      email_verified_at: time(),
      has_password: z.boolean(),
      password_changed_at: time(),
      password_breached_at: time().describe('When the current password was found in a breach.'),
      terms_accepted_at: time(),
      privacy_policy_accepted_at: time(),
      updated_at: z.iso.datetime(),
      factor_removal: factorRemovalView().optional(),
    })
    .meta({ id: 'AdminUser' }),
);
export type AdminUserView = z.infer<ReturnType<typeof adminUserView>>;

/** Converts a removal for the API. */
export const toRemovalView = (removal: FactorRemoval | null) =>
  removal && {
    actor_id: removal.actorId,
    reason: removal.reason,
    requested_at: toIso(removal.requestedAt),
    due_at: toIso(removal.dueAt),
  };

/** Converts a stored user to the view for administrators, with what waits, if that was read. */
export function toAdminUserView(
  record: UserRecord & { factorRemoval?: FactorRemoval | null },
): AdminUserView {
  const { factorRemoval } = record;
  return {
    ...toUserView(record),
    status: record.status,
    locked_until: toIsoOrNull(record.lockedUntil),
    email_verified_at: toIsoOrNull(record.emailVerifiedAt),
    has_password: record.hasPassword,
    password_changed_at: toIsoOrNull(record.passwordChangedAt),
    password_breached_at: toIsoOrNull(record.passwordBreachedAt),
    terms_accepted_at: toIsoOrNull(record.termsAcceptedAt),
    privacy_policy_accepted_at: toIsoOrNull(record.privacyPolicyAcceptedAt),
    updated_at: toIso(record.updatedAt),
    ...(factorRemoval !== undefined && { factor_removal: toRemovalView(factorRemoval) }),
  };
}
