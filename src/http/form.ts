import type { Context } from 'hono';
import type * as z from 'zod';
import { mediaTypeOf, parseSafely, toFieldErrors } from './body.ts';
import { document, validate } from './contract.ts';
import { validationError } from './errors.ts';

/** Returns whether the body is a form, as OAuth clients send (RFC 6749 §4.1.3). */
export function isForm(c: Context): boolean {
  return mediaTypeOf(c) === 'application/x-www-form-urlencoded';
}

/**
 * Returns the parameters of a form. Empty ones count as absent, and a repeated one is a list, which
 * every schema rejects (RFC 6749 §3.2).
 */
export async function readForm(c: Context): Promise<Record<string, unknown>> {
  // Not `text()`: the runtime logs a warning for a body whose type is not text.
  const form = new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()));
  return Object.fromEntries(
    [...new Set(form.keys())].flatMap((name) => {
      const values = form.getAll(name).filter((value) => value !== '');
      return values.length === 0 ? [] : [[name, values.length === 1 ? values[0] : values]];
    }),
  );
}

/** Parses a form by a schema. Throws `validation_error` with every invalid field. */
export function parseForm<Schema extends z.ZodType>(
  schema: Schema,
  form: Record<string, unknown>,
): z.output<Schema> {
  const result = parseSafely(schema, form);
  if (!result.success) throw validationError({ errors: toFieldErrors(result.error.issues) });
  return result.data;
}

/** Like {@link validate} for a body that may be JSON or a form. */
export function validateForm<Schema extends z.ZodType>(schema: Schema) {
  const inner = validate('json', schema);
  const outer = async (c: Context, next: () => Promise<void>) => {
    if (!isForm(c)) return inner(c as never, next);
    c.req.addValidatedData('json', parseForm(schema, await readForm(c)) as object);
    return next();
  };
  return document(outer as unknown as typeof inner, {
    kind: 'input',
    target: 'json',
    schema,
    optional: false,
    form: true,
  });
}
