import { PasskeySignal } from '../../kit/passkey-form.tsx';
import type { Flash } from '../web/flash.ts';
import { AccountPage } from './account-page.tsx';
import { PasskeysPanel } from './passkeys-panel.tsx';
import { RemovalNotice } from './removal-notice.tsx';
import { SecurityNotice } from './security-notice.tsx';
import type { SecurityProps } from './security-props.ts';
import { TotpPanel } from './totp-panel.tsx';
import { CodesPanel, EmailCodePanel, PasswordPanel } from './ways-panels.tsx';

/** How a person signs in, and gets back in. */
export const SecurityView = ({
  notice,
  signal,
  ...about
}: SecurityProps & {
  notice: Flash | null;
  signal: { rp_id: string; user_handle: string };
}) => {
  const { page, user, list, passkeys } = about;
  const hasChanged = notice?.key === 'passkey_added' || notice?.key === 'passkey_removed';
  return (
    <AccountPage page={page} user={user} current="security">
      <p class="soft">{page.words.security.intro}</p>
      <SecurityNotice page={page} flash={notice} />
      <RemovalNotice page={page} removal={list.factor_removal} />
      <PasswordPanel page={page} user={user} />
      <PasskeysPanel {...about} />
      <TotpPanel {...about} />
      {list.factors.length > 0 && <CodesPanel page={page} left={list.recovery_codes_left} />}
      <EmailCodePanel page={page} isOn={list.email_otp} />
      {hasChanged && (
        <PasskeySignal
          signal={{
            rpId: signal.rp_id,
            userId: signal.user_handle,
            allAcceptedCredentialIds: passkeys.map(({ credentialId }) => credentialId),
          }}
        />
      )}
    </AccountPage>
  );
};
