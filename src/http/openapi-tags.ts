/** What routes are grouped by, in the order in which a newcomer meets them. */
export const TAGS = {
  'Sign-up': "Registering, and proving that an address is one's own.",
  'Sign-in': 'The ways in, and the second step where one is due.',
  Tokens: 'Refreshing, verifying and revoking tokens; what other services need to verify them.',
  Sessions: 'Where a user is signed in, and signing out.',
  Recovery: 'Getting back in without the password.',
  Account: 'What users see and change of their own account.',
  Administration: 'What staff see of all accounts, and what admins do to them.',
  Operations: 'Health, and the job that deletes what has expired.',
} as const satisfies Record<string, string>;

export type Tag = keyof typeof TAGS;

/** The tags that some route bears, each with its description, for the top of the document. */
export function describeTags(used: ReadonlySet<string>): { name: string; description: string }[] {
  return Object.entries(TAGS)
    .filter(([name]) => used.has(name))
    .map(([name, description]) => ({ name, description }));
}
