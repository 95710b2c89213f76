/**
 * What a mail is, for those who look for it later. One to an address that is taken already counts
 * as `email_change`: whoever asked must not learn of it, and reads this in their own data.
 */
export const MAIL_KINDS = [
  'verification',
  'already_registered',
  'sign_in_code',
  'second_step_code',
  'step_up_code',
  'address_code',
  'reset_link',
  'reset_code',
  'email_change',
  'email_change_asked',
  'email_changed',
  'locked',
  'recovery_code_used',
  'factor_added',
  'factor_removed',
  'factor_removal_asked',
  'identity_connected',
  'identity_disconnected',
  'erased',
  'new_device',
  'refresh_token_reused',
  'password_known',
  'mailbox_known',
  'password_changed',
  'password_reset',
  'password_breached',
  'second_factor_enabled',
  'second_factor_disabled',
  'recovery_codes_replaced',
  'passkey_copied',
  'factors_removed',
  'factor_change_undone',
  'factor_removal_stopped',
] as const;

export type MailKind = (typeof MAIL_KINDS)[number];

/** What a mail is, and the user who was meant; null for one who is nobody here. */
export type MailAbout = { kind: MailKind; userId: string | null };
