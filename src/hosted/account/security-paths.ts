/** The page of how one signs in, and those below it. */
export const SECURITY = '/account/security';
export const PASSWORD = `${SECURITY}/password`;
export const PASSKEYS = `${SECURITY}/passkeys`;
export const TOTP_APPS = `${SECURITY}/totp`;
export const RECOVERY_CODES = `${SECURITY}/recovery-codes`;
export const EMAIL_CODE = `${SECURITY}/email-code`;
