/** Texts of: sign-in, sign-out. */
export const signIn = {};
