import { Form, type FormProps } from './form.tsx';
import { Icon } from './icon.tsx';

type PasskeyFormProps = FormProps & {
  /** Options of the ceremony, as JSON of the server: to use a passkey, or to make one. */
  passkey: { get: object } | { create: object };
  /** Says nothing where there are no passkeys: other ways stand beside it. */
  quiet?: boolean;
};

/**
 * A form that asks the browser for a passkey before it is sent, with the answer in `credential`.
 * Its children (the button) are shown by the script, since there are no passkeys without it.
 */
export const PasskeyForm = ({ passkey, quiet, children, hidden, ...form }: PasskeyFormProps) => {
  const { kit } = form.page.words;
  const data: FormProps['data'] =
    'get' in passkey
      ? { 'data-passkey-get': JSON.stringify(passkey.get) }
      : { 'data-passkey-create': JSON.stringify(passkey.create) };
  return (
    <Form {...form} hidden={{ ...hidden, credential: '' }} data={{ ...form.data, ...data }}>
      <div class="flow" data-passkey-only hidden>
        {children}
      </div>
      <Told reason="cancelled" text={kit.passkeyCancelled} />
      <Told reason="known" text={kit.passkeyKnown} />
      <Told reason="failed" text={kit.passkeyFailed} />
      {quiet !== true && (
        <>
          <Told reason="missing" text={kit.passkeyMissing} />
          <noscript>
            <p class="hint">{kit.passkeyNeedsScript}</p>
          </noscript>
        </>
      )}
    </Form>
  );
};

/** Shown by the script when a ceremony ends for this reason. */
const Told = ({ reason, text }: { reason: string; text: string }) => (
  <p class="err" role="alert" data-passkey-told={reason} hidden>
    <Icon name="warning" />
    <span>{text}</span>
  </p>
);

/**
 * Tells password managers which passkeys the service knows, so that they stop offering others
 * (WebAuthn 3 §5.1.10). Ids are base64url.
 */
export const PasskeySignal = ({
  signal,
}: {
  signal:
    | { rpId: string; userId: string; allAcceptedCredentialIds: string[] }
    | { rpId: string; credentialId: string };
}) => <div hidden data-passkey-signal={JSON.stringify(signal)} />;
