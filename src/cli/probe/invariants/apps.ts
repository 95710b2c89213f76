import {
  appOf,
  askAs,
  authorizePath,
  codeFor,
  exchange,
  freshVerifier,
  grantFor,
  leadsTo,
  refreshGrant,
  userInfo,
} from '../apps.ts';
import { type Answer, wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { jtiOf } from '../jwt.ts';
import { signedInVisitor } from '../pages.ts';
import { API } from '../people.ts';
import { lastingSession } from './kept-sessions.ts';
import { raceOf } from './race.ts';

/** At once; below what one public client may ask in a minute. */
const WIDTH = 20;

async function code(world: World): Promise<Finding> {
  const asked = await codeFor(world);
  return raceOf(WIDTH, () => exchange(world, asked));
}

/** Codes with a wrong verifier and the like are refused, and the right app may then use them. */
async function binding(world: World): Promise<Finding> {
  const { redirectUri } = appOf(world);
  const asked = await codeFor(world);
  const wrong: Record<string, Record<string, string>> = {
    'another verifier': { code_verifier: freshVerifier() },
    'no verifier': { code_verifier: '' },
    'another redirect URI': { redirect_uri: `${redirectUri}/` },
    'another client': { client_id: 'probe-of-nobody' },
  };
  const faults: string[] = [];
  for (const [what, changes] of Object.entries(wrong)) {
    const { status } = await exchange(world, asked, changes);
    if (status !== 400 && status !== 401) faults.push(`${what}: ${status}`);
  }
  const right = await exchange(world, asked);
  if (right.status !== 200) faults.push(`then the right app: ${right.status}`);
  return judgeFaults(Object.keys(wrong).length + 1, 'exchanges', faults);
}

/** URIs that look like the registered one; none may be led to, with a code or with an error. */
function nearMisses(registered: string): string[] {
  const { protocol, host, pathname } = new URL(registered);
  const at = `${protocol}//${host}`;
  return [
    `${registered}/`,
    `${registered}?a=b`,
    `${registered}#a`,
    `${at}@attacker.example${pathname}`,
    `${at}.attacker.example${pathname}`,
    `${protocol}//attacker.example${pathname}`,
    `${at}${pathname}/../elsewhere`,
    `${at}${pathname}%2f`,
    `${at.toUpperCase()}${pathname}`,
    registered.replace(/^https?/, 'javascript'),
  ];
}

async function redirects(world: World): Promise<Finding> {
  const app = appOf(world);
  const visitor = await signedInVisitor(world);
  const misses = nearMisses(app.redirectUri);
  const faults: string[] = [];
  for (const redirect_uri of misses) {
    const path = authorizePath(app, freshVerifier(), { redirect_uri });
    const answer = await askAs(world, visitor, path);
    if (leadsTo(answer) !== null) faults.push(`led to ${redirect_uri}`);
  }
  return judgeFaults(misses.length, 'near misses', faults);
}

/** Every answer names its issuer once (RFC 9207), and has the whole `state`. */
async function answers(world: World): Promise<Finding> {
  const app = appOf(world);
  const visitor = await signedInVisitor(world);
  const { body } = await world.call('GET', '/.well-known/openid-configuration');
  const state = 'state '.repeat(21);
  const asked: Record<string, Record<string, string>> = {
    'a code': { state },
    'an error': { state, response_type: 'token' },
  };
  const faults: string[] = [];
  for (const [what, changes] of Object.entries(asked)) {
    const path = authorizePath(app, freshVerifier(), changes);
    const query = URL.parse(leadsTo(await askAs(world, visitor, path)) ?? '')?.searchParams;
    const issuers = query?.getAll('iss') ?? [];
    if (issuers.length !== 1 || issuers[0] !== body.issuer) faults.push(`${what}: wrong iss`);
    if (query?.get('state') !== state) faults.push(`${what}: wrong state`);
  }
  return judgeFaults(Object.keys(asked).length, 'answers', faults);
}

async function refreshRace(world: World): Promise<Finding> {
  const { refresh } = await grantFor(world);
  const all = await Promise.all(Array.from({ length: WIDTH }, () => refreshGrant(world, refresh)));
  const good = all.filter(({ status }) => status === 200);
  const successors = new Set(good.map(({ body }) => jtiOf(String(body.refresh_token ?? ''))));
  const measured = `${successors.size} successors in ${good.length} of ${WIDTH} answers`;
  const limited = all.some(({ status }) => status === 429);
  if (limited && successors.size <= 1) return { measured, pass: good.length > 1 ? true : null };
  return { measured, pass: successors.size === 1 && good.length === WIDTH };
}

/** What an app of somebody else holds opens no door of the service itself, and the reverse. */
async function apart(world: World): Promise<Finding> {
  const grant = await grantFor(world);
  const { refresh: own } = await lastingSession(world);
  const doors: [string, Promise<Answer>][] = [
    ['its access token at me', world.call('GET', `${API}/me`, { token: grant.access })],
    [
      'its refresh token at token/refresh',
      world.call('POST', `${API}/token/refresh`, { body: { refresh: grant.refresh } }),
    ],
    ['a refresh token of ours at /oauth/token', refreshGrant(world, own)],
  ];
  const faults: string[] = [];
  for (const [what, asking] of doors) {
    const { status } = await asking;
    if (![400, 401, 403].includes(status)) faults.push(`${what}: ${status}`);
  }
  return judgeFaults(doors.length, 'doors', faults);
}

/** A grant that is taken back is dead at the next request. */
async function revocation(world: World): Promise<Finding> {
  const { access, refresh } = await grantFor(world);
  wanted('/oauth/userinfo', await userInfo(world, access));
  const form = { client_id: appOf(world).id, token: refresh };
  wanted('/oauth/revoke', await world.call('POST', '/oauth/revoke', { form }));
  const after = await userInfo(world, access);
  const again = await refreshGrant(world, refresh);
  const measured = `userinfo ${after.status}, refresh ${again.status}`;
  return { measured, pass: after.status === 401 && again.status === 400 };
}

/** By a client that is registered for the probe. */
export const appInvariants: Invariant[] = [
  { name: 'apps-redirects', expected: 'only the registered URI is led to', measure: redirects },
  { name: 'apps-answers', expected: 'iss once, state whole', measure: answers },
  { name: 'apps-single-use-code', expected: '1 success', measure: code },
  { name: 'apps-code-binding', expected: 'only the app that asked', measure: binding },
  {
    name: 'apps-refresh-race',
    expected: `${WIDTH} at once get one successor`,
    measure: refreshRace,
  },
  { name: 'apps-tokens-apart', expected: 'every other door refuses', measure: apart },
  { name: 'apps-revocation', expected: 'refused at the next request', measure: revocation },
];
