/** Where people go to a provider, and what follows it. */
export const withProvider = (id: string, rest = ''): string =>
  `/sign-in/with/${encodeURIComponent(id)}${rest}`;

/** Where an account's owner decides whether a provider is connected. */
export const JOIN = '/account/connections/join';
