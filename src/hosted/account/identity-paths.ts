/** Where somebody who is signed in connects and disconnects providers. */
export const connectPath = (provider: string): string =>
  `/account/connections/with/${encodeURIComponent(provider)}`;
export const disconnectPath = (id: string): string =>
  `/account/connections/${encodeURIComponent(id)}/disconnect`;
