import type { Documented, RouteExample } from '../http/contract.ts';
import { bringsExample, exampleOf, exampleOfFields } from './example-of.ts';
import { type Json, toJsonSchema } from './openapi-schema.ts';

/** One validated part of a request. */
export type Input = Extract<Documented, { kind: 'input' }>;

/** Returns the request body of a route: JSON, and a form if the route accepts one. */
export function toRequestBody(
  { schema: source, optional, form: formToo }: Input,
  form: Input | undefined,
  examples: Record<string, RouteExample>,
  components: Json,
): Json {
  const media = toMedia(source, examples, components);
  const ownForm = form === undefined ? undefined : toMedia(form.schema, examples, components);
  const formMedia = formToo === true ? media : ownForm;
  return {
    required: !optional,
    content: {
      'application/json': media,
      ...(formMedia === undefined ? {} : { 'application/x-www-form-urlencoded': formMedia }),
    },
  };
}

function toMedia(
  source: Input['schema'],
  examples: Record<string, RouteExample>,
  components: Json,
): Json {
  const schema = toJsonSchema(source, 'input', components);
  const shown = Object.entries(examples).map(([name, { summary, fields, body }]) => {
    const made =
      fields === undefined
        ? (exampleOf(schema, components) as Json)
        : exampleOfFields(fields, schema, components);
    return [name, { summary, value: { ...made, ...body } }];
  });
  return { schema, examples: Object.fromEntries(shown) as Json };
}

/** Returns the parameters of a path or a query. */
export function toParameters(input: Input, components: Json): Json[] {
  const schema = toJsonSchema(input.schema, 'input', components) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const required = input.target === 'param' || (schema.required?.includes(name) ?? false);
    return {
      name,
      in: input.target === 'param' ? 'path' : 'query',
      required,
      schema: property,
      ...(required || bringsExample(property) ? { example: exampleOf(property, components) } : {}),
    };
  });
}
