/** Texts of: mails. */
export const mails = {};
