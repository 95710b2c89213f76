import type { CompleteSignIn, SignIn } from '../../second-step/complete-sign-in.ts';
import { type UsePasskeyDeps, usePasskey } from '../../second-step/use-passkey.ts';
import { type JudgeByReplicaDeps, judgeByReplica } from '../../sessions/judge-by-replica.ts';
import type { SignInOptions } from '../../sessions/sign-in-options.ts';
import type { PasskeyHolder, PasskeyStore, StoredPasskey } from '../../users/passkey-store.ts';
import type { User } from '../../users/user.ts';
import { toUserHandle } from '../../webauthn/bytes.ts';
import type { Challenges } from '../../webauthn/challenges.ts';
import type { AssertionCredential } from '../../webauthn/credential-schemas.ts';
import { passkeyRefused } from '../../webauthn/errors.ts';
import { judgeAssertion, type RightAssertion } from '../../webauthn/judge-assertion.ts';
import type { RelyingParty } from '../../webauthn/relying-party.ts';

export type SignInWithPasskeyDeps = UsePasskeyDeps &
  JudgeByReplicaDeps<PasskeyStore> & {
    relyingParty: RelyingParty;
    challenges: Challenges;
    completeSignIn: CompleteSignIn;
  };

export type SignInWithPasskeyInput = SignInOptions & {
  credential: AssertionCredential;
  /** What the challenge is bound to; empty for a request that brings nothing. */
  browser: string;
};

/** {@link signInWithPasskey} with its dependencies. */
export const createSignInWithPasskey =
  (deps: SignInWithPasskeyDeps) => (input: SignInWithPasskeyInput) =>
    signInWithPasskey(deps, input);
export type SignInWithPasskey = ReturnType<typeof createSignInWithPasskey>;

/**
 * Signs in with a passkey, without a name. Unknown passkeys and wrong proofs cost the same and say
 * the same. Throws `invalid_credentials`, and what completing a sign-in throws.
 */
export async function signInWithPasskey(
  deps: SignInWithPasskeyDeps,
  { credential, browser, ...options }: SignInWithPasskeyInput,
): Promise<SignIn> {
  const read = (passkeys: PasskeyStore) => passkeys.listHolders(credential.id);
  return judgeByReplica(deps, read, async ([holder], reading) => {
    const found = await judge(deps, { credential, browser }, holder);
    if (found === null) {
      await reading.confirm();
      throw passkeyRefused();
    }
    const { user, passkey } = found;
    const { factorId } = passkey;
    const used = { ...found, reading, client: options.client };
    return usePasskey(deps, used, () =>
      deps.completeSignIn({ user, proofs: ['passkey'], factorId, from: reading.from, ...options }),
    );
  });
}

type Found = { user: User; passkey: StoredPasskey; assertion: RightAssertion };

async function judge(
  deps: SignInWithPasskeyDeps,
  { credential, browser }: Pick<SignInWithPasskeyInput, 'credential' | 'browser'>,
  holder: PasskeyHolder | undefined,
): Promise<Found | null> {
  const passkey = holder?.passkey ?? null;
  const purpose = { kind: 'sign_in', browser } as const;
  const assertion = await judgeAssertion(deps, credential, { purpose, passkey });
  if (assertion === null || holder === undefined || passkey === null) return null;
  const { passkey: _, ...user } = holder;
  // The authenticator says whose passkey it is (WebAuthn Level 3 §7.2, step 6).
  if (credential.response.userHandle !== toUserHandle(user.id)) return null;
  // Epochs are times: all sessions have ended since the challenge was made.
  if (assertion.challenge.issuedAt < user.signInEpoch) return null;
  return { user, passkey, assertion };
}
