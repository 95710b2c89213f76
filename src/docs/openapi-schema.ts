import * as z from 'zod';

export type Json = { [key: string]: unknown };

/** The path of named schemas in the document. */
export const SCHEMAS = '#/components/schemas/';

/**
 * Converts a zod schema to JSON Schema 2020-12, for its input or its output. Zod puts schemas with
 * an id into `$defs` of each document; this moves them to `components`.
 */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const {
    $schema,
    $defs,
    id: _,
    ...made
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Json };
  const rehome = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', `"${SCHEMAS}`)) as Json;
  for (const [name, definition] of Object.entries($defs ?? {}))
    components[name] = withoutId(rehome(definition));
  const name = schema.meta()?.id;
  if (name === undefined || io === 'input') return rehome(made);
  if (!('$ref' in made)) components[name] = rehome(made);
  return { $ref: `${SCHEMAS}${name}` };
}

// Zod adds a schema's id as a keyword, which OpenAPI does not have.
function withoutId({ id, ...definition }: Json): Json {
  return definition;
}
