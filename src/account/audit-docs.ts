import * as z from 'zod';
import { auditView } from '../audit/audit-view.ts';
import { AUDIT_EVENT_TYPES, RISK_LEVELS } from '../audit/event.ts';
import { describeRoute } from '../http/contract.ts';
import { forbidden } from '../http/errors.ts';
import { idSchema } from '../http/id-schema.ts';
import { rateLimited } from '../limits/errors.ts';
import { storageUnavailable } from '../shared/errors.ts';
import { once } from '../shared/once.ts';
import { tokenErrors } from '../tokens/errors.ts';

export const query = z.object({
  event_type: z
    .enum(AUDIT_EVENT_TYPES)
    .optional()
    .meta({ examples: ['session.started'] }),
  risk_level: z.enum(RISK_LEVELS).optional(),
  from: z.iso.datetime({ offset: true }).optional().describe('The earliest time, inclusive.'),
  to: z.iso.datetime({ offset: true }).optional().describe('The latest time, exclusive.'),
  user_id: idSchema.optional().describe('Another user’s events; admins only.'),
  cursor: idSchema.optional().describe('The `next_cursor` of the previous page.'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(50)
    .meta({ examples: [20] }),
});

export const doc = describeRoute({
  operationId: 'listAuditEvents',
  summary: 'List my audit events',
  description:
    'Newest first. Administrators stay anonymous: their actor is `administrator`. ' +
    'With `user_id`, admins see any user’s events unredacted.',
  tag: 'Account',
  security: 'access_token',
  answer: {
    status: 200,
    description: 'A page of events.',
    schema: once(() => z.object({ logs: z.array(auditView()), next_cursor: z.uuid().nullable() })),
  },
  errors: [...tokenErrors, forbidden, rateLimited, storageUnavailable],
});
