import { laneOfTry } from '../../guard/redeem-code.ts';
import type { AccountView } from '../../users/user.ts';
import { toUserHandle } from '../../webauthn/bytes.ts';
import type { ChallengePurpose } from '../../webauthn/challenges.ts';
import { assertionCredential } from '../../webauthn/credential-schemas.ts';
import { passkeyRefused } from '../../webauthn/errors.ts';
import { judgeAssertion } from '../../webauthn/judge-assertion.ts';
import { toRequestOptions } from '../../webauthn/options.ts';
import { type Occasion, placeOf, standingOf } from '../occasion.ts';
import { finishingOf } from '../pending-sign-in.ts';
import { usePasskey } from '../use-passkey.ts';
import type { CredentialFactor, FactorDeps } from './factor.ts';

/** A passkey, after another proof or to prove oneself again. */
export const passkeyFactor = {
  kind: 'passkey',
  prompt: 'Use your passkey to continue.',
  enrolPrompt: 'Add a passkey to continue.',
  create: createPasskey,
} as const;

const purposeOf = (
  occasion: Occasion,
  { id: userId, signInEpoch: epoch }: Pick<AccountView, 'id' | 'signInEpoch'>,
): ChallengePurpose => {
  const kind = occasion.kind === 'sign_in' ? 'second_step' : 'step_up';
  return { kind, userId, place: placeOf(occasion), epoch };
};

function createPasskey(deps: FactorDeps): CredentialFactor {
  const { passkeys, challenges, relyingParty, laneOf, codeTtl } = deps;
  return {
    kind: passkeyFactor.kind,
    field: 'credential',

    async offer({ occasion, user }) {
      const known = await passkeys.list(user.id);
      const challenge = challenges.issue(purposeOf(occasion, user));
      return { passkey_options: toRequestOptions(relyingParty, challenge, known) };
    },

    /** Throws `invalid_credentials` whatever is wrong with the proof, `storage_unavailable`. */
    async prove({ value, occasion, user, client }, work) {
      const known = await passkeys.list(user.id);
      const { data: credential } = assertionCredential.safeParse(value);
      const passkey = known.find(({ credentialId }) => credentialId === credential?.id) ?? null;
      if (credential === undefined) throw passkeyRefused();
      const purpose = purposeOf(occasion, user);
      const assertion = await judgeAssertion(deps, credential, { purpose, passkey });
      const { userHandle = toUserHandle(user.id) } = credential.response;
      const isTheirs = userHandle === toUserHandle(user.id);
      if (assertion === null || passkey === null || !isTheirs) throw passkeyRefused();
      const along = occasion.kind === 'sign_in' ? [finishingOf(occasion.pending, codeTtl)] : [];
      const lane = laneOfTry(laneOf(user, client), standingOf(occasion));
      return usePasskey(deps, { user, passkey, assertion, along, client }, () =>
        work({ success: { lane }, factorId: passkey.factorId }),
      );
    },
  };
}
