import type { Context } from 'hono';
import type * as z from 'zod';
import { AppError } from '../shared/errors.ts';
import { mediaTypeOf, parseSafely, withoutNulls } from './body.ts';
import { invalidJson } from './errors.ts';

/**
 * Reads the body as text. Throws `invalid_json`. Not by `text()`: the runtime logs a warning for a
 * body whose type is not text.
 */
export async function readText(c: Context): Promise<string> {
  try {
    return new TextDecoder().decode(await c.req.arrayBuffer());
  } catch {
    throw invalidJson();
  }
}

/** Parses a JSON text. Throws `invalid_json`. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') throw invalidJson({ detail: 'The body is empty: send a JSON object.' });
  try {
    return JSON.parse(text);
  } catch {
    throw invalidJson();
  }
}

/**
 * Returns a JSON body as `validate` will accept it; null if it will refuse it. For what goes
 * before validation, such as the token, which is refused first.
 */
export async function foreseeJson<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  if (mediaTypeOf(c) !== 'application/json') return null;
  try {
    const result = parseSafely(schema, withoutNulls(parseJson(await readText(c))));
    return result.success ? result.data : null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
