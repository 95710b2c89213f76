/**
 * Every address that shows a page, as the router writes it; `test/flows/pages/addresses.test.ts`
 * keeps it current. Addresses that only lead on to another page are in {@link LEADING_ON}.
 */
export const PAGE_PATHS = [
  '/',
  '/account/activity',
  '/account/activity/secure',
  '/account/connections',
  '/account/connections/:id/disconnect',
  '/account/connections/join',
  '/account/connections/with/:provider',
  '/account/data',
  '/account/data/erase',
  '/account/profile',
  '/account/profile/email',
  '/account/profile/username',
  '/account/security',
  '/account/security/email-code',
  '/account/security/passkeys/:id/remove',
  '/account/security/passkeys/:id/rename',
  '/account/security/passkeys/add',
  '/account/security/password',
  '/account/security/recovery-codes',
  '/account/security/totp',
  '/account/security/totp/:id',
  '/account/security/totp/:id/remove',
  '/account/sessions',
  '/account/sessions/end-others',
  '/account/step-up',
  '/admin/clients',
  '/admin/clients/:client_id',
  '/admin/clients/:client_id/edit',
  '/admin/clients/new',
  '/admin',
  '/admin/keys',
  '/admin/settings',
  '/admin/jobs',
  '/admin/jobs/:id',
  '/admin/events',
  '/admin/dead-letters',
  '/admin/users',
  '/admin/users/:id',
  '/cancel-factor-removal',
  '/change-email',
  '/forgot-password',
  '/forgot-password/sent',
  '/goodbye',
  '/oauth/authorize',
  '/oauth/continue',
  '/oauth/end-session',
  '/oauth/end-session/continue',
  '/reset-password',
  '/second-step',
  '/second-step/codes',
  '/second-step/set-up',
  '/second-step/set-up/passkey',
  '/second-step/set-up/password',
  '/second-step/set-up/totp',
  '/second-step/set-up/totp/:id',
  '/sign-in',
  '/sign-in/code',
  '/sign-in/passkey',
  '/sign-in/with/:provider/address',
  '/sign-in/with/:provider/existing',
  '/sign-in/with/:provider/finish',
  '/sign-out',
  '/sign-up',
  '/sign-up/resend',
  '/sign-up/sent',
  '/undo-email-change',
  '/undo-factor-change',
  '/unlock-account',
  '/verify-email',
];

/** Addresses without a page of their own: they lead on, or are a file. */
export const LEADING_ON = [
  '/account',
  '/account/data/download',
  '/account/step-up/code',
  '/admin/users.csv',
  '/sign-in/code/send',
  '/sign-in/with/:provider',
  '/sign-in/with/:provider/address/code',
  '/sign-in/with/:provider/callback',
];

/** The addresses of {@link PAGE_PATHS} that are none of the paths somebody saw. */
export function unseen(paths: Iterable<string>): string[] {
  const seen = [...paths];
  return PAGE_PATHS.filter((path) => {
    const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
    return !seen.some((one) => pattern.test(one));
  });
}
