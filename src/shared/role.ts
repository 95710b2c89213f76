/** Roles: `staff` may read the administration, `admin` may act in it. */
export const ROLES = ['user', 'staff', 'admin'] as const;
export type Role = (typeof ROLES)[number];
