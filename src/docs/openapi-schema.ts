import * as z from 'zod';

export type Json = { [key: string]: unknown };

/** Where the document keeps schemas that have a name. */
export const SCHEMAS = '#/components/schemas/';

/**
 * A zod schema as JSON Schema 2020-12, of what goes in or of what comes out. Zod puts schemas that have an id into `$defs` of
 * each document it makes; here they all move to `components`.
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

// Zod repeats a schema's id as a keyword, which OpenAPI does not know.
function withoutId({ id, ...definition }: Json): Json {
  return definition;
}
