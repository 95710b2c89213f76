/** The groups of routes, in the order in which a new client needs them. */
export const TAGS = {
  'Sign-up': 'Registering, and verifying an address.',
  'Sign-in': 'Ways to sign in, and the second step.',
  Passkeys: 'Adding, naming and removing passkeys.',
  Tokens: 'Refreshing, verifying and revoking tokens; keys and metadata for other services.',
  Sessions: 'Listing and ending sessions, and signing out.',
  Recovery: 'Setting a new password without the old one.',
  Account: 'Viewing and changing your own account.',
  Administration: 'Viewing all accounts (staff) and managing them (admins).',
  Operations: 'Health checks, and deleting expired data.',
} as const satisfies Record<string, string>;

export type Tag = keyof typeof TAGS;

/** Returns the tags in use with their descriptions, for the OpenAPI document. */
export function describeTags(used: ReadonlySet<string>): { name: string; description: string }[] {
  return Object.entries(TAGS)
    .filter(([name]) => used.has(name))
    .map(([name, description]) => ({ name, description }));
}
