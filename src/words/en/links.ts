/** Texts of: links. */
export const links = {};
