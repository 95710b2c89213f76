/** Ids in examples, one for each kind. */
export const EXAMPLE_IDS = {
  user: '0190f5a4-7d2b-7c3e-9a41-5b6c7d8e9f01',
  session: '0190f5a4-8e11-7a52-8c3d-2f4e6a8b0c12',
  factor: '0190f5a4-a118-7e54-9b36-1c8d4f7a2e60',
  passkey: '0190f5a4-a3d9-7b6f-8e15-4c7d9f0a2b36',
  client: 'c-5f0c2a9be1d84c7796a1e3d0',
  event: '0190f5a4-9c07-7d18-b2e5-7a9c1e3f5d23',
  request: '7d4c9a0e-3a52-4c39-9d0e-8f6f0c1b2a3d',
};

/** A refresh token that looks real but has no valid signature. */
export const EXAMPLE_REFRESH_TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6InJ0K2p3dCJ9.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCJ9.c2lnbmF0dXJl';

const REGISTERED = '2026-01-12T09:30:00.000Z';
const VERIFIED = '2026-01-12T09:31:00.000Z';
const SIGNED_IN = '2026-01-31T12:00:00.000Z';
const NOW = '2026-01-31T12:10:00.000Z';

/**
 * Example values by field name, for fields whose schema has no example: Ada has registered,
 * verified her address and is signed in.
 */
export const VALUES_BY_NAME: Record<string, unknown> = {
  email: 'ada@example.com',
  username: 'ada',
  first_name: 'Ada',
  last_name: 'Lovelace',
  display_name: 'Ada',
  timezone: 'Europe/Vienna',
  locale: 'de-AT',
  registered_browser: 'Firefox',
  registered_country: 'AT',
  user_id: EXAMPLE_IDS.user,
  sub: EXAMPLE_IDS.user,
  session_id: EXAMPLE_IDS.session,
  sid: EXAMPLE_IDS.session,
  jti: EXAMPLE_IDS.request,
  next_cursor: EXAMPLE_IDS.event,
  refresh_token: EXAMPLE_REFRESH_TOKEN,
  refresh: EXAMPLE_REFRESH_TOKEN,
  refresh_expires_in: 604_800,
  amr: ['pwd'],
  mfa_enabled: false,
  label: null,
  former_passwords_kept: 2,
  used_at: null,
  created_at: REGISTERED,
  date_joined: REGISTERED,
  terms_accepted_at: REGISTERED,
  privacy_policy_accepted_at: REGISTERED,
  password_changed_at: REGISTERED,
  changed_at: REGISTERED,
  email_verified_at: VERIFIED,
  last_login_at: SIGNED_IN,
  updated_at: SIGNED_IN,
  last_activity_at: NOW,
  last_rotation_at: NOW,
  exported_at: NOW,
  timestamp: NOW,
  expires_at: '2026-02-07T12:00:00.000Z',
  // Events that never happened to Ada.
  mfa_enabled_at: null,
  locked_until: null,
  locked_out_until: null,
  password_breached_at: null,
  found_in_breach_at: null,
  revoked_at: null,
  revoke_reason: null,
};
