import { notFound } from '../../http/errors.ts';
import type { Enroller } from '../../second-step/authenticate-enroller.ts';
import { tooManyFactors } from '../../second-step/errors.ts';
import type { OwnPasskey, PasskeyStore } from '../../users/passkey-store.ts';
import type { ChallengePurpose, Challenges } from '../../webauthn/challenges.ts';
import { modelName } from '../../webauthn/model-names.ts';
import { toCreationOptions } from '../../webauthn/options.ts';
import type { RelyingParty } from '../../webauthn/relying-party.ts';
import { toSignal } from './passkey-view.ts';

/** Passkeys of an account: a person’s devices and a few keys in drawers. All go into options. */
export const MOST_PASSKEYS = 20;

export type ManagePasskeysDeps = {
  passkeys: PasskeyStore;
  challenges: Challenges;
  relyingParty: RelyingParty;
};
export type ManagePasskeys = ReturnType<typeof createManagePasskeys>;

/** What the challenge of a new passkey is for: this session, or the sign-in that waits for it. */
export const registrationOf = ({ user, session, pending }: Enroller): ChallengePurpose => ({
  kind: 'register',
  userId: user.id,
  place: session === null ? pending.id : session.claims.sid,
  epoch: user.signInEpoch,
});

/** What owners see and do of their passkeys. Every method throws `storage_unavailable`. */
export function createManagePasskeys({ passkeys, challenges, relyingParty }: ManagePasskeysDeps) {
  return {
    /** Options of a new passkey. Throws `too_many_factors`. */
    async askForNew(enroller: Enroller) {
      const { user } = enroller;
      const known = await passkeys.list(user.id);
      if (known.length >= MOST_PASSKEYS) throw tooManyFactors();
      const challenge = challenges.issue(registrationOf(enroller));
      return toCreationOptions(relyingParty, { challenge, user, passkeys: known });
    },

    list: (userId: string): Promise<OwnPasskey[]> => passkeys.list(userId),

    /** The credential ids that are left after a removal. */
    async credentialIds(userId: string): Promise<string[]> {
      return (await passkeys.list(userId)).map(({ credentialId }) => credentialId);
    },

    /** Throws `not_found` unless it is one of the user's passkeys. */
    async assertOwn(userId: string, id: string): Promise<void> {
      if ((await passkeys.find(userId, id)) === null) throw notFound();
    },

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
