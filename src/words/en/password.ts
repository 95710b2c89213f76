/** Texts of: password. */
export const password = {};
