/** Every route that needs a signed-in user. The hostile suite tests all of them. */
export const PROTECTED_ROUTES: {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: object;
}[] = [
  { method: 'GET', path: '/api/v1/auth/me' },
  { method: 'GET', path: '/api/v1/auth/sessions' },
  { method: 'DELETE', path: '/api/v1/auth/sessions/00000000-0000-7000-8000-000000000000' },
  { method: 'POST', path: '/api/v1/auth/sessions/terminate-all' },
  {
    method: 'POST',
    path: '/api/v1/auth/password/change',
    body: { old_password: 'a', new_password: 'b' },
  },
  { method: 'GET', path: '/api/v1/auth/mfa' },
  { method: 'POST', path: '/api/v1/auth/mfa/totp', body: {} },
  {
    method: 'POST',
    path: '/api/v1/auth/mfa/totp/00000000-0000-7000-8000-000000000000/confirm',
    body: { otp: '123456' },
  },
  { method: 'POST', path: '/api/v1/auth/mfa/recovery-codes' },
  { method: 'DELETE', path: '/api/v1/auth/mfa/00000000-0000-7000-8000-000000000000' },
  { method: 'POST', path: '/api/v1/auth/step-up/options' },
  { method: 'POST', path: '/api/v1/auth/step-up', body: { password: 'a' } },
  { method: 'PUT', path: '/api/v1/auth/mfa/email', body: { enabled: true, password: 'a' } },
  { method: 'POST', path: '/api/v1/auth/passkeys/register/options' },
  { method: 'POST', path: '/api/v1/auth/passkeys/register', body: {} },
  { method: 'GET', path: '/api/v1/auth/passkeys' },
  {
    method: 'PATCH',
    path: '/api/v1/auth/passkeys/00000000-0000-7000-8000-000000000000',
    body: { label: 'a' },
  },
  { method: 'DELETE', path: '/api/v1/auth/passkeys/00000000-0000-7000-8000-000000000000' },
  { method: 'PUT', path: '/api/v1/auth/profile', body: { first_name: 'a' } },
  { method: 'PATCH', path: '/api/v1/auth/profile', body: { first_name: 'a' } },
  {
    method: 'POST',
    path: '/api/v1/auth/email/change',
    body: { new_email: 'a@example.com', password: 'a' },
  },
  { method: 'GET', path: '/api/v1/auth/account/export' },
  { method: 'DELETE', path: '/api/v1/auth/account', body: { password: 'a' } },
  { method: 'GET', path: '/api/v1/audit/logs' },
  { method: 'GET', path: '/api/v1/admin/users' },
  { method: 'GET', path: '/api/v1/admin/users/00000000-0000-7000-8000-000000000000' },
  { method: 'GET', path: '/api/v1/admin/stats' },
  { method: 'GET', path: '/api/v1/admin/figures' },
  { method: 'GET', path: '/api/v1/admin/events' },
  { method: 'GET', path: '/api/v1/admin/metrics' },
  {
    method: 'POST',
    path: '/api/v1/admin/users/00000000-0000-7000-8000-000000000000/lock',
    body: {},
  },
  {
    method: 'PUT',
    path: '/api/v1/admin/users/00000000-0000-7000-8000-000000000000/roles',
    body: { roles: ['user'] },
  },
  { method: 'DELETE', path: '/api/v1/admin/users/00000000-0000-7000-8000-000000000000' },
  { method: 'GET', path: '/api/v1/admin/clients' },
  {
    method: 'POST',
    path: '/api/v1/admin/clients',
    body: { client_name: 'a', redirect_uris: ['https://app.example.com/'] },
  },
  { method: 'GET', path: '/api/v1/admin/clients/c-1' },
  { method: 'PATCH', path: '/api/v1/admin/clients/c-1', body: { disabled: true } },
  { method: 'DELETE', path: '/api/v1/admin/clients/c-1' },
  { method: 'POST', path: '/api/v1/admin/clients/c-1/rotate-secret', body: {} },
];
