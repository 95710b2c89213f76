import { EXAMPLE_IDS, VALUES_BY_NAME } from '../http/example-values.ts';
import { type Json, SCHEMAS } from './openapi-schema.ts';

const BY_FORMAT: Record<string, string> = {
  uuid: EXAMPLE_IDS.user,
  'date-time': '2026-01-31T12:00:00.000Z',
  email: 'ada@example.com',
  uri: 'https://example.com',
};

/**
 * Returns a value that is valid for a JSON Schema: its first example, the usual value of a field of
 * this name, or one built from its parts. Objects get their required fields and those with an
 * example.
 */
export function exampleOf(schema: Json, components: Json, name = ''): unknown {
  const {
    $ref,
    examples,
    const: constant,
    enum: options,
    anyOf,
    oneOf,
    properties,
    items,
    type,
    format,
    minimum,
  } = schema;
  if (typeof $ref === 'string')
    return exampleOf(components[$ref.slice(SCHEMAS.length)] as Json, components);
  if (Array.isArray(examples)) return examples[0];
  if ('const' in schema) return constant;
  const choices = (anyOf ?? oneOf) as Json[] | undefined;
  if (name in VALUES_BY_NAME && !choices?.some(bringsExample)) return VALUES_BY_NAME[name];
  if (Array.isArray(options)) return options[0];
  if (choices?.[0] !== undefined) return exampleOf(choices[0], components);
  const [kind] = [type].flat();
  if (kind === 'object')
    return objectExample((properties ?? {}) as Record<string, Json>, schema, components);
  if (kind === 'array') return items === undefined ? [] : [exampleOf(items as Json, components)];
  if (kind === 'boolean') return true;
  if (kind === 'integer' || kind === 'number') return Math.max(1, Number(minimum ?? 1));
  return kind === 'null' ? null : (BY_FORMAT[String(format)] ?? 'text');
}

function objectExample(
  properties: Record<string, Json>,
  { required }: Json,
  components: Json,
): Json {
  const requiredNames = (required ?? []) as string[];
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name, property]) => requiredNames.includes(name) || bringsExample(property))
      .map(([name, property]) => [name, exampleOf(property, components, name)]),
  );
}

/** Returns a value for each of these properties of an object's schema. */
export function exampleOfFields(names: string[], schema: Json, components: Json): Json {
  const properties = schema.properties as Record<string, Json>;
  return Object.fromEntries(
    names.map((name) => [name, exampleOf(properties[name] ?? {}, components, name)]),
  );
}

/** Returns whether a schema, or its non-null alternative, has an example. */
export function bringsExample({ examples, anyOf }: Json): boolean {
  return examples !== undefined || ((anyOf as Json[] | undefined)?.some(bringsExample) ?? false);
}
