import type { RowReading } from '../../guard/stale-row.ts';
import type { ChargedBy } from '../../guard/version-calls.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { invalidCredentials } from '../../sessions/errors.ts';
import { type IssuedTokens, issueTokens } from '../../sessions/issue-tokens.ts';
import { type JudgeByReplicaDeps, judgeByReplica } from '../../sessions/judge-by-replica.ts';
import type { Clock } from '../../shared/clock.ts';
import { findAppError, storageUnavailable } from '../../shared/errors.ts';
import type { Random } from '../../shared/random.ts';
import { tokenRevoked } from '../../tokens/errors.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { AccountView, User } from '../../users/user.ts';
import type { WithFormerPasswords } from '../../users/user-look-up-store.ts';
import { type Attempt, readWithFormer } from './attempt-by-token.ts';
import type { EvaluatePassword } from './evaluate-password.ts';
import type { PasswordSet, SetPassword } from './set-password.ts';

export type ChangePasswordDeps = JudgeByReplicaDeps & {
  evaluatePassword: EvaluatePassword;
  setPassword: SetPassword;
  jwt: Jwt;
  clock: Clock;
  random: Random;
  /** Milliseconds. */
  accessTtl: number;
  /** How many former passwords are rejected. */
  history: number;
};
export type ChangePasswordInput = {
  user: AccountView;
  sessionId: string;
  /** The key that the presented access token is bound to. */
  jkt?: string | null;
  /** If the attempt has been charged already, by the call that judged the token. */
  attempt?: Attempt | undefined;
  oldPassword: string;
  newPassword: string;
  client: ClientInfo;
};
export type ChangePassword = ReturnType<typeof createChangePassword>;

export type PasswordChanged = { tokens: IssuedTokens; user: User };

/**
 * Changes the password of a user who knows the old one. Each session has its own lockout lane: a
 * stolen session gets no more attempts than a stranger, and strangers cannot lock a session out.
 * Ends all other sessions; this one gets new tokens. Throws what evaluating and setting a password
 * throw, `token_revoked` if this session has ended, and `storage_unavailable` also if the password
 * is set but the guard did not answer.
 */
export async function changePassword(
  deps: ChangePasswordDeps,
  input: ChangePasswordInput,
): Promise<PasswordChanged> {
  const { user: signedIn, sessionId, attempt } = input;
  let charged = attempt?.charged;
  const { kept, user, committed } = await judgeByReplica(
    deps,
    readWithFormer(signedIn.id, deps.history),
    ([found], reading) => {
      const first = charged;
      // If the row is out of date, the attempt is refunded, judged, and charged again.
      charged = undefined;
      return judge(deps, input, { found, reading, charged: first });
    },
    attempt?.found,
  );
  // The session goes on, but nobody knows by which token: its user signs in with the new password.
  if (!committed) throw storageUnavailable({ retryAfter: 2 });
  if (kept === null) throw tokenRevoked();
  const { jwt, clock, random, accessTtl } = deps;
  const tokens = await issueTokens(jwt, {
    ...kept,
    userId: user.id,
    sessionId,
    jkt: input.jkt ?? null,
    accessJti: random.uuid(),
    now: clock(),
    accessTtl,
  });
  return { tokens, user };
}

type Judged = {
  found: WithFormerPasswords | undefined;
  reading: RowReading;
  charged: ChargedBy | undefined;
};

async function judge(
  deps: ChangePasswordDeps,
  { user: signedIn, sessionId, oldPassword, newPassword, client }: ChangePasswordInput,
  { found, reading, charged }: Judged,
): Promise<PasswordSet> {
  if (found === undefined) {
    await reading.confirm();
    throw invalidCredentials();
  }
  const { former, ...user } = found;
  const isLatest = charged?.isPending === false && user.version === signedIn.version;
  const isTrusted = isLatest || reading.from === 'primary';
  const { success } = await deps.evaluatePassword({
    user,
    name: user.emailNormalized,
    password: oldPassword,
    lane: `session:${sessionId}`,
    client,
    reading,
    charged: charged && { verdict: charged.charge, isTrusted },
  });
  const setting = deps.setPassword({
    user,
    password: newPassword,
    field: 'new_password',
    reason: 'password_changed',
    keep: { sessionId, jti: deps.random.uuid() },
    former,
    success,
    client,
  });
  return setting.catch(async (error: unknown) => {
    // A replica may have an older hash of the same password, which is no longer there to change.
    if (findAppError(error)?.code === 'invalid_credentials') await reading.confirm();
    throw error;
  });
}

/** Binds {@link changePassword} to its dependencies. */
export const createChangePassword = (deps: ChangePasswordDeps) => (input: ChangePasswordInput) =>
  changePassword(deps, input);
