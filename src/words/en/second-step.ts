/** Texts of: second step, step-up. */
export const secondStep = {};
