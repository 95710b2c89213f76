import type { AuditStore } from '../audit/audit-store.ts';
import type { Announced } from '../guard/announce.ts';
import type { ChangeUser } from '../guard/change-user.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { usernameTaken } from '../users/errors.ts';
import type { ProfileChange } from '../users/profile-store.ts';
import type { AccountView, User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';

export type UpdateProfileDeps = {
  users: UserStore;
  audit: AuditStore;
  changeUser: ChangeUser;
  clock: Clock;
};
export type UpdateProfileInput = {
  user: AccountView;
  sessionId: string;
  change: ProfileChange;
  /** If the guard has been told. */
  announced?: Announced | undefined;
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
  { users, audit, changeUser, clock }: UpdateProfileDeps,
  { user, sessionId, change, announced, client }: UpdateProfileInput,
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
  const { user: changed, happened } = await changeUser({
    userId: user.id,
    announced,
    statements: [
      users.updateProfileStatement(user.id, change, now),
      audit.recordWhenStatement(
        event,
        username === null ? users.existsCondition(user.id) : users.usernameIs(user.id, username),
      ),
    ],
    happened: ([updated]) => updated.length > 0,
  });
  if (changed === null || !happened)
    throw usernameTaken({
      errors: [{ field: 'username', code: 'taken', message: 'This username is taken.' }],
    });
  return changed;
}
