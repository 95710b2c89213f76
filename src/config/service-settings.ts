import * as z from 'zod';
import { JURISDICTIONS } from '../guard/guard-namespace.ts';
import { rateLimitOverrides } from '../limits/rules.ts';
import { jsonText, originList, webUrl } from './kinds.ts';

/** The identity of the service, and which clients may call it how often. */
export const serviceSettings = {
  ENVIRONMENT: z
    .enum(['development', 'staging', 'production'])
    .describe('Only development opens the mailbox to anyone.'),
  APP_NAME: z.string().min(1).default('Latchkey').describe('The name in mails and on pages.'),
  APP_URL: webUrl()
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('URL of the service; mailed links begin with it.'),
  GUARD_JURISDICTION: z
    .enum(JURISDICTIONS)
    .optional()
    .describe('Where guards live, for good; anywhere if not set.'),
  COOKIE_MODE: z
    .enum(['refresh', 'both'])
    .default('refresh')
    .describe('`both` gives browsers the access token in a cookie too.'),
  CORS_ALLOWED_ORIGINS: originList().describe(
    'Origins, `scheme://host[:port]`, whose pages may call the service.',
  ),
  RATE_LIMITS: z
    .string()
    .default('{}')
    .transform((text) => (text === 'off' ? '"off"' : text))
    .pipe(jsonText)
    .pipe(z.union([z.literal('off'), rateLimitOverrides]))
    .meta({ takes: 'JSON, or `off`' })
    .describe('Overrides of rate limits by scope; `off` in development only.'),
};
