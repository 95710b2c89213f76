import type { AuditStore } from '../audit/audit-store.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Clock } from '../shared/clock.ts';
import { type Database, runBatch } from '../shared/database.ts';
import { usernameTaken } from '../users/errors.ts';
import type { User } from '../users/user.ts';
import type { ProfileChange, UserStore } from '../users/user-store.ts';

export type UpdateProfileDeps = { db: Database; users: UserStore; audit: AuditStore; clock: Clock };
export type UpdateProfile = (input: {
  user: User;
  sessionId: string;
  change: ProfileChange;
  client: ClientInfo;
}) => Promise<User>;

/** Changes what a user tells about themselves; what the change leaves out stays. Throws `username_taken`, `storage_unavailable`. */
export function createUpdateProfile({ db, users, audit, clock }: UpdateProfileDeps): UpdateProfile {
  return async function updateProfile({ user, sessionId, change, client }) {
    const now = clock();
    const fields = Object.keys(change).filter(
      (name) => name !== 'consent' && name !== 'usernameNormalized',
    );
    const event = {
      type: 'user.profile_changed',
      userId: user.id,
      sessionId,
      origin: client,
      at: now,
    } as const;
    const mine = change.usernameNormalized ?? null;
    const [[changed]] = await runBatch(db, [
      users.updateProfileStatement(user.id, change, now),
      audit.recordWhenStatement(
        { ...event, metadata: { fields: fields.join(' ') } },
        mine === null ? users.existsCondition(user.id) : users.usernameIs(user.id, mine),
      ),
    ]);
    if (changed === undefined)
      throw usernameTaken({
        errors: [{ field: 'username', code: 'taken', message: 'This username is taken.' }],
      });
    return changed;
  };
}
