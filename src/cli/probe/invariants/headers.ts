import { type Answer, wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { API } from '../people.ts';
import { spareSession } from './kept-sessions.ts';

/** Headers of every answer, and what must be in them. */
const EVERYWHERE: Record<string, RegExp> = {
  'Content-Security-Policy': /frame-ancestors 'none'/,
  'X-Content-Type-Options': /^nosniff$/,
  'X-Frame-Options': /^DENY$/,
  'Referrer-Policy': /./,
  'Permissions-Policy': /./,
  'X-Request-Id': /./,
  'Server-Timing': /./,
  'X-Response-Time': /^\d+\.\d{3}s$/,
};

/** Seconds. */
const YEAR = 31_536_000;

function missingIn(name: string, { headers }: Answer, rules: Record<string, RegExp>): string[] {
  return Object.entries(rules)
    .filter(([header, rule]) => !rule.test(headers.get(header) ?? ''))
    .map(([header]) => `${name}: ${header}`);
}

async function security(world: World): Promise<Finding> {
  const { access } = await world.people.verified('sessions');
  const answers = {
    'a success': await world.call('GET', `${API}/me`, { token: access }),
    'a 401': await world.call('GET', `${API}/me`),
    'a 404': await world.call('GET', '/api/v1/probe-nowhere'),
    'a 405': await world.call('DELETE', `${API}/me`),
    'a 400': await world.call('POST', `${API}/token/verify`, { body: {} }),
    'the keys': await world.call('GET', '/.well-known/jwks.json'),
  };
  const faults = Object.entries(answers).flatMap(([name, answer]) =>
    missingIn(name, answer, EVERYWHERE),
  );
  const bad = await world.call('GET', `${API}/me`, { token: 'probe' });
  faults.push(...missingIn('a bad token', bad, { 'WWW-Authenticate': /error="invalid_token"/ }));
  return judgeFaults(Object.keys(answers).length + 1, 'answers', faults);
}

async function noStore(world: World): Promise<Finding> {
  const { access, answer, refresh } = await spareSession(world);
  const body = { refresh };
  const next = wanted('token/refresh', await world.call('POST', `${API}/token/refresh`, { body }));
  const me = await world.call('GET', `${API}/me`, { token: access });
  const rule = { 'Cache-Control': /no-store/ };
  const faults = Object.entries({ login: answer, 'token/refresh': next, me }).flatMap(
    ([name, one]) => missingIn(name, one, rule),
  );
  return judgeFaults(3, 'answers', faults);
}

/** What is wrong with a cookie; `isHttps` says whether it must be bound to the host. */
function faultsOf(cookie: string, isHttps: boolean): string[] {
  const [pair = '', ...attributes] = cookie.split(/;\s*/);
  const [name = ''] = pair.split('=');
  const has = (attribute: string) =>
    attributes.some((one) => one.toLowerCase() === attribute.toLowerCase());
  const isForScripts = name === 'csrftoken';
  const wants = ['Path=/', 'SameSite=Lax', ...(isForScripts ? [] : ['HttpOnly'])];
  if (isHttps) wants.push('Secure');
  const faults = wants.filter((want) => !has(want)).map((want) => `${name} without ${want}`);
  if (attributes.some((one) => /^domain=/i.test(one))) faults.push(`${name} with Domain`);
  if (isHttps && !isForScripts && !name.startsWith('__Host-'))
    faults.push(`${name} without __Host-`);
  return faults;
}

async function cookies(world: World): Promise<Finding> {
  const person = await world.people.verified('codes');
  const asked = { token_delivery: 'cookie' };
  const { answer: login, access: token } = await world.people.signIn(person, { asked });
  const isHttps = new URL(world.url).protocol === 'https:';
  const faults = login.cookies.flatMap((cookie) => faultsOf(cookie, isHttps));
  if (!login.cookies.some((cookie) => /refresh_token=.+max-age=\d+/i.test(cookie)))
    faults.push('no refresh_token with Max-Age');
  if (/"refresh(_token)?":/.test(login.text)) faults.push('the refresh token is in the body too');
  const end = wanted('logout', await world.call('POST', `${API}/logout`, { token }));
  const back = end.cookies.filter((cookie) => /refresh_token=;/.test(cookie));
  if (!back.some((cookie) => /max-age=0/i.test(cookie) && /expires=.*1970/i.test(cookie)))
    faults.push('logout does not take the refresh cookie back');
  return judgeFaults(login.cookies.length + end.cookies.length, 'cookies', faults);
}

/** Of a deployment over HTTPS; in development there is none. */
async function transport({ url, call }: World): Promise<Finding> {
  const { headers } = await call('GET', '/.well-known/jwks.json');
  const told = headers.get('Strict-Transport-Security');
  if (told === null && new URL(url).protocol !== 'https:')
    return { measured: 'not served over HTTPS', pass: null };
  const age = Number(/max-age=(\d+)/.exec(told ?? '')?.[1] ?? 0);
  return { measured: told ?? 'no such header', pass: age >= YEAR };
}

export const headerInvariants: Invariant[] = [
  { name: 'headers', expected: 'the secure headers on every answer', measure: security },
  { name: 'headers-no-store', expected: 'no answer with tokens is kept', measure: noStore },
  { name: 'headers-hsts', expected: 'browsers stay with HTTPS for a year', measure: transport },
  { name: 'cookies', expected: 'bound, hidden, taken back', measure: cookies },
];
