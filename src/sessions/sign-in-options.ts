import * as z from 'zod';
import { plainText } from '../shared/plain-text.ts';

/** The name that a person gives a device. */
export const deviceNameSchema = plainText(100)
  .nullish()
  .meta({ examples: ['Ada’s laptop'] });

/** Where the tokens of a session go; remembered for its life. */
export const tokenDeliverySchema = z
  .enum(['cookie', 'body'])
  .default('cookie')
  .describe('`body` for clients that are no browser.');
