import * as z from 'zod';
import { webUrl, whole } from './kinds.ts';

/** What is kept, flushed and reported. */
export const operationSettings = {
  AUDIT_RETENTION_DAYS: whole(90, 1).meta({ unit: 'days' }).describe('Life of audit events.'),
  UNVERIFIED_RETENTION_DAYS: whole(0, 0)
    .meta({ unit: 'days' })
    .describe('Removes accounts never verified; 0 for never.'),
  CRON_SECRET: z
    .string()
    .min(32)
    .optional()
    .meta({ secret: true })
    .describe('Opens the flush route; without it the route is shut.'),
  SENTRY_DSN: webUrl()
    .optional()
    .meta({ secret: true })
    .describe('Where faults are reported to; nowhere if not set.'),
  SENTRY_SAMPLE_RATE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of faults that is reported.'),
};
