import type { AuditStore } from '../audit/audit-store.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import { usernameTaken } from '../users/errors.ts';
import type { AccountView, User } from '../users/user.ts';
import type { ProfileChange, UserStore } from '../users/user-store.ts';

export type UpdateProfileDeps = { db: Database; users: UserStore; audit: AuditStore; clock: Clock };
export type UpdateProfileInput = {
  user: AccountView;
  sessionId: string;
  change: ProfileChange;
  client: ClientInfo;
};
export type UpdateProfile = (input: UpdateProfileInput) => Promise<User>;

export function createUpdateProfile(deps: UpdateProfileDeps): UpdateProfile {
  return (input) => updateProfile(deps, input);
}

/**
 * Changes a user’s profile and returns the updated user; omitted fields stay unchanged. Throws
 * `username_taken`, `storage_unavailable`.
 */
export async function updateProfile(
  { db, users, audit, clock }: UpdateProfileDeps,
  { user, sessionId, change, client }: UpdateProfileInput,
): Promise<User> {
  const now = clock();
  const fields = Object.keys(change).filter(
    (name) => name !== 'consent' && name !== 'usernameNormalized',
  );
  const event = {
    type: 'user.profile_changed',
    userId: user.id,
    sessionId,
    origin: client,
    metadata: { fields: fields.join(' ') },
    at: now,
  } as const;
  const username = change.usernameNormalized ?? null;
  const [[changed]] = await runBatch(db, [
    users.updateProfileStatement(user.id, change, now),
    audit.recordWhenStatement(
      event,
      username === null ? users.existsCondition(user.id) : users.usernameIs(user.id, username),
    ),
  ]);
  if (changed === undefined)
    throw usernameTaken({
      errors: [{ field: 'username', code: 'taken', message: 'This username is taken.' }],
    });
  return changed;
}
