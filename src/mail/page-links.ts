/** The page where everyone can ask for a link to choose a new password. */
export const FORGOT_PASSWORD = '/forgot-password';

/** The button that leads to {@link FORGOT_PASSWORD}. */
export function newPasswordLink(appUrl: string) {
  return { label: 'Choose a new password', url: `${appUrl}${FORGOT_PASSWORD}` };
}
