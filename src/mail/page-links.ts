/** The page where everyone can ask for a link to choose a new password. */
export const FORGOT_PASSWORD = '/forgot-password';
/** Where the owner of an account changes how it is protected. */
export const SECURITY = '/account/security';
export const SIGN_IN = '/sign-in';
