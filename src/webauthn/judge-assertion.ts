import type { ChallengePurpose, Challenges, KnownChallenge } from './challenges.ts';
import { readClientData } from './client-data.ts';
import type { AssertionCredential } from './credential-schemas.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Asserted, type AssertedPasskey, verifyAssertion } from './verify-assertion.ts';

/** A proof that is right but for its counter, and that the guard has yet to let be used. */
export type RightAssertion = Asserted & { challenge: KnownChallenge };

/** A key that nobody has: the base point of P-256 (SEC 2, §2.4.2), whose secret half is 1. */
const NOBODY = [
  'pQECAyYgASFYIGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWIlggT-NC4v4af5uO5-tKfA-eFivOM1drMV7O',
  'y7ZAaDe_UfU',
].join('');

/**
 * Judges a proof by a passkey, or by one that nobody has: that takes as long. Returns null if
 * anything is wrong but the counter, which only the guard can compare.
 */
export async function judgeAssertion(
  { relyingParty, challenges }: { relyingParty: RelyingParty; challenges: Challenges },
  credential: AssertionCredential,
  { purpose, passkey }: { purpose: ChallengePurpose; passkey: AssertedPasskey | null },
): Promise<RightAssertion | null> {
  const challenge = readClientData(credential.response.clientDataJSON)?.challenge ?? '';
  const known = challenges.judge(challenge, purpose);
  const asked = passkey ?? standInFor(credential);
  const asserted = await verifyAssertion(relyingParty, credential, { challenge, passkey: asked });
  if (passkey === null || known === null || asserted === null) return null;
  return { ...asserted, challenge: known };
}

const standInFor = ({ id: credentialId }: AssertionCredential): AssertedPasskey => ({
  credentialId,
  publicKey: NOBODY,
  backupEligible: false,
});
