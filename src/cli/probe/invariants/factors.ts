import { createAuthenticator } from '../authenticator.ts';
import { type Answer, codeOf, StepError, wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { API, type Person, type Session } from '../people.ts';
import { totpCode } from '../totp.ts';
import { raceOf } from './race.ts';

/** What the document says of routes that want a fresh proof. */
const FRESH = /within the last ten minutes/;
/** Routes that others are kept from anyway, and one that wants it for a new name only. */
const SPARED = /\/admin\/|\/profile$/;
/** Uses of one code or challenge where nothing is limited, and where limits are narrow. */
const [WIDE, NARROW] = [50, 3];

// Sign-ins are what narrow limits leave least of; there one session bears the few tries.
const anotherSession = (
  { routes, people }: World,
  person: Person,
  own: Session,
): Session | Promise<Session> => (routes.isRoomy('logIn') ? people.signIn(person) : own);

/**
 * Somebody with an authenticator app, and sessions of theirs from before it: tries are counted by
 * session. The app goes with the account.
 */
const withApp = (world: World) =>
  world.once('authenticator app', async () => {
    const { call, people } = world;
    const person = await people.verified('codes');
    const forApp = await people.signIn(person);
    const forCode = await anotherSession(world, person, forApp);
    const spare = await anotherSession(world, person, forApp);
    const token = forApp.access;
    const begun = wanted('mfa/totp', await call('POST', `${API}/mfa/totp`, { token }), 201);
    const { id, secret } = begun.body as { id: string; secret: string };
    const body = { otp: totpCode(secret) };
    const path = `${API}/mfa/totp/${id}/confirm`;
    const confirmed = wanted('confirm', await call('POST', path, { body, token }));
    const { recovery_codes: codes = [] } = confirmed.body as { recovery_codes?: string[] };
    person.factor = { id, session: spare.access, code: codes.at(-1) ?? '' };
    return { forApp, forCode, secret, codes };
  });

const stepUp = ({ call }: World, token: string, body: object) =>
  call('POST', `${API}/step-up`, { body, token });

async function appCode(world: World): Promise<Finding> {
  const { forApp, secret } = await withApp(world);
  // The present step confirmed the app; the next one is taken already.
  const otp = totpCode(secret, 1);
  const width = widthOf(world, 'stepUp');
  return raceOf(width, () => stepUp(world, forApp.access, { otp }));
}

async function recoveryCode(world: World): Promise<Finding> {
  const { forCode, codes } = await withApp(world);
  const [recovery_code] = codes;
  const width = widthOf(world, 'stepUp');
  return raceOf(width, () => stepUp(world, forCode.access, { recovery_code }));
}

/** Every route that wants a fresh proof, asked with a sign-in that was without the app. */
async function freshness(world: World): Promise<Finding> {
  const { forApp } = await withApp(world);
  const routes = world.routes.guarded.filter(
    ({ path, operation }) => FRESH.test(operation.description ?? '') && !SPARED.test(path),
  );
  const faults: string[] = [];
  for (const { method, path, body } of routes) {
    const answer = await world.call(method, path, { body, token: forApp.access });
    if (answer.status === 429) continue;
    const wrong = challengeFault(answer);
    if (wrong !== null) faults.push(`${method} ${path}: ${wrong}`);
  }
  return judgeFaults(routes.length, 'routes that want a fresh proof', faults);
}

/** What is wrong with the refusal of RFC 9470 §3. */
function challengeFault(answer: Answer): string | null {
  if (answer.status !== 403 || codeOf(answer) !== 'reauthentication_required')
    return `${answer.status} ${codeOf(answer)}`.trim();
  const challenge = answer.headers.get('WWW-Authenticate') ?? '';
  const parts = [/error="insufficient_user_authentication"/, /max_age=600/, /acr_values="aal2"/];
  return parts.every((part) => part.test(challenge)) ? null : `it says ${challenge || 'nothing'}`;
}

/** Somebody with a passkey, and a session from before it. Both go with the account. */
export const withPasskey = (world: World) =>
  world.once('passkey', async () => {
    const { call, people } = world;
    const person = await people.verified('resets');
    const session = await people.signIn(person);
    const { access: token } = session;
    const authenticator = createAuthenticator(await originOf(world));
    const asked = await call('POST', `${API}/passkeys/register/options`, { token });
    const credential = authenticator.create(wanted('options', asked).body as never);
    const path = `${API}/passkeys/register`;
    const register = await call('POST', path, { body: { credential }, token });
    const added = wanted('passkeys/register', register, 201).body as {
      passkey: { id: string };
      recovery_codes?: string[];
    };
    const { recovery_codes: codes = [] } = added;
    person.factor = { id: added.passkey.id, session: session.access, code: codes.at(-1) ?? '' };
    return { session, codes, authenticator };
  });

/** A passkey that its owner has answered a challenge with, without a name. */
async function challenge(world: World): Promise<Finding> {
  const { call } = world;
  const { authenticator } = await withPasskey(world);
  const options = wanted('options', await call('POST', `${API}/passkeys/authenticate/options`));
  const { challenge_token } = options.body;
  const answer = authenticator.get(options.body as never);
  const body = { credential: answer, challenge_token, token_delivery: 'body' };
  const width = widthOf(world, 'signInWithPasskey');
  return raceOf(width, () => call('POST', `${API}/passkeys/authenticate`, { body }));
}

/** The origin of the service's own pages, which passkeys are bound to. */
async function originOf({ call }: World): Promise<string> {
  const answer = await call('GET', '/.well-known/oauth-authorization-server');
  const { issuer } = wanted('the metadata', answer).body;
  if (typeof issuer !== 'string') throw new StepError('the metadata names no issuer');
  return new URL(issuer).origin;
}

const widthOf = ({ routes }: World, id: string) => (routes.isRoomy(id) ? WIDE : NARROW);

export const factorInvariants: Invariant[] = [
  { name: 'step-up-freshness', expected: '403 with the challenge of RFC 9470', measure: freshness },
  { name: 'single-use-totp-code', expected: '1 success', measure: appCode },
  { name: 'single-use-recovery-code', expected: '1 success', measure: recoveryCode },
  { name: 'single-use-passkey-challenge', expected: '1 success', measure: challenge },
];
