import { type Answer, codeOf, cookieHeader, wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { API } from '../people.ts';

const FOREIGN = 'https://probe-attacker.example';

/** A sign-in as a browser does it: everything it keeps is a cookie. */
async function browse(world: World) {
  const person = await world.people.verified('codes');
  const headers = { Origin: new URL(world.url).origin };
  const { answer, csrf } = await world.people.signIn(person, { headers });
  const cookie = cookieHeader(answer.cookies, /refresh_token|access_token|csrftoken/);
  return { cookie, csrf };
}

type Forged = { name: string; path: string; headers: Record<string, string>; body?: object };

/** Requests of other pages that bring a browser's cookies along. */
function forgeries(own: string, csrf: string): Forged[] {
  const strange = `${csrf.slice(0, -1)}${csrf.endsWith('0') ? '1' : '0'}`;
  const origins = [FOREIGN, 'null', `${own}.probe-attacker.example`];
  const sites = ['cross-site', 'same-site'];
  return [
    ...['token/refresh', 'logout'].flatMap((path) => [
      ...origins.map((origin) => ({
        name: `${path} from ${origin}`,
        path,
        headers: { Origin: origin, 'X-CSRF-Token': csrf },
      })),
      ...sites.map((site) => ({
        name: `${path} from a page that is ${site}`,
        path,
        headers: { 'Sec-Fetch-Site': site, 'X-CSRF-Token': csrf },
      })),
    ]),
    { name: 'logout without a token', path: 'logout', headers: { Origin: own } },
    {
      name: 'logout with a changed token',
      path: 'logout',
      headers: { Origin: own, 'X-CSRF-Token': strange },
    },
    {
      name: 'logout as text/plain',
      path: 'logout',
      headers: { Origin: own, 'X-CSRF-Token': csrf, 'Content-Type': 'text/plain' },
    },
  ];
}

/** The same with what an access token in a cookie authenticates, where cookies carry both. */
function forgedWrites(csrf: string): Forged[] {
  const body = { first_name: 'Probe' };
  return [
    {
      name: `profile from ${FOREIGN}`,
      path: 'profile',
      headers: { Origin: FOREIGN, 'X-CSRF-Token': csrf },
      body,
    },
    {
      name: 'profile without a token',
      path: 'profile',
      headers: { 'Sec-Fetch-Site': 'same-origin' },
      body,
    },
  ];
}

async function csrfMatrix(world: World): Promise<Finding> {
  const { origin } = new URL(world.url);
  const { cookie, csrf } = await browse(world);
  const hasAccess = /access_token=/.test(cookie);
  const all = [...forgeries(origin, csrf), ...(hasAccess ? forgedWrites(csrf) : [])];
  const faults: string[] = [];
  for (const { name, path, headers, body } of all) {
    const method = body === undefined ? 'POST' : 'PATCH';
    const answer = await world.call(method, `${API}/${path}`, { cookie, headers, body });
    if (answer.status === 429) wanted(path, answer);
    if (answer.status !== 403 || codeOf(answer) !== 'csrf_failed')
      faults.push(`${name}: ${answer.status}`);
  }
  const headers = { Origin: origin, 'X-CSRF-Token': csrf };
  const own = await world.call('POST', `${API}/logout`, { cookie, headers });
  const isOver = own.cookies.some((set) => /refresh_token=;/.test(set));
  if (own.status !== 200 || !isOver) faults.push(`the own page's logout: ${own.status}`);
  return judgeFaults(all.length + 1, 'requests', faults);
}

const sharedWith = ({ headers }: Answer) => headers.get('Access-Control-Allow-Origin');

async function corsMatrix(world: World): Promise<Finding> {
  const { origin: own } = new URL(world.url);
  const { access } = await world.people.verified('sessions');
  const asked = { 'Access-Control-Request-Headers': 'authorization,content-type' };
  const faults: string[] = [];
  let count = 0;
  for (const origin of [FOREIGN, 'null', `${own}.probe-attacker.example`, `${own}0`])
    for (const [method, path] of [
      ['GET', 'me'],
      ['POST', 'login'],
      ['POST', 'token/refresh'],
    ] as const) {
      const preflight = { Origin: origin, 'Access-Control-Request-Method': method, ...asked };
      const answers = [
        await world.call('OPTIONS', `${API}/${path}`, { headers: preflight }),
        ...(method === 'POST'
          ? []
          : [
              await world.call(method, `${API}/${path}`, {
                token: access,
                headers: { Origin: origin },
              }),
            ]),
      ];
      count += answers.length;
      for (const answer of answers)
        if (sharedWith(answer) !== null) faults.push(`${method} ${path} is shared with ${origin}`);
    }
  return judgeFaults(count, 'answers', faults);
}

export const crossSiteInvariants: Invariant[] = [
  { name: 'csrf', expected: 'other pages change nothing', measure: csrfMatrix },
  { name: 'cors', expected: 'other origins read nothing', measure: corsMatrix },
];
