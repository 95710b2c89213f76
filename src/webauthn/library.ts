/**
 * Loads the WebAuthn library. A sixth of the bundle, with X.509 and ASN.1 that nothing here asks
 * for, so it is run when the first passkey comes and not when the Worker starts.
 */
export async function loadLibrary() {
  const [ceremonies, helpers] = await Promise.all([
    import('@simplewebauthn/server'),
    import('@simplewebauthn/server/helpers'),
  ]);
  return { ...ceremonies, ...helpers };
}
export type Library = Awaited<ReturnType<typeof loadLibrary>>;
