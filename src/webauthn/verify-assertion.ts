import { fromBase64Url } from './bytes.ts';
import { readClientData } from './client-data.ts';
import type { AssertionCredential } from './credential-schemas.ts';
import { isStrictSignature } from './der-signature.ts';
import { type Library, loadLibrary } from './library.ts';
import type { RelyingParty } from './relying-party.ts';

/** The passkey that an assertion names, as it was registered. */
export type AssertedPasskey = { credentialId: string; publicKey: string; backupEligible: boolean };

/** What a right assertion says of its authenticator. */
export type Asserted = { counter: number; backedUp: boolean };

/**
 * Verifies an assertion by WebAuthn Level 3 §7.2, user verification required; all but the user
 * handle and the counter, which the caller judges. Returns null for any other, whatever is wrong
 * with it: the library's errors quote what was sent.
 */
export async function verifyAssertion(
  rp: RelyingParty,
  credential: AssertionCredential,
  { challenge, passkey }: { challenge: string; passkey: AssertedPasskey },
): Promise<Asserted | null> {
  const { credentialId, publicKey, backupEligible } = passkey;
  if (credential.id !== credentialId) return null;
  // biome-ignore lint/plugin/secret-comparison: one client sent both.
  if (readClientData(credential.response.clientDataJSON)?.challenge !== challenge) return null;
  const { userHandle, ...response } = credential.response;
  const library = await loadLibrary();
  const key = fromBase64Url(publicKey) ?? NOTHING;
  try {
    if (!isStrict(library, key, response.signature)) return null;
    const { verified, authenticationInfo: info } = await library.verifyAuthenticationResponse({
      response: { ...credential, clientExtensionResults: {}, response },
      expectedChallenge: challenge,
      expectedOrigin: [...rp.origins],
      expectedRPID: rp.id,
      requireUserVerification: true,
      // The library compares counters before it checks the signature: anyone could set it off.
      credential: { id: credentialId, publicKey: key, counter: 0 },
    });
    const isEligible = info.credentialDeviceType === 'multiDevice';
    if (!verified || isEligible !== backupEligible) return null;
    return { counter: info.newCounter, backedUp: info.credentialBackedUp };
  } catch {
    return null;
  }
}

const NOTHING = new Uint8Array();

/** The label of a COSE key's algorithm, and ES256 (RFC 9053). */
const ALG = 3;
const ES256 = -7;

function isStrict(
  { decodeCredentialPublicKey }: Library,
  key: Uint8Array<ArrayBuffer>,
  signature: string,
): boolean {
  if (decodeCredentialPublicKey(key).get(ALG) !== ES256) return true;
  return isStrictSignature(fromBase64Url(signature) ?? NOTHING);
}
