import * as z from 'zod';
import { webUrl, whole } from './kinds.ts';

/** Retention, flushing, logging and error reports. */
export const operationSettings = {
  AUDIT_RETENTION_DAYS: whole(90, 1).meta({ unit: 'days' }).describe('Life of audit events.'),
  UNVERIFIED_RETENTION_DAYS: whole(0, 0)
    .meta({ unit: 'days' })
    .describe('Deletes accounts never verified; 0 for never.'),
  CRON_SECRET: z
    .string()
    .min(32)
    .optional()
    .meta({ secret: true })
    .describe('Opens the flush route, which is closed without it.'),
  METRICS_SECRET: z
    .string()
    .min(32)
    .optional()
    .meta({ secret: true })
    .describe('Lets a monitor read `admin/metrics`.'),
  LOG_SAMPLE: z.coerce
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'Share of routine request lines that are logged; 0.1 in production, else 1, if not set.',
    ),
  SENTRY_DSN: webUrl()
    .optional()
    .meta({ secret: true })
    .describe('Where errors are reported; off if not set.'),
  SENTRY_SAMPLE_RATE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of errors that are reported.'),
};
