import { notFound } from '../../http/errors.ts';
import type { OwnPasskey, PasskeyStore } from '../../users/passkey-store.ts';
import type { AccountView } from '../../users/user.ts';
import type { ChallengePurpose, Challenges } from '../../webauthn/challenges.ts';
import { modelName } from '../../webauthn/model-names.ts';
import { toCreationOptions } from '../../webauthn/options.ts';
import type { RelyingParty } from '../../webauthn/relying-party.ts';
import { toSignal } from './passkey-view.ts';

export type ManagePasskeysDeps = {
  passkeys: PasskeyStore;
  challenges: Challenges;
  relyingParty: RelyingParty;
};
export type ManagePasskeys = ReturnType<typeof createManagePasskeys>;

/** What the challenge of a new passkey is for. */
export const registrationOf = (
  { id: userId, signInEpoch: epoch }: AccountView,
  place: string,
): ChallengePurpose => ({ kind: 'register', userId, place, epoch });

/** What owners see and do of their passkeys. Every method throws `storage_unavailable`. */
export function createManagePasskeys({ passkeys, challenges, relyingParty }: ManagePasskeysDeps) {
  return {
    /** Options of a new passkey for `place`: the session, or the sign-in that waits for it. */
    async askForNew(user: AccountView, place: string) {
      const known = await passkeys.list(user.id);
      const challenge = challenges.issue(registrationOf(user, place));
      return toCreationOptions(relyingParty, { challenge, user, passkeys: known });
    },

    list: (userId: string): Promise<OwnPasskey[]> => passkeys.list(userId),

    signalOf: (userId: string) => toSignal(relyingParty, userId),

    /**
     * Names a passkey; after its model if the name is empty. Returns it. Throws `not_found` for
     * another's or an unknown one.
     */
    async rename(userId: string, id: string, name: string): Promise<OwnPasskey> {
      const passkey = await passkeys.find(userId, id);
      if (passkey === null) throw notFound();
      const label = name === '' ? modelName(passkey.aaguid) : name;
      await passkeys.rename(userId, id, label);
      return { ...passkey, label };
    },
  };
}
