/** Texts of the pages of an account, and of its profile. */
export const account = {
  /** The name of the list of pages. */
  yours: 'Account',
  pages: {
    profile: 'Profile',
    security: 'Security',
    sessions: 'Sessions',
    activity: 'Activity',
    connections: 'Connections',
    data: 'Your data',
  },
};
