import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import {
  faultsOfCookie,
  nameOf,
  ownOrigin,
  pathOf,
  providersOf,
  setBy,
  setOut,
} from '../providers.ts';

/** The characters of 256 random bits, or of a digest of SHA-256, in base64url. */
const WHOLE = /^[\w-]{43,}$/;
/** Longest life of an attempt, in seconds. */
const ATTEMPT_LIFE = 600;
/** What never belongs into an address. */
const SECRETS = ['client_secret', 'code_verifier', 'client_assertion', 'id_token', 'access_token'];

/** What must be in the address of a provider's page, and what must not. */
function faultsOfAddress(to: URL, redirectUri: string): string[] {
  const of = (name: string) => to.searchParams.get(name) ?? '';
  const isOpenId = of('scope').split(' ').includes('openid');
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(to.hostname);
  const rules: [boolean, string][] = [
    [to.protocol === 'https:' || isLocal, 'its page is not https'],
    [of('response_type') === 'code', `response_type ${of('response_type')}`],
    [WHOLE.test(of('state')), 'the state has less than 256 bits'],
    [of('code_challenge_method') === 'S256', 'no S256'],
    [WHOLE.test(of('code_challenge')), 'no challenge'],
    [!isOpenId || WHOLE.test(of('nonce')), 'no nonce'],
    [of('redirect_uri') === redirectUri, 'another redirect_uri'],
    ...SECRETS.map((name): [boolean, string] => [
      !to.searchParams.has(name),
      `${name} is in the address`,
    ]),
  ];
  return rules.filter(([holds]) => !holds).map(([, says]) => says);
}

/** The way to each provider, twice: nothing of it is used again. */
async function ways(world: World): Promise<Finding> {
  const [ids, origin] = [await providersOf(world), await ownOrigin(world)];
  const faults: string[] = [];
  for (const id of ids) {
    const [{ to }, { to: again }] = [await setOut(world, id), await setOut(world, id)];
    const found = faultsOfAddress(to, `${origin}${pathOf(id)}/callback`);
    for (const name of ['state', 'code_challenge', 'nonce']) {
      const value = to.searchParams.get(name);
      if (value !== null && value === again.searchParams.get(name)) found.push(`${name} twice`);
    }
    faults.push(...found.map((says) => `${id}: ${says}`));
  }
  return judgeFaults(ids.length, 'providers', faults);
}

/** The cookie that binds a way to its browser. */
async function cookies(world: World): Promise<Finding> {
  const ids = await providersOf(world);
  const faults: string[] = [];
  for (const id of ids) {
    const { answer, to } = await setOut(world, id);
    const own = setBy(answer).filter((cookie) => nameOf(cookie).startsWith('attempt-'));
    const state = to.searchParams.get('state') ?? '';
    if (own.length !== 1) faults.push(`${id}: ${own.length} cookies`);
    for (const cookie of own) {
      const found = faultsOfCookie(world, cookie, ATTEMPT_LIFE);
      if (state !== '' && cookie.includes(state)) found.push('tells the state');
      faults.push(...found.map((says) => `${id}: ${says}`));
    }
  }
  return judgeFaults(ids.length, 'providers', faults);
}

export const providerInvariants: Invariant[] = [
  { name: 'providers-ways', expected: 'state, S256 and nonce, no secret', measure: ways },
  { name: 'providers-cookies', expected: 'a way is bound to its browser', measure: cookies },
];
