import * as z from 'zod';
import { parseOrigin } from '../http/origin.ts';
import { SECOND } from '../shared/clock.ts';

/**
 * What the table of settings in `src/cli/README.md` shows beside the schema: `secret` for secret
 * values, `takes` for a rule that the schema cannot express, `unit` of a number.
 */
export type SettingMeta = { secret?: true; takes?: string; unit?: 'seconds' | 'days' | 'KiB' };

/** A number of seconds in the environment, milliseconds once parsed. */
export const seconds = (fallback: number, minimum = 1) =>
  z.coerce
    .number()
    .int()
    .min(minimum)
    .default(fallback)
    .transform((value) => value * SECOND)
    .meta({ unit: 'seconds' });

/** A whole number between two bounds. */
export const whole = (fallback: number, minimum: number, maximum = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(minimum).max(maximum).default(fallback);

/** An http or https URL. */
export const webUrl = () => z.url({ protocol: /^https?$/ });

/** Parsed JSON. */
export const jsonText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

/** Splits a list at commas and drops empty entries. */
export const splitList = (list: string) =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

/** Origins, separated by commas, as `parseOrigin` spells them. */
export const originList = () =>
  z
    .string()
    .default('')
    .transform((list, context) => {
      const origins = splitList(list).map(parseOrigin);
      const bad = origins.flatMap((origin, index) => (origin === null ? [index + 1] : []));
      if (bad.length > 0)
        context.addIssue({
          code: 'custom',
          message: `entry ${bad.join(', ')} is no origin like https://app.example.com`,
        });
      return origins.filter((origin) => origin !== null);
    })
    .meta({ takes: 'origins, by commas' });

/** Strings separated by commas, or a JSON array if they contain commas. */
export const textList = z
  .string()
  .default('')
  .transform((text, context) => {
    if (!text.trimStart().startsWith('[')) return splitList(text);
    const entries = z.array(z.string()).safeParse(tryJson(text));
    if (entries.success) return entries.data;
    context.addIssue({ code: 'custom', message: 'is neither a list nor a JSON array of strings' });
    return z.NEVER;
  });

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a setting says of itself, as its schema and its meta tell. */
export type Described = SettingMeta & {
  description?: string;
  type?: string;
  format?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  default?: string | number;
};

/** Reads what a setting takes, its default and its sentence. */
export const describedOf = (rule: z.ZodType): Described =>
  z.toJSONSchema(rule, { io: 'input' }) as Described;
