import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../support/count-hops.ts';
import { addPasskey, askToSignIn, tryPasskey } from '../support/passkeys.ts';
import {
  bearer,
  freshEmail,
  mailedCode,
  mailedToken,
  PASSWORD,
  registerByMail,
  signIn,
  type Tokens,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { beginTotp, confirmTotp, givePassword } from '../support/totp.ts';
import { createAuthenticator } from '../support/virtual-authenticator.ts';

const AUTH = '/api/v1/auth';
const CLIENT = { client_id: 'api', client_secret: 'a-plain-and-long-secret' };
const SHIELD = { limit: async () => ({ success: true }) };
const NEW_PASSWORD = 'another-Horse-8-battery';

type Person = Tokens & { email: string };
type Call = (app: TestApp) => Promise<Response>;
type Budget = [hops: number, wait: number];
type Row = {
  route: string;
  /**
   * Storage calls one after another, and milliseconds in the edge model that they take, once the
   * isolate counts the client's requests itself.
   */
  budget: Budget;
  /** Of the client's first request to an isolate, which asks KV for its count. */
  first?: Budget;
  /** Whether the same cannot be asked twice: then the first request is measured. */
  once?: true;
  status?: number;
  /** What precedes the request, by a service that is not counted. */
  call: (app: TestApp, person: Person) => Promise<Call> | Call;
};

const request =
  (method: string, path: string, body?: object, by?: Tokens): Call =>
  (app) =>
    app.fetch(path, {
      method,
      headers: { ...(by && bearer(by.access_token)), 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      settle: false,
    });
const get = (path: string, by?: Tokens) => request('GET', path, undefined, by);
const post = (path: string, body: object, by?: Tokens) =>
  request('POST', `${AUTH}/${path}`, body, by);

/** Another session of the same person. */
const another = async (app: TestApp, { email }: Person) => (await signIn(app, email)).session_id;

const ROWS: Row[] = [
  { route: 'keys', budget: [0, 0], call: () => get('/.well-known/jwks.json') },
  {
    route: 'token/refresh',
    budget: [1, 5],
    call: (_, { refresh_token: refresh }) => post('token/refresh', { refresh }),
  },
  { route: 'me', budget: [1, 5], call: (_, person) => get(`${AUTH}/me`, person) },
  {
    route: 'token/verify',
    budget: [1, 5],
    first: [1, 10],
    call: (_, { access_token: token }) => post('token/verify', { token }),
  },
  {
    route: 'introspect',
    budget: [1, 5],
    call:
      (_, { access_token: token }) =>
      (app) =>
        app.fetch(`${AUTH}/token/introspect`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ token, ...CLIENT }).toString(),
          settle: false,
        }),
  },
  {
    route: 'own history',
    budget: [1, 5],
    first: [1, 10],
    call: (_, person) => get('/api/v1/audit/logs', person),
  },
  {
    route: 'sessions',
    budget: [1, 5],
    first: [1, 10],
    call: (_, person) => get(`${AUTH}/sessions`, person),
  },
  { route: 'logout', once: true, budget: [1, 5], call: (_, person) => post('logout', {}, person) },
  {
    route: 'terminate another session',
    budget: [1, 5],
    first: [2, 15],
    call: async (app, person) =>
      request('DELETE', `${AUTH}/sessions/${await another(app, person)}`, undefined, person),
  },
  {
    route: 'terminate all others',
    budget: [1, 5],
    first: [2, 15],
    call: (_, person) => post('sessions/terminate-all', {}, person),
  },
  {
    route: 'login',
    budget: [3, 25],
    call: (_, { email }) => post('login', { email, password: PASSWORD }),
  },
  {
    route: 'login, wrong password',
    budget: [3, 120],
    status: 401,
    call: (_, { email }) => post('login', { email, password: WRONG }),
  },
  {
    route: 'login, unknown name',
    budget: [3, 120],
    status: 401,
    call: () => post('login', { email: freshEmail(), password: WRONG }),
  },
  {
    route: 'otp/verify',
    once: true,
    budget: [3, 25],
    call: async (app, { email }) => {
      await app.auth.otp.request.$post({ json: { email } });
      return post('otp/verify', { email, otp: await mailedCode(app, email) });
    },
  },
  {
    route: 'login/otp-verify, authenticator app',
    once: true,
    budget: [3, 110],
    call: async (app, person) => {
      const { id, code } = await beginTotp(app, person);
      await confirmTotp(app, person, id, await code());
      const { mfa_token } = await givePassword(app, person.email);
      return post('login/otp-verify', { mfa_token, otp: await code(1) });
    },
  },
  {
    route: 'login/otp-verify, recovery code',
    once: true,
    budget: [4, 110],
    call: async (app, person) => {
      const { id, code } = await beginTotp(app, person);
      const confirmed = await confirmTotp(app, person, id, await code());
      const { recovery_codes: [recovery_code = ''] = [] } = (await confirmed.json()) as {
        recovery_codes?: string[];
      };
      const { mfa_token } = await givePassword(app, person.email);
      return post('login/otp-verify', { mfa_token, recovery_code });
    },
  },
  {
    route: 'own factors',
    budget: [2, 105],
    first: [2, 110],
    call: (_, person) => get(`${AUTH}/mfa`, person),
  },
  {
    route: 'passkey options',
    budget: [0, 0],
    call: () => post('passkeys/authenticate/options', {}),
  },
  {
    route: 'sign-in by passkey',
    once: true,
    budget: [3, 25],
    call: async (app, person) => {
      const { authenticator } = await addPasskey(app, person);
      // The guard has heard of the factor, and its replica has followed.
      await tryPasskey(app, authenticator);
      const { challenge_token, ...options } = await askToSignIn(app);
      const credential = await authenticator.get(options);
      return post('passkeys/authenticate', { credential, challenge_token });
    },
  },
  {
    route: 'sign-in by passkey, wrong proof',
    once: true,
    budget: [2, 115],
    first: [3, 125],
    status: 401,
    call: async (app, person) => {
      const { authenticator } = await addPasskey(app, person);
      const options = await askToSignIn(app);
      return post('passkeys/authenticate', { credential: await authenticator.get(options) });
    },
  },
  {
    route: 'sign-in by passkey, unknown one',
    once: true,
    budget: [2, 115],
    first: [3, 125],
    status: 401,
    call: async (app) => {
      const authenticator = await createAuthenticator();
      authenticator.state.userHandle = 'AAAA';
      const options = await askToSignIn(app);
      return post('passkeys/authenticate', { credential: await authenticator.get(options) });
    },
  },
  ...['email/resend', 'password/reset', 'forgot-password', 'otp/request'].map(
    (path): Row => ({
      route: path,
      budget: [1, 0],
      first: [2, 10],
      call: (_, { email }) => post(path, { email }),
    }),
  ),
  {
    route: 'register',
    // D1, and the queue, which the table names in brackets and the model does not know.
    budget: [2, 100],
    first: [3, 110],
    status: 201,
    call: () => post('register', { email: freshEmail(), password: PASSWORD }),
  },
  {
    route: 'profile',
    // The guard judges the token and hears of the change in one call.
    budget: [3, 110],
    first: [4, 120],
    call: (_, person) => request('PATCH', `${AUTH}/profile`, { first_name: 'Ada' }, person),
  },
  {
    route: 'password',
    once: true,
    // The attempt is charged while a replica is read. What the change takes away is announced only
    // once the old password was right, and before D1 is written.
    budget: [4, 125],
    call: async (_, person) => {
      const change = (old: string) =>
        post('password/change', { old_password: old, new_password: NEW_PASSWORD }, person);
      // The isolate counts the requests of this user by itself from now on.
      await change(WRONG)(createTestApp({ env: { RATE_LIMITS: '{}', SHIELD } }));
      return change(PASSWORD);
    },
  },
  {
    route: 'address',
    once: true,
    // Only the mailed link, in KV, tells whose guard to ask.
    budget: [4, 120],
    call: async (app, person) => {
      const to = freshEmail();
      await post('email/change', { new_email: to, password: PASSWORD }, person)(app);
      return post('email/change/confirm', { token: await mailedToken(app, to) });
    },
  },
];

describe('the budgets of architecture.md', () => {
  it.each(ROWS)('$route waits for $budget', async ({ budget, first, once, status = 200, call }) => {
    const plain = createTestApp();
    const email = await registerByMail(plain);
    const person = { ...(await signIn(plain, email)), email };
    const counter = countHops({
      ...realEnv,
      JOBS: { send: async () => undefined },
      RATE_LIMITS: '{}',
      SHIELD,
      INTROSPECTION_CLIENTS: JSON.stringify([
        { id: CLIENT.client_id, secret: CLIENT.client_secret },
      ]),
    });
    const app = createTestApp({ env: counter.env });
    const measure = async () => {
      const ask = await call(plain, person);
      await counter.rest();
      counter.reset();
      const answer = await ask(app);
      const { hops, wait, calls } = counter.read();
      expect(answer.status, calls.join(', ')).toBe(status);
      return { calls: calls.join(', '), figures: [hops, wait] };
    };
    const cold = await measure();
    expect(cold.figures, cold.calls).toEqual(first ?? budget);
    if (once === true) return;
    const warm = await measure();
    expect(warm.figures, warm.calls).toEqual(budget);
  });
});
