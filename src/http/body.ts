import type { Context } from 'hono';
import * as z from 'zod';
import type { FieldError } from '../shared/errors.ts';
import { plainDemand } from './plain-demand.ts';

/** Returns the media type of a request's body, in lower case and without parameters. */
export function mediaTypeOf(c: Context): string | undefined {
  return (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase();
}

/** Returns a body without null fields: Swift, Kotlin and Dart send null for missing values. */
export function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

/**
 * Parses a value by a schema; never throws for bad input. Zod measures anything that has a
 * `length`, and throws a TypeError for `{"length": {"toString": null}}`.
 */
export function parseSafely<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> | { success: false; error: z.ZodError } {
  try {
    return schema.safeParse(value, { error: asSentence });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return {
      success: false,
      error: new z.ZodError([
        { code: 'custom', path: [], message: 'A field has the wrong type.', input: value },
      ]),
    };
  }
}

function asSentence(issue: z.core.$ZodRawIssue): string | undefined {
  const demand = plainDemand(issue);
  return demand === undefined ? undefined : `M${demand.slice(1)}.`;
}

/** What a client reads that leaves out a field. */
export const REQUIRED = 'This field is required.';

/** Converts validation issues to field errors, one each. */
export function toFieldErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return issues.map((issue) => {
    const field = issue.path.length === 0 ? 'body' : issue.path.join('.');
    const isMissing = issue.code === 'invalid_type' && issue.message.includes('undefined');
    if (isMissing) return { field, code: 'required', message: REQUIRED };
    return { field, code: issue.code, message: issue.message };
  });
}
