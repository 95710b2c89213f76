/** Encodes bytes in base64url without padding, as WebAuthn's JSON does. */
export function toBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** Decodes base64url; null unless the text is the one encoding of its bytes. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = new Uint8Array(Uint8Array.fromBase64(text, { alphabet: 'base64url' }));
    return toBase64Url(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

/** The user handle of an account: the 16 bytes of its id, which say nothing about the person. */
export function toUserHandle(userId: string): string {
  return toBase64Url(Uint8Array.fromHex(userId.replaceAll('-', '')));
}
