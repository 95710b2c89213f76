/** The page on which anybody may ask for a link to choose a new password. */
export const FORGOT_PASSWORD = '/forgot-password';

/** The button that leads there. */
export function newPasswordLink(appUrl: string) {
  return { label: 'Choose a new password', url: `${appUrl}${FORGOT_PASSWORD}` };
}
