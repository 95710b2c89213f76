import * as z from 'zod';

/** An answer that is only good news. */
export const messageAnswer = z
  .object({ message: z.string().meta({ examples: ['Done.'] }) })
  .meta({ id: 'Message' });
