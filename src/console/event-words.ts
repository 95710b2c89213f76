import type { AuditView } from '../audit/audit-view.ts';
import { AUDIT_EVENT_TYPES, type AuditEventType, type RiskLevel } from '../audit/event.ts';
import { SETTINGS } from './clients/settings.ts';

/** What happened, as a team says it of somebody else: `words/` says it to the person. */
export const EVENT_WORDS: Record<AuditEventType, string> = {
  'user.registered': 'Account created',
  'user.imported': 'Account imported',
  'user.email_verified': 'Email address confirmed',
  'session.started': 'Signed in',
  'session.started_from_new_device': 'Signed in from a new device or place',
  'session.refreshed': 'Session renewed',
  'session.stepped_up': 'Proved again that it’s them',
  'session.ended': 'Session ended',
  'session.others_ended': 'Signed out all other devices',
  'token.revoked': 'An app gave up its access',
  'grant.started': 'Signed in to an app',
  'grant.code_replayed': 'An app’s code was used twice, so its access was ended',
  'consent.given': 'Allowed an app to use the account',
  'consent.withdrawn': 'Took back what an app was allowed',
  'session.sign_in_failed': 'Wrong password',
  'session.refresh_token_reused': 'Session ended: a refresh token was used twice',
  'password.changed': 'Password changed',
  'password.reset_asked': 'Asked for an email to set a new password',
  'password.reset': 'New password set by a mailed link',
  'password.found_in_breach': 'Password found in a list of stolen ones',
  'password.breach_check_failed': 'Password couldn’t be compared with stolen ones',
  'account.locked': 'Locked after too many wrong passwords',
  'account.unlocked': 'Lock ended by a mailed link',
  'account.tries_used_up': 'Locked after too many wrong codes',
  'second_factor.failed': 'Wrong second step',
  'second_factor.enabled': 'Turned on codes by email',
  'second_factor.disabled': 'Turned off codes by email',
  'factor.added': 'Second step added',
  'factor.used': 'Second step used',
  'factor.removed': 'Second step removed',
  'factor.change_undone': 'Change of second steps undone by a mailed link',
  'factor.removal_asked': 'Asked by a mailed link to remove the second steps',
  'factor.removal_cancelled': 'Removal of second steps stopped',
  'recovery_code.used': 'Recovery code used',
  'recovery_codes.replaced': 'New recovery codes made',
  'factor.counter_went_back': 'A passkey was used that may be a copy',
  'identity.connected': 'Account at a provider connected',
  'identity.disconnected': 'Account at a provider disconnected',
  'identity.refused': 'Sign-in with a provider refused',
  'user.profile_changed': 'Profile changed',
  'email.change_asked': 'Asked to change the email address',
  'email.changed': 'Email address changed',
  'email.change_undone': 'Change of email address undone by a mailed link',
  'account.exported': 'Downloaded their data',
  'account.erased': 'Account erased',
  'password.reset_forced': 'Password removed, and a new one asked for',
  'admin.locked': 'Locked',
  'admin.unlocked': 'Unlocked',
  'admin.disabled': 'Disabled',
  'admin.enabled': 'Enabled',
  'admin.email_verified': 'Email address confirmed for them',
  'admin.sessions_ended': 'All sessions ended',
  'admin.roles_changed': 'Roles changed',
  'admin.factor_removal_asked': 'Removal of second steps asked for',
  'admin.factor_removal_cancelled': 'Removal of second steps stopped by an admin',
  'admin.factors_removed': 'Second steps removed',
  'admin.users_exported': 'Downloaded users as a file',
  'admin.reconciled': 'Records put in order',
  'admin.verification_resent': 'Asked to confirm the email address by another mail',
  'admin.job_started': 'Job for many users started',
  'admin.job_finished': 'Job for many users finished',
  'admin.job_stopped': 'Job for many users stopped',
  'admin.client_registered': 'OAuth client registered',
  'admin.client_changed': 'OAuth client changed',
  'admin.client_secret_rotated': 'Secret of an OAuth client renewed',
  'admin.client_removed': 'OAuth client removed',
  'admin.dead_letter_retried': 'A failed message was tried again',
  'admin.dead_letter_dropped': 'A failed message was dropped',
  'limit.hit': 'Went over a limit',
  'mail.dead_lettered': 'An email could not be sent',
};

/** Each risk in a word. */
export const RISK_WORDS: Record<RiskLevel, string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

const rolesIn = (roles: unknown) => String(roles).replaceAll(' ', ' and ');

/**
 * Says what happened, with the roles before and after, or the settings. An unknown type speaks for
 * itself.
 */
export function eventInWords({ event_type: type, metadata }: AuditView): string {
  const known = AUDIT_EVENT_TYPES.find((one) => one === type);
  if (known === undefined) return type;
  const { from, to, settings } = metadata;
  if (known === 'admin.roles_changed' && typeof to === 'string')
    return `${EVENT_WORDS[known]} from ${rolesIn(from)} to ${rolesIn(to)}`;
  if (known === 'admin.client_changed' && typeof settings === 'string')
    return `${EVENT_WORDS[known]} (${settings.split(' ').map(labelOf).join(', ')})`;
  return EVENT_WORDS[known];
}

const labelOf = (name: string) => SETTINGS.find((one) => one.name === name)?.label ?? name;
