import * as z from 'zod';

/**
 * A password in a body. The maximum exceeds the policy's, so that the policy reports the error and
 * not the parser.
 */
export const passwordSchema = z
  .string()
  .min(1)
  .max(1024)
  .meta({ examples: ['correct-Horse-7-battery'] });
