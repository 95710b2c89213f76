import type { RedeemCode } from '../../guard/redeem-code.ts';
import type { OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import type { CompleteSignIn, SignIn } from '../../second-step/complete-sign-in.ts';
import { type JudgeByReplicaDeps, judgeByReplica } from '../../sessions/judge-by-replica.ts';
import type { SignInOptions } from '../../sessions/sign-in-options.ts';
import { normalizeEmail } from '../../users/identifiers.ts';
import type { UserStore } from '../../users/user-store.ts';
import { signInCode } from './sign-in-code.ts';

export type VerifySignInCodeDeps = JudgeByReplicaDeps & {
  secrets: OneTimeSecrets;
  redeemCode: RedeemCode;
  completeSignIn: CompleteSignIn;
};

export type VerifySignInCodeInput = SignInOptions & { email: string; code: string };
export type VerifySignInCode = ReturnType<typeof createVerifySignInCode>;

/**
 * Signs in with a mailed code, once, or requires the second step. Throws `otp_invalid` whatever is
 * wrong with the code, and what completing a sign-in throws.
 */
export async function verifySignInCode(
  deps: VerifySignInCodeDeps,
  { email, code, ...options }: VerifySignInCodeInput,
): Promise<SignIn> {
  const { secrets, redeemCode, completeSignIn } = deps;
  const name = normalizeEmail(email);
  const finding = secrets.findCode(signInCode, name, code);
  // Awaited beside each reading of the user.
  finding.catch(() => undefined);
  const read = (users: UserStore) => users.listByEmail(name);
  return judgeByReplica(deps, read, async ([holder = null], reading) => {
    const found = await finding;
    const typed = { holder, name, purpose: signInCode, found, client: options.client, reading };
    return redeemCode(typed, ({ holder: user, lane }) =>
      completeSignIn({ user, proofs: ['email_otp'], lane, from: reading.from, ...options }),
    );
  });
}

/** Binds {@link verifySignInCode} to its dependencies. */
export const createVerifySignInCode =
  (deps: VerifySignInCodeDeps) =>
  (input: VerifySignInCodeInput): Promise<SignIn> =>
    verifySignInCode(deps, input);
