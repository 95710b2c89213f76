import { fromBase64Url, toBase64Url } from './bytes.ts';
import { readClientData } from './client-data.ts';
import type { NewCredential } from './credential-schemas.ts';
import { type Library, loadLibrary } from './library.ts';
import { isUsableKey } from './public-key.ts';
import { ALGORITHMS, type RelyingParty } from './relying-party.ts';

/** A new passkey as it is kept. `publicKey` is a COSE key in base64url. */
export type NewPasskey = {
  credentialId: string;
  publicKey: string;
  counter: number;
  transports: string[];
  /** The model of the authenticator; null if it does not say. */
  aaguid: string | null;
  backupEligible: boolean;
  backedUp: boolean;
};

const NO_MODEL = '00000000-0000-0000-0000-000000000000';

/**
 * Verifies a new passkey by WebAuthn Level 3 §7.1: user verification required, no attestation or
 * that of the passkey itself. Returns null for any other, whatever is wrong with it: the library's
 * errors quote what was sent.
 */
export async function verifyRegistration(
  rp: RelyingParty,
  credential: NewCredential,
  challenge: string,
): Promise<NewPasskey | null> {
  // biome-ignore lint/plugin/secret-comparison: one client sent both.
  if (readClientData(credential.response.clientDataJSON)?.challenge !== challenge) return null;
  const library = await loadLibrary();
  try {
    if (!isUnattested(library, credential.response.attestationObject)) return null;
    const result = await library.verifyRegistrationResponse({
      response: {
        ...credential,
        clientExtensionResults: {},
        response: { ...credential.response, transports: [] },
      },
      expectedChallenge: challenge,
      expectedOrigin: [...rp.origins],
      expectedRPID: rp.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
    return result.verified ? await keep(library, credential, result.registrationInfo) : null;
  } catch {
    return null;
  }
}

/**
 * Read before the library sees it: of other formats it would check certificates, and fetch
 * revocation lists from addresses that a stranger chose.
 */
function isUnattested({ decodeAttestationObject, isoCBOR }: Library, encoded: string): boolean {
  const bytes = fromBase64Url(encoded);
  if (bytes === null) return false;
  const object = decodeAttestationObject(bytes);
  // The decoder ignores what follows the first value.
  if (isoCBOR.encode(object as never).byteLength !== bytes.length) return false;
  const statement = object.get('attStmt') as ReadonlyMap<string, unknown>;
  if (object.get('fmt') === 'none') return statement.size === 0;
  const members = [...statement.keys()].sort();
  return object.get('fmt') === 'packed' && members.join() === 'alg,sig';
}

type Verified = Extract<
  Awaited<ReturnType<Library['verifyRegistrationResponse']>>,
  { verified: true }
>['registrationInfo'];

async function keep(
  { decodeCredentialPublicKey }: Library,
  { id, response }: NewCredential,
  { credential, aaguid, credentialDeviceType, credentialBackedUp }: Verified,
): Promise<NewPasskey | null> {
  if (credential.id !== id) return null;
  if (!(await isUsableKey(decodeCredentialPublicKey(credential.publicKey) as never))) return null;
  return {
    credentialId: id,
    publicKey: toBase64Url(credential.publicKey),
    counter: credential.counter,
    transports: response.transports ?? [],
    aaguid: aaguid === NO_MODEL ? null : aaguid,
    backupEligible: credentialDeviceType === 'multiDevice',
    backedUp: credentialBackedUp,
  };
}
