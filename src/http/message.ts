import * as z from 'zod';

/** A response that only confirms success. */
export const messageAnswer = z
  .object({ message: z.string().meta({ examples: ['Done.'] }) })
  .meta({ id: 'Message' });
