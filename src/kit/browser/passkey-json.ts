import { toBytes, toText } from './base64url.ts';

type Named = { id: string; type: 'public-key' };
const named = (list: Named[] = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

/**
 * Options of the server as the browser takes them (WebAuthn 3 §5.1.8 and §5.1.9). Written out,
 * since `parseCreationOptionsFromJSON` is missing where passkeys already work.
 */
export function readCreation(json: string): PublicKeyCredentialCreationOptions {
  const options = JSON.parse(json);
  return {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
}

/** See {@link readCreation}. */
export function readRequest(json: string): PublicKeyCredentialRequestOptions {
  const options = JSON.parse(json);
  return {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: named(options.allowCredentials),
  };
}

/**
 * A credential as the server takes it. Written out, since `toJSON` of credentials made by password
 * managers throws or is missing.
 */
export function writeCredential(credential: PublicKeyCredential): string {
  const response = credential.response as AuthenticatorAttestationResponse &
    AuthenticatorAssertionResponse;
  const bytes = (value: ArrayBuffer | null | undefined) =>
    value === null || value === undefined ? undefined : toText(value);
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: bytes(response.attestationObject),
      transports: response.getTransports?.(),
      authenticatorData: response.signature && bytes(response.authenticatorData),
      signature: bytes(response.signature),
      userHandle: bytes(response.userHandle),
    },
  });
}
