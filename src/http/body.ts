import type { Context } from 'hono';
import * as z from 'zod';
import type { FieldError } from '../shared/errors.ts';

/** The media type of a request's body, in lower case and without parameters. */
export function mediaTypeOf(c: Context): string | undefined {
  return (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase();
}

/** A body without its null fields: Swift, Kotlin and Dart write null for what has no value. */
export function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

/**
 * What a schema makes of a value. Zod measures whatever has a length, text or not:
 * `{"length": {"toString": null}}` makes that throw a TypeError.
 */
export function parseSafely<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> | { success: false; error: z.ZodError } {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return {
      success: false,
      error: new z.ZodError([
        { code: 'custom', path: [], message: 'A field is of the wrong type.', input: value },
      ]),
    };
  }
}

/** The broken rules of a validation, one entry each. */
export function toFieldErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return issues.map((issue) => ({
    field: issue.path.length === 0 ? 'body' : issue.path.join('.'),
    code:
      issue.code === 'invalid_type' && issue.message.includes('undefined')
        ? 'required'
        : issue.code,
    message: issue.message,
  }));
}
