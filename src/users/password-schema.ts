import * as z from 'zod';

/** A password in a body. Longer than any the policy takes, so that the complaint is the policy's and not the parser's. */
export const passwordSchema = z
  .string()
  .min(1)
  .max(1024)
  .meta({ examples: ['correct-Horse-7-battery'] });
