/** What can be said once after a redirect. Each page has words for what may come to it. */
export type FlashKey =
  // A form came after its session had ended.
  | 'nothing_saved'
  // Sign-in and out.
  | 'signed_out'
  | 'sign_in_expired'
  | 'tries_used_up'
  | 'set_up_expired'
  | 'password_saved'
  | 'link_sent'
  | 'email_verified'
  // On the way to a provider and back.
  | 'provider_refused'
  | 'provider_unreachable'
  | 'provider_invalid'
  | 'provider_lost'
  // Sign-up and mailed links.
  | 'registered'
  | 'verification_sent'
  | 'password_void'
  | 'username_taken'
  | 'link_used'
  // Profile and security.
  | 'profile_saved'
  | 'username_saved'
  | 'password_changed'
  | 'passkey_added'
  | 'passkey_renamed'
  | 'passkey_removed'
  | 'totp_added'
  | 'totp_removed'
  | 'totp_expired'
  | 'recovery_codes_made'
  | 'email_code_on'
  | 'email_code_off'
  | 'email_change_sent'
  // Sessions, connections and data.
  | 'session_ended'
  | 'sessions_ended'
  | 'consent_withdrawn'
  | 'identity_connected'
  | 'identity_yours'
  | 'identity_disconnected'
  | 'connect_expired'
  | 'account_erased'
  // The console: an act that was done, one that waits for a proof, an account that is gone.
  | 'console_done'
  | 'console_waiting'
  | 'console_erased'
  // The same of OAuth clients.
  | 'client_said'
  | 'client_waiting'
  // The same of dead letters.
  | 'letter_done'
  | 'letter_waiting';
