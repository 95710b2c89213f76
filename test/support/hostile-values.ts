import type { Schema } from '@cfworker/json-schema';
import fc, { type Arbitrary } from 'fast-check';
import type { ApiDocument, Json, Media } from './api-document.ts';

const NASTY = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  'a\udfffb',
  '\u202e',
  '%00',
  '%E0%A4%A',
  '..',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  "'; drop table users; --",
  '" or ""="',
  '$' + '{7*7}',
  '{{7*7}}',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'İ',
  'ﬃ@example.com',
  '@',
  'a@b',
  '"a b"@example.com',
  'NaN',
  '1e309',
  '-0',
  '9'.repeat(400),
  'x'.repeat(5000),
  '💥'.repeat(500),
  'e\u0301'.repeat(200),
];

/** Text that no sane client sends. */
export const nastyText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
);

const nested = (depth: number, open: string, close: string) =>
  open.repeat(depth) + close.repeat(depth);

/** Any JSON. */
export const nastyValue: Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
    [[]],
    [null],
    { toString: 1 },
    { length: -1 },
  ),
);

/** Bodies that are not valid JSON, or barely. */
export const nastyBody: Arbitrary<string> = fc.constantFrom(
  '',
  ' ',
  '{',
  '{}',
  'null',
  '[]',
  '"text"',
  '0',
  '{"a":1,}',
  '\ufeff{}',
  "{'a':1}",
  'a=b&c=d',
  nested(10_000, '[', ']'),
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  JSON.stringify({ email: 'x'.repeat(70_000) }),
  '{"email":"\ud800"}',
);

function resolve(document: ApiDocument, schema: Schema): Schema {
  return schema.$ref === undefined
    ? schema
    : (document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
}

/** Valid addresses, some of them unusual. */
const address: Arbitrary<string> = fc.oneof(
  fc.emailAddress(),
  fc.emailAddress().map((lower) => ` ${lower.toUpperCase()} `),
  fc.constantFrom(
    'Ada+Tag@GoogleMail.com',
    "o'brien@example.co.uk",
    '+@gmail.com',
    '...@gmail.com',
    `${'x'.repeat(64)}@example.com`,
  ),
);

function text({ format, minLength = 0, maxLength = 200 }: Schema): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'email') return address;
  const longest = fc.constant('x'.repeat(Math.min(maxLength, 5000)));
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 200) }),
    },
    { weight: 1, arbitrary: longest },
  );
}

/** Values that a schema accepts. */
export function takenBy(document: ApiDocument, given: Schema): Arbitrary<unknown> {
  const schema = resolve(document, given);
  const {
    examples,
    enum: options,
    anyOf,
    oneOf,
    type,
    items,
    minimum = -1000,
    maximum = 1000,
  } = schema as Schema & { examples?: unknown[] };
  if ('const' in schema) return fc.constant(schema.const);
  if (options !== undefined) return fc.constantFrom(...(options as unknown[]));
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => takenBy(document, choice)));
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === 'object') return objectOf(document, schema);
  if (kind === 'array')
    return fc.array(items === undefined ? nastyValue : takenBy(document, items as Schema), {
      maxLength: 5,
    });
  if (kind === 'boolean') return fc.boolean();
  if (kind === 'integer' || kind === 'number')
    return fc.integer({ min: Math.max(minimum, -1e9), max: Math.min(maximum, 1e9) });
  const made = kind === 'string' ? text(schema) : nastyValue;
  return examples === undefined
    ? made
    : fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...examples) },
        { weight: 1, arbitrary: made },
      );
}

function objectOf(
  document: ApiDocument,
  { properties = {}, required = [] }: Schema,
): Arbitrary<Json> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      takenBy(document, property as Schema),
    ]),
  );
  return fc.record(fields, {
    requiredKeys: required.filter((name) => name in fields),
  }) as Arbitrary<Json>;
}

/** JSON bodies: valid by a schema, with one thing wrong, or hostile. */
export function bodyOf(
  document: ApiDocument,
  { schema = {}, examples = {} }: Media,
): Arbitrary<string> {
  const shown = fc.constantFrom(...Object.values(examples).map(({ value }) => value as Json));
  const good = fc.oneof(shown, takenBy(document, schema) as Arbitrary<Json>);
  const names = Object.keys(resolve(document, schema).properties ?? {});
  const name = names.length === 0 ? fc.constant('none') : fc.constantFrom(...names);
  const print = (value: unknown) => JSON.stringify(value);
  return fc.oneof(
    { weight: 6, arbitrary: good.map(print) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(good, name, nastyValue)
        .map(([body, field, value]) => print({ ...body, [field]: value })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(good, name)
        .map(([body, field]) => print({ ...body, [field]: undefined })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(good, nastyText, nastyValue)
        .map(([body, field, value]) => print({ ...body, [field]: value })),
    },
    {
      weight: 1,
      arbitrary: good.map((body) =>
        print({ ...body, roles: ['admin'] }).replace(
          '{',
          '{"__proto__":{"roles":["admin"]},"constructor":{"prototype":1},',
        ),
      ),
    },
    { weight: 1, arbitrary: nastyValue.map(print) },
    { weight: 1, arbitrary: nastyBody },
  );
}
