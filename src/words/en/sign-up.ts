/** Texts of: sign-up, verification. */
export const signUp = {};
