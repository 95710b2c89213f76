/** Texts of: sessions. */
export const sessions = {};
