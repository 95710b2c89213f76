import type { MailKind } from '../mail/mail-kind.ts';
import type { ToldOutcome } from '../users/mails/mail-outcome.ts';

/** What a mail was for. */
export const MAIL_WORDS: Record<MailKind, string> = {
  verification: 'To confirm the address',
  already_registered: 'That the address has an account already',
  sign_in_code: 'Code to sign in',
  second_step_code: 'Code as second step',
  step_up_code: 'Code to prove it’s them',
  address_code: 'Code to prove the address',
  reset_link: 'Link to set a new password',
  reset_code: 'Code to set a new password',
  email_change: 'To confirm a new address',
  email_change_asked: 'That a new address was asked for',
  email_changed: 'That the address was changed',
  locked: 'That the account is locked',
  recovery_code_used: 'That a recovery code was used',
  factor_added: 'That a second step was added',
  factor_removed: 'That a second step was removed',
  factor_removal_asked: 'That second steps will be removed',
  identity_connected: 'That a provider was connected',
  identity_disconnected: 'That a provider was disconnected',
  erased: 'That the account was erased',
  new_device: 'That somebody signed in on a new device',
  refresh_token_reused: 'That a session was ended: it may have been copied',
  password_known: 'That somebody knows the password',
  mailbox_known: 'That somebody reads the mailbox',
  password_changed: 'That the password was changed',
  password_reset: 'That a new password was set',
  password_breached: 'That the password was found in a list of stolen ones',
  second_factor_enabled: 'That codes by email were turned on',
  second_factor_disabled: 'That codes by email were turned off',
  recovery_codes_replaced: 'That new recovery codes were made',
  passkey_copied: 'That a passkey may have been copied',
  factors_removed: 'That second steps were removed',
  factor_change_undone: 'That a change of ways to sign in was undone',
  factor_removal_stopped: 'That the removal of second steps was stopped',
};

/** What became of a mail, in a word or two, and what that means; null where it is plain. */
export const MAIL_OUTCOME_WORDS: Record<ToldOutcome, { name: string; means: string | null }> = {
  sent: { name: 'Sent', means: null },
  retried: { name: 'Being tried again', means: 'The mail service didn’t take it yet.' },
  refused: { name: 'Refused', means: 'The mail service won’t take it. It’s a dead letter.' },
  given_up: { name: 'Given up', means: 'No try worked. It’s a dead letter.' },
  unknown: { name: 'Not known', means: 'It was to be tried again, and we heard no more of it.' },
};
