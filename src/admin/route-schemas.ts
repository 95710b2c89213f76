import * as z from 'zod';
import { idSchema } from '../http/id-schema.ts';
import { plainText } from '../shared/plain-text.ts';
import { ROLES } from '../shared/role.ts';
import { USER_STATUSES } from '../users/user-directory-store.ts';
import { ACTS } from './act-on-user.ts';
import { PERIODS } from './view-figures.ts';

export const listQuery = z.object({
  query: z
    .string()
    .min(1)
    .max(254)
    .toLowerCase()
    .optional()
    .describe('The start of an email address or username, or a full id.'),
  status: z.enum(USER_STATUSES).optional(),
  role: z.enum(ROLES).optional(),
  cursor: idSchema.optional().describe('The `next_cursor` of the previous page.'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const figuresQuery = z.object({ period: z.enum(PERIODS).default('day') });
const reason = plainText(500)
  .optional()
  .describe('Recorded in the audit trail.')
  .meta({ examples: ['Requested by phone, ticket 4711.'] });
export const reasonBody = z.object({ reason });
export const actBody = z.object({
  reason,
  identified: z
    .boolean()
    .optional()
    .describe('For `remove-factors`: you have made sure that the owner asked. Acts at once.'),
});
export const rolesBody = z.object({ roles: z.array(z.enum(ROLES)).max(10), reason });
export const userParam = z.object({ id: idSchema });
export const actParam = z.object({ id: idSchema, act: z.enum(ACTS) });
