/** Returns whether a secret is still the placeholder of an example file. */
export const isPlaceholder = (value: string): boolean =>
  /^(generate|change|placeholder|secret|example|xxx)/i.test(value);
