import * as z from 'zod';
import { idSchema } from '../http/id-schema.ts';
import { plainText } from '../shared/plain-text.ts';
import { ROLES } from '../shared/role.ts';
import {
  identityIn,
  LAST_SEEN,
  USER_ORDERS,
  USER_SORTS,
  USER_STATUSES,
} from '../users/user-query.ts';
import { ACTS } from './act-on-user.ts';
import { PERIODS } from './view-figures.ts';

const yesOrNo = z.enum(['yes', 'no']).optional();
const userFilters = z.object({
  query: z
    .string()
    .min(1)
    .max(254)
    // Of an account at a provider, the id may have upper case.
    .overwrite((text) => (identityIn(text) === null ? text.toLowerCase() : text))
    .optional()
    .describe(
      'The start of an email address, username or display name, a full id, or a provider and the ' +
        'full id of an account there, such as `google:110169484474386276334`.',
    ),
  status: z.enum(USER_STATUSES).optional(),
  role: z.enum(ROLES).optional(),
  verified: yesOrNo.describe('Whether the address is proved.'),
  second_factor: yesOrNo.describe('Whether a second factor is set up.'),
  last_seen: z
    .enum(LAST_SEEN)
    .optional()
    .describe('The last sign-in: within so many days, over 90 days ago, or `never`.'),
});
/** Which users, in which order, from where. */
export const listQuery = userFilters.extend({
  sort: z.enum(USER_SORTS).default('created'),
  order: z
    .enum(USER_ORDERS)
    .default('desc')
    .describe('`desc` begins with the latest. Who never signed in is older than everyone else.'),
  cursor: z
    .string()
    .max(200)
    .optional()
    .describe('The `next_cursor` of the previous page, with the same search and order.'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
/** What the query of a list asks for. */
export function toListed({ verified, second_factor, last_seen, ...rest }: ListQuery) {
  const isYes = (answer: 'yes' | 'no' | undefined) => answer && answer === 'yes';
  return {
    ...rest,
    query: rest.query,
    status: rest.status,
    role: rest.role,
    verified: isYes(verified),
    secondFactor: isYes(second_factor),
    lastSeen: last_seen,
    cursor: rest.cursor,
  };
}
export type ListQuery = z.output<typeof listQuery>;
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
