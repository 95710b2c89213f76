import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What options of WebAuthn say, as far as this authenticator reads them. */
type Options = { challenge: string; rpId?: string; rp?: { id: string }; user?: { id: string } };

/** Flags of authenticator data: present, verified, with a new credential (WebAuthn §6.1). */
const [PRESENT_AND_VERIFIED, WITH_CREDENTIAL] = [5, 64];

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();
const base64Url = (bytes: Buffer) => bytes.toString('base64url');
/** In CBOR: a text of at most 23 bytes, and 24 to 255 bytes, both as short as can be. */
const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 | text.length]), utf8(text)]);
const cborBytes = (bytes: Buffer) => Buffer.concat([Buffer.from([0x58, bytes.length]), bytes]);
const utf8 = (text: string) => Buffer.from(text);

/** An authenticator in memory with one passkey, and the browser in front of it at an origin. */
export function createAuthenticator(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  let userHandle = '';
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  // COSE: 1 (kty) 2, 3 (alg) -7, -1 (crv) 1, -2 x, -3 y, where -7 is 0x26, and -1 is 0x20.
  const coseKey = Buffer.concat([
    Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21]),
    cborBytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y, 'base64url')),
  ]);
  const clientData = (type: string, challenge: string) =>
    utf8(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  // It does not count: the counter stays 0.
  const authData = (rpId: string, flags: number, ...rest: Buffer[]) =>
    Buffer.concat([sha256(rpId), Buffer.from([flags, 0, 0, 0, 0]), ...rest]);
  const credential = (response: object) => ({
    ...{ id: base64Url(id), rawId: base64Url(id), type: 'public-key' },
    ...{ clientExtensionResults: {}, response },
  });
  return {
    /** Makes the passkey. */
    create({ challenge, rp, user }: Options) {
      userHandle = user?.id ?? '';
      const made = [Buffer.alloc(16), Buffer.from([0, id.length]), id, coseKey];
      const data = authData(rp?.id ?? '', PRESENT_AND_VERIFIED | WITH_CREDENTIAL, ...made);
      const attestation = Buffer.concat([
        ...[Buffer.from([0xa3]), cborText('fmt'), cborText('none'), cborText('attStmt')],
        ...[Buffer.from([0xa0]), cborText('authData'), cborBytes(data)],
      ]);
      return credential({
        clientDataJSON: base64Url(clientData('webauthn.create', challenge)),
        attestationObject: base64Url(attestation),
        transports: ['internal'],
      });
    },
    /** Answers a challenge. */
    get({ challenge, rpId = '' }: Options) {
      const data = authData(rpId, PRESENT_AND_VERIFIED);
      const client = clientData('webauthn.get', challenge);
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
      return credential({
        ...{ clientDataJSON: base64Url(client), authenticatorData: base64Url(data) },
        ...{ signature: base64Url(signature), userHandle },
      });
    },
  };
}
