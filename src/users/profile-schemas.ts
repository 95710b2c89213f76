import * as z from 'zod';
import { plainText } from '../shared/plain-text.ts';
import { findTimeZone } from './time-zones.ts';

/** A part of a person's name. */
export const personNameSchema = plainText(150);

/** A name of the IANA time zone database, in any case; becomes its spelling there. */
export const timezoneSchema = z
  .string()
  .max(64)
  .refine((name) => findTimeZone(name) !== null, 'Not a time zone of the IANA database.')
  .overwrite((name) => findTimeZone(name) ?? name)
  .meta({ examples: ['Europe/Vienna'] });
