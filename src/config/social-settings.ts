import * as z from 'zod';
import { providerSettings } from '../methods/social/provider-settings.ts';
import { jsonText } from './kinds.ts';

/** Providers that people may sign in with, such as Google. */
export const socialSettings = {
  SOCIAL_PROVIDERS: z
    .string()
    .default('[]')
    .pipe(jsonText)
    .pipe(providerSettings)
    .meta({ takes: '[JSON](../methods/social/README.md#settings)' })
    .describe('Providers to sign in with.'),
  'SOCIAL_*_SECRET': z
    .record(z.string(), z.string())
    .optional()
    .meta({ secret: true, takes: 'text; PEM for `apple`' })
    .describe('The secret of a provider, by its id.'),
};
