import { all } from './find.ts';

type Signal = {
  rpId: string;
  userId?: string;
  credentialId?: string;
  allAcceptedCredentialIds?: string[];
};
type Method = ((signal: Signal) => Promise<void>) | undefined;

/**
 * Tells password managers which passkeys the service knows, so that they stop offering others
 * (WebAuthn 3 §5.1.10).
 */
export function sendSignals(): void {
  if (window.PublicKeyCredential === undefined) return;
  const methods = PublicKeyCredential as unknown as Record<string, Method>;
  for (const element of all('[data-passkey-signal]')) {
    const signal = JSON.parse(element.dataset.passkeySignal ?? '{}') as Signal;
    const name =
      signal.credentialId === undefined
        ? 'signalAllAcceptedCredentials'
        : 'signalUnknownCredential';
    // A courtesy: nothing depends on whether it was heard.
    methods[name]?.call(PublicKeyCredential, signal).catch(() => undefined);
  }
}
