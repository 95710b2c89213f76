/** Texts of: security. */
export const security = {};
