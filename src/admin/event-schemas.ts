import * as z from 'zod';
import { auditView } from '../audit/audit-view.ts';
import { AUDIT_EVENT_TYPES, RISK_LEVELS } from '../audit/event.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { once } from '../shared/once.ts';

/** Characters of the longest cursor: that of a tail, with what it has shown. */
const LONGEST = 4000;

/** By risk: what is critical, then what is high, then all else; each newest first. */
const EVENT_ORDERS = ['risk', 'newest'] as const;

const person = z.string().trim().min(1).max(254);
const cursor = z.string().min(1).max(LONGEST).optional();

export const eventsQuery = z.object({
  event_type: z
    .enum(AUDIT_EVENT_TYPES)
    .optional()
    .meta({ examples: ['admin.disabled'] }),
  risk_level: z.enum(RISK_LEVELS).optional(),
  user: person
    .optional()
    .describe('What it is about: the id or address of a user, the id of an OAuth client or a job.')
    .meta({ examples: [EXAMPLE_IDS.user] }),
  actor: person.optional().describe('Who did it: the id or address of a user.'),
  ip_address: z.string().trim().min(1).max(45).optional().describe('The whole address.'),
  from: z.iso.datetime({ offset: true }).optional().describe('The earliest time, inclusive.'),
  to: z.iso.datetime({ offset: true }).optional().describe('The latest time, exclusive.'),
  order: z
    .enum(EVENT_ORDERS)
    .default('risk')
    .describe('`risk`: critical events first, then high ones, then the others; newest first.'),
  cursor: cursor.describe('The `next_cursor` of the previous page, with the same query.'),
  after: cursor.describe('The `latest` of an earlier response, with the same query.'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type EventsQuery = z.output<typeof eventsQuery>;

export const eventsAnswer = once(() =>
  z
    .object({
      events: z.array(auditView()),
      next_cursor: z
        .string()
        .nullable()
        .describe('For the next page, which may be there although this one is not full.'),
      looked_back_to: z.iso
        .datetime()
        .nullable()
        .describe('How far this page has looked, if it stopped there before it was full.'),
      latest: z
        .string()
        .nullable()
        .describe('For `after`: tells what has come since. Null on further pages.')
        .meta({ examples: ['eyJzaW5jZSI6MX0.AbQx5cHkZ1d0w3rT8uJm2Q'] }),
      is_gap: z
        .boolean()
        .describe(
          'With `after`: more events came than the answer holds. Read the list from its start.',
        ),
    })
    .meta({ id: 'AuditEventPage' }),
);
export type EventPage = z.infer<ReturnType<typeof eventsAnswer>>;
