import type { AccountGuards } from '../../guard/account-guards.ts';
import type { TokenDelivery } from '../../guard/guard-state.ts';
import { redeemFor } from '../../guard/redeem-for.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { otpInvalid } from '../../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { FollowFailure } from '../../sessions/follow-failure.ts';
import type { LaneOf } from '../../sessions/requester-lanes.ts';
import type { StartSession } from '../../sessions/start-session.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { signInCode } from './sign-in-code.ts';

export type VerifySignInCodeDeps = {
  users: UserStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  startSession: StartSession;
  laneOf: LaneOf;
  followFailure: FollowFailure;
  clock: Clock;
  log: Log;
  wantsPassword: (user: User) => boolean;
  /** Milliseconds. */
  codeTtl: number;
};

export type VerifySignInCodeInput = {
  email: string;
  code: string;
  remember: boolean;
  deviceName: string | null;
  delivery: TokenDelivery;
  admission: Promise<void>;
  client: ClientInfo;
};
export type VerifySignInCode = ReturnType<typeof createVerifySignInCode>;

/** Signs in by a mailed code, once. Throws `otp_invalid` whatever was wrong, `account_disabled`, `email_not_verified`, `storage_unavailable`. */
export function createVerifySignInCode({
  users,
  secrets,
  guards,
  startSession,
  laneOf,
  followFailure,
  clock,
  log,
  wantsPassword,
  codeTtl,
}: VerifySignInCodeDeps) {
  return async function verifySignInCode({
    email,
    code,
    remember,
    deviceName,
    delivery,
    admission,
    client,
  }: VerifySignInCodeInput) {
    const name = normalizeEmail(email);
    const [user, found] = await Promise.all([
      users.findByEmail(name),
      secrets.findCode(signInCode, name, code),
      admission,
    ]);
    const secret = found !== null && found.userId === user?.id ? found : null;
    const place = user?.id ?? guards.decoyFor(name).guard;
    const lane = user === null ? 'strangers' : laneOf(user, client);
    const verdict = await guards.tryCode(place, {
      lane,
      purpose: signInCode.name,
      secret,
      now: clock(),
      codeTtl,
    });
    if (!verdict.right)
      followFailure({ userId: user?.id ?? null, lane, what: 'code', failure: verdict, client });
    if (!verdict.right || secret === null || user === null || wantsPassword(user))
      throw otpInvalid();
    return redeemFor(guards, secret, log, () =>
      startSession({ user, amr: ['otp'], remember, deviceName, delivery, client, lane }),
    );
  };
}
