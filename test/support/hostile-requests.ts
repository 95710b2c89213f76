import fc, { type Arbitrary } from 'fast-check';
import type { ApiDocument, Parameter, Route } from './api-document.ts';
import { bodyOf, nastyBody, nastyText, takenBy } from './hostile-values.ts';

/** Placeholders for values known only at run time; see `fillIn` in the test. */
export const STAND_INS = {
  access: '@access@',
  refresh: '@refresh@',
  user: '@user@',
  session: '@session@',
};

/** A request with its placeholders still in it. */
export type HostileRequest = {
  path: string;
  headers: [name: string, value: string][];
  body: string | null;
};

const AUTHORIZATIONS = [
  '',
  'Bearer',
  'Bearer ',
  'Bearer null',
  'Bearer a.b.c',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  `bearer ${STAND_INS.access}`,
  `Bearer ${STAND_INS.refresh}`,
  `Bearer ${STAND_INS.access}x`,
  `Bearer ${'a'.repeat(9000)}`,
  'Basic !!!',
  'Basic Og==',
  'Basic gICA',
  'Digest x',
];
const CONTENT_TYPES = [
  '',
  'text/plain',
  'application/json; charset=utf-16',
  'APPLICATION/JSON',
  'application/problem+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  ';',
];
const HEADERS: Record<string, string[]> = {
  'CF-Connecting-IP': [
    '',
    '::1',
    '::ffff:1.2.3.4',
    '2001:db8::1%eth0',
    '999.1.1.1',
    'not an address',
    ':::',
    '[::1]',
  ],
  'X-Request-Id': ['', 'a b', 'x'.repeat(300), '<script>', 'fine'],
  'User-Agent': ['', 'x'.repeat(4000), 'Mozilla/5.0', '((((('],
  'Accept-Language': ['*', 'xx-invalid', 'de;q=abc', 'x'.repeat(2000)],
  Origin: ['null', 'https://evil.example', 'https://auth.test', 'not a url'],
  'Sec-Fetch-Site': ['cross-site', 'same-origin', 'junk'],
  Cookie: [
    '__Host-refresh_token=',
    '__Host-refresh_token=a.b.c',
    'refresh_token=a.b.c',
    `__Host-refresh_token=${STAND_INS.refresh}`,
    `refresh_token=${STAND_INS.refresh}`,
    `__Host-access_token=${STAND_INS.access}`,
    'csrftoken=%E0%A4%A; __Host-refresh_token=%',
    '=; ;=',
    'x'.repeat(4000),
  ],
  'X-CSRF-Token': ['', 'a.b', '.', 'x'.repeat(2000)],
  'X-Cron-Secret': ['', 'wrong'],
  Accept: ['text/html', 'nonsense', '*/*;q=2'],
};

const strangeHeader: Arbitrary<[string, string]> = fc
  .constantFrom(...Object.keys(HEADERS))
  .chain((name) =>
    fc.constantFrom(...(HEADERS[name] ?? [])).map((value): [string, string] => [name, value]),
  );

/** Mostly the credentials that the operation requires, which `good` names. */
function authorization(good: [string, string][]): Arbitrary<[string, string][]> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: fc.constant<[string, string][]>([]) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(...AUTHORIZATIONS)
        .map((value): [string, string][] => [['Authorization', value]]),
    },
  );
}

// Characters that no path may contain stay, for the URL parser to deal with.
function toSegment(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : '%ED%A0%80';
}

function pathOf(document: ApiDocument, { path, parameters = [] }: Route): Arbitrary<string> {
  // An empty segment or dots would reach other operations.
  const leads = (value: string) => !['', '.', '..'].includes(value);
  const segment = ({ schema, example }: Parameter) =>
    fc
      .oneof(
        {
          weight: 3,
          arbitrary: fc.constantFrom(STAND_INS.user, STAND_INS.session, String(example)),
        },
        {
          weight: 2,
          arbitrary: takenBy(document, schema).map((value) => toSegment(String(value))),
        },
        { weight: 2, arbitrary: nastyText.map(toSegment) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('%', '%zz', '%00', '%2F..%2F', 'a%0d%0ab', '*', ':id', '{id}'),
        },
      )
      .filter(leads);
  const inPath = fc.record(
    Object.fromEntries(
      parameters.filter((one) => one.in === 'path').map((one) => [one.name, segment(one)]),
    ),
  );
  return inPath.map((values) =>
    path.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => (values as Record<string, string>)[name] ?? '',
    ),
  );
}

function queryOf(document: ApiDocument, { parameters = [] }: Route): Arbitrary<string> {
  const inQuery = parameters.filter((one) => one.in === 'query');
  const good = fc.record(
    Object.fromEntries(
      inQuery.map(({ name, schema }) => [name, takenBy(document, schema).map(String)]),
    ),
    {
      requiredKeys: [],
    },
  );
  const name = fc.constantFrom(
    'limit',
    'constructor',
    '__proto__',
    'a[b]',
    ...inQuery.map((one) => one.name),
  );
  const strange = fc.array(fc.tuple(name, nastyText), { maxLength: 3 });
  const print = (pairs: [string, string][]) =>
    pairs.map(([key, value]) => `${key}=${toSegment(value)}`).join('&');
  return fc.oneof(
    fc.constant(''),
    good.map((values) => `?${print(Object.entries(values) as [string, string][])}`),
    strange.map((pairs) => `?${print(pairs)}`),
    fc.constantFrom(
      '?',
      '?&&=',
      '?%',
      '?limit=%zz',
      '?limit=1&limit=2',
      `?cursor=${'x'.repeat(3000)}`,
    ),
  );
}

function payload(
  document: ApiDocument,
  { method, requestBody }: Route,
): Arbitrary<{ body: string | null; type: string }> {
  const json = 'application/json';
  if (method === 'GET') return fc.constant({ body: null, type: '' });
  if (requestBody === undefined)
    return fc
      .oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: nastyBody })
      .map((body) => ({ body, type: json }));
  const type = fc.oneof(
    { weight: 8, arbitrary: fc.constant(json) },
    { weight: 1, arbitrary: fc.constantFrom(...CONTENT_TYPES) },
  );
  return fc.record({ body: bodyOf(document, requestBody.content[json] ?? {}), type });
}

/** Valid, careless and hostile requests of an operation; `good` are the credentials it requires. */
export function requestOf(
  document: ApiDocument,
  route: Route,
  good: [string, string][],
): Arbitrary<HostileRequest> {
  const strange = fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(strangeHeader, { maxLength: 4 }) },
  );
  return fc
    .tuple(
      pathOf(document, route),
      queryOf(document, route),
      authorization(good),
      strange,
      payload(document, route),
    )
    .map(([path, query, credentials, headers, { body, type }]) => ({
      path: path + query,
      headers: [
        ...credentials,
        ...headers,
        ...(type === '' ? [] : [['Content-Type', type] as [string, string]]),
      ],
      body,
    }));
}
