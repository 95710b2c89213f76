import * as z from 'zod';
import { once } from '../shared/once.ts';

/** A response that only confirms success. */
export const messageAnswer = once(() =>
  z.object({ message: z.string().meta({ examples: ['Done.'] }) }).meta({ id: 'Message' }),
);
