import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { giveRoles } from '../support/edit-users.ts';
import {
  brokenDatabase,
  deafGuards,
  hookedDatabase,
  unwritableDatabase,
} from '../support/faults.ts';
import {
  bearer,
  newcomer,
  PASSWORD,
  refusal,
  signIn,
  type Tokens,
  tokenOf,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const AUTH = '/api/v1/auth';
/** Past the deadline of any change, and past the pause after it. */
const SETTLED = 16_000;

type Person = Tokens & { email: string };
type World = { app: TestApp; admin: Tokens; person: Person; secret: string };
/** What a client sees of somebody: in `me`, at a refresh, and at a sign-in. */
type Seen = { me: unknown[]; refresh: unknown[]; signIn: unknown[] };
type Kind = {
  what: string;
  /** Mails a secret that the change needs. */
  mail?: (world: Omit<World, 'secret'>) => Promise<string>;
  make: (app: TestApp, world: World) => Promise<{ status: number }>;
  /** How it differs from before, once it is made. */
  after: Partial<Seen>;
  /**
   * How it differs from before while D1 has it and the guard does not know. Defaults to `after`.
   */
  halfWay?: Partial<Seen>;
  /** Where somebody signs in afterwards, if elsewhere. */
  movesTo?: string;
};

const send = (app: TestApp, method: string, path: string, by: Tokens, body: object) =>
  app.fetch(path, {
    method,
    headers: { ...bearer(by.access_token), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const act =
  (name: string): Kind['make'] =>
  (app, { admin, person }) =>
    send(app, 'POST', `/api/v1/admin/users/${person.user.id}/${name}`, admin, {});
const setRoles =
  (...roles: string[]): Kind['make'] =>
  (app, { admin, person }) =>
    send(app, 'PUT', `/api/v1/admin/users/${person.user.id}/roles`, admin, { roles });
const operate =
  (name: 'promote' | 'endSessions'): Kind['make'] =>
  async (app, { person }) => {
    const { clock, env: bindings } = app;
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const { operator } = createServices({ env: bindings, clock, log, defer: () => undefined });
    await operator[name](person.email);
    return { status: 200 };
  };

const STAFF = ['user', 'staff'];
const VIEW = { moved: false, first_name: '', roles: STAFF, mfa_enabled: false };
const BEFORE: Seen = { me: [200, VIEW], refresh: [200, STAFF], signIn: [200, STAFF] };
const withRoles = (roles: string[]): Seen => ({
  me: [200, { ...VIEW, roles }],
  refresh: [200, roles],
  signIn: [200, roles],
});
const OUT = { me: [401, 'token_revoked'], refresh: [401, 'token_revoked'] };
const NEW_ADDRESS = `moved-${crypto.randomUUID()}@example.com`;

async function mailMove({ app, person }: Omit<World, 'secret'>): Promise<string> {
  const body = { new_email: NEW_ADDRESS, password: PASSWORD };
  expect((await send(app, 'POST', `${AUTH}/email/change`, person, body)).status).toBe(200);
  return tokenOf((await app.lastMail(NEW_ADDRESS)).links[0]);
}

async function moveAndMailUndo(world: Omit<World, 'secret'>): Promise<string> {
  const { app, person } = world;
  await app.post(`${AUTH}/email/change/confirm`, { token: await mailMove(world) });
  return tokenOf((await app.lastMail(person.email)).links[0]);
}

const KINDS: Kind[] = [
  {
    what: 'a role that is given',
    make: setRoles('staff', 'admin'),
    after: withRoles(['user', 'staff', 'admin']),
    halfWay: { signIn: [200, ['user', 'staff', 'admin']] },
  },
  { what: 'a role that is taken', make: setRoles(), after: withRoles(['user']) },
  {
    what: 'a role that an operator gives',
    make: operate('promote'),
    after: withRoles(['user', 'staff', 'admin']),
    halfWay: { signIn: [200, ['user', 'staff', 'admin']] },
  },
  { what: 'a lock', make: act('lock'), after: { signIn: [403, 'account_locked'] } },
  {
    what: 'a disabled account',
    make: act('disable'),
    after: { ...OUT, signIn: [403, 'account_disabled'] },
  },
  {
    what: 'a second factor',
    make: (app, { person }) =>
      send(app, 'PUT', `${AUTH}/mfa/email`, person, { enabled: true, password: PASSWORD }),
    after: { me: [200, { ...VIEW, mfa_enabled: true }], signIn: [200, 'second step'] },
  },
  {
    what: 'a new address',
    mail: mailMove,
    make: (app, { secret }) => app.post(`${AUTH}/email/change/confirm`, { token: secret }),
    after: { me: [200, { ...VIEW, moved: true }] },
    halfWay: {},
    movesTo: NEW_ADDRESS,
  },
  {
    what: 'an address that is taken back',
    mail: moveAndMailUndo,
    make: (app, { secret }) => pressForm(app, '/undo-email-change', { token: secret }),
    after: { ...OUT, signIn: [401, 'invalid_credentials'] },
  },
  {
    what: 'a name',
    make: (app, { person }) => send(app, 'PATCH', `${AUTH}/profile`, person, { first_name: 'Ada' }),
    after: { me: [200, { ...VIEW, first_name: 'Ada' }] },
    halfWay: {},
  },
  { what: 'the end of all sessions', make: act('terminate-sessions'), after: OUT },
  { what: 'the end of all sessions by an operator', make: operate('endSessions'), after: OUT },
  {
    what: 'a forced reset',
    make: act('force-reset'),
    after: { ...OUT, signIn: [401, 'invalid_credentials'] },
  },
];

async function createWorld(mail?: Kind['mail']): Promise<World> {
  const app = createTestApp();
  const admin = await newcomer(app);
  await giveRoles(['admin'], admin.user);
  const person = await newcomer(app);
  await giveRoles(['staff'], person.user);
  const secret = (await mail?.({ app, admin, person })) ?? '';
  return { app, admin, person, secret };
}

const me = (app: TestApp, { access_token: token }: Tokens) =>
  app.fetch(`${AUTH}/me`, { headers: bearer(token) });
const refresh = (app: TestApp, { refresh_token: token }: Tokens) =>
  app.post(`${AUTH}/token/refresh`, { refresh: token });

/** What a client sees now. The sign-in comes last, as it reads D1 and teaches the guard. */
async function see(app: TestApp, person: Person, email = person.email): Promise<Seen> {
  const shown = await me(app, person);
  const view =
    shown.status === 200
      ? [200, pick(await shown.json<Record<string, unknown>>())]
      : await refusal(shown);
  const renewed = await refresh(app, person);
  const fresh = renewed.status === 200 ? [200, await rolesIn(renewed)] : await refusal(renewed);
  const entered = await app.post(`${AUTH}/login`, { email, password: PASSWORD });
  return {
    me: view,
    refresh: fresh,
    signIn: entered.status === 200 ? [200, await rolesIn(entered)] : await refusal(entered),
  };
}

const pick = ({ email, first_name, roles, mfa_enabled }: Record<string, unknown>) => ({
  moved: email === NEW_ADDRESS,
  first_name,
  roles,
  mfa_enabled,
});

async function rolesIn(response: Response): Promise<unknown> {
  const { access_token: token } = await response.json<Partial<Tokens>>();
  if (token === undefined) return 'second step';
  const claims = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  return (JSON.parse(atob(claims)) as { roles: string[] }).roles;
}

describe.each(KINDS)('$what', ({ mail, make, after, halfWay = after, movesTo }) => {
  const made = { ...BEFORE, ...after };

  it('takes effect at the very next request, refresh and sign-in', async () => {
    const world = await createWorld(mail);
    const { app, person } = world;
    expect((await make(app, world)).status).toBe(200);
    expect(await see(app, person, movesTo)).toEqual(made);
  });

  it('takes away at once what it takes away, if the guard does not hear that D1 has it, and is settled by a job', async () => {
    const world = await createWorld(mail);
    const { app, person } = world;
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });
    expect((await make(broken, world)).status).toBe(200);
    expect(await see(app, person, movesTo)).toEqual({ ...BEFORE, ...halfWay });
    app.advanceWall(SETTLED);
    app.queued.push(...broken.queued);
    await app.deliverJobs();
    expect(await see(app, person, movesTo)).toEqual(made);
  });

  it('is seen by the very next request after its deadline, without a job', async () => {
    const world = await createWorld(mail);
    const { app, person } = world;
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });
    await make(broken, world);
    app.advanceWall(SETTLED);
    expect(await see(app, person, movesTo)).toEqual(made);
  });

  it('is not made at all if D1 fails, and gives back what it took', async () => {
    const world = await createWorld(mail);
    const { app, person } = world;
    const before = await see(app, person);
    const broken = createTestApp({ env: { DB: unwritableDatabase() } });
    const refused = await make(broken, world).catch(() => ({ status: 503 }));
    expect(refused.status).toBe(503);
    app.advanceWall(SETTLED);
    await me(app, person);
    expect(await see(app, person)).toEqual(before);
    const repeated = createTestApp();
    expect((await make(repeated, world)).status).toBe(200);
    expect(await see(app, person, movesTo)).toEqual(made);
  });
});

const disable = act('disable');
const rename = (app: TestApp, person: Tokens, name: string) =>
  send(app, 'PATCH', `${AUTH}/profile`, person, { first_name: name });
const rowOf = ({ user }: Person) =>
  env.DB.prepare('select first_name, roles, status, version from users where id = ?')
    .bind(user.id)
    .first<Record<string, unknown>>();

describe('a change', () => {
  it('that D1 sits on is refused, and cannot come later', async () => {
    const world = await createWorld();
    const { app, person } = world;
    const before = await rowOf(person);
    const held: (() => Promise<unknown>)[] = [];
    const hanging = hookedDatabase((call) => {
      held.push(call);
      return new Promise(() => undefined);
    });
    const broken = createTestApp({ env: { DB: hanging } });
    // Its deadline comes a second after the service loses its patience.
    broken.advanceWall(-4_000);
    expect((await disable(broken, world)).status).toBe(503);
    await scheduler.wait(1_500);
    for (const call of held) await expect(call()).rejects.toThrow();
    expect(held).toHaveLength(1);
    expect(await rowOf(person)).toEqual(before);
    app.advanceWall(SETTLED);
    app.queued.push(...broken.queued);
    await app.deliverJobs();
    expect(await see(app, person)).toEqual(BEFORE);
  });

  it.each(['prepare', 'commit'])(
    'holds if only the answer of the guard gets lost: %s',
    async (method) => {
      const world = await createWorld();
      const { app, person } = world;
      const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards(method, 'answer') } });
      const isRefused = method === 'prepare';
      expect((await disable(broken, world)).status).toBe(isRefused ? 503 : 200);
      expect((await me(app, person)).status).toBe(401);
      app.advanceWall(SETTLED);
      app.queued.push(...broken.queued);
      await app.deliverJobs();
      const disabled = { ...OUT, signIn: [403, 'account_disabled'] };
      expect(await see(app, person)).toEqual(isRefused ? BEFORE : disabled);
    },
  );

  it('that may have been made leaves somebody signed in as they were while D1 is down', async () => {
    const { app, person } = await createWorld();
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });
    expect((await rename(broken, person, 'Ada')).status).toBe(200);
    const nameIn = async (response: Response) =>
      (await response.json<{ first_name: string }>()).first_name;
    const down = createTestApp({ env: { DB: brokenDatabase() } });
    down.advanceWall(SETTLED);
    expect(await nameIn(await me(down, person))).toBe('');
    expect(await nameIn(await me(app, person))).toBe('');
    app.advanceWall(SETTLED);
    expect(await nameIn(await me(app, person))).toBe('Ada');
  });

  it('that may still be made refuses no right password, and costs it no tries', async () => {
    const { app, person } = await createWorld();
    const setPassword = (at: TestApp) =>
      send(at, 'POST', `${AUTH}/password/change`, person, {
        old_password: PASSWORD,
        new_password: 'another-Horse-8-battery',
      });
    const broken = createTestApp({ env: { DB: unwritableDatabase() } });
    expect((await setPassword(broken)).status).toBe(503);
    const json = { email: person.email, password: PASSWORD };
    // More often than an account has tries.
    for (let times = 0; times < 12; times++) {
      const answer = await app.auth.login.$post({ json });
      expect(answer.headers.get('Retry-After')).toBe('2');
      expect(await refusal(answer)).toEqual([503, 'storage_unavailable']);
    }
    app.advanceWall(SETTLED);
    expect((await app.auth.login.$post({ json })).status).toBe(200);
    expect((await setPassword(app)).status).toBe(200);
    expect(await refusal(await app.auth.login.$post({ json }))).toEqual([
      401,
      'invalid_credentials',
    ]);
  });

  it('of a username that may have been made is known to a change of it back', async () => {
    const { app, person } = await createWorld();
    const [before, after] = [`b${person.user.id.slice(0, 8)}`, `a${person.user.id.slice(0, 8)}`];
    const take = (by: TestApp, username: string) =>
      send(by, 'PATCH', `${AUTH}/profile`, person, { username });
    expect((await take(app, before)).status).toBe(200);
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('commit') } });
    expect((await take(broken, after)).status).toBe(200);
    app.advance(11 * 60_000);
    app.advanceWall(SETTLED);
    // It is a change, so the proof is too old for it.
    expect(await refusal(await take(app, before))).toEqual([403, 'reauthentication_required']);
  });

  it('that was not made leaves a refresh token active, to the first who asks', async () => {
    const client = { client_id: 'api', client_secret: 'a-secret-of-an-api-that-is-long' };
    const clients = [{ id: client.client_id, secret: client.client_secret }];
    const asked = createTestApp({ env: { INTROSPECTION_CLIENTS: JSON.stringify(clients) } });
    const world = await createWorld();
    const broken = createTestApp({ env: { DB: unwritableDatabase() } });
    expect((await disable(broken, world)).status).toBe(503);
    const introspect = async () => {
      const { refresh_token: token } = world.person;
      const body = new URLSearchParams({ token, ...client });
      const answer = await asked.fetch(`${AUTH}/token/introspect`, { method: 'POST', body });
      return answer.json<{ active: boolean }>();
    };
    expect(await introspect()).toEqual({ active: false });
    asked.advanceWall(SETTLED);
    expect(await introspect()).toMatchObject({ active: true });
  });

  it('that was not made ends no session: the first refresh after it gives it back', async () => {
    const world = await createWorld();
    const { app, person } = world;
    const broken = createTestApp({ env: { DB: unwritableDatabase() } });
    expect((await disable(broken, world)).status).toBe(503);
    app.advanceWall(SETTLED);
    expect((await refresh(app, person)).status).toBe(200);
  });

  it('is made as well where others are made at once, and the guard ends up with what D1 has', async () => {
    const world = await createWorld();
    const { app, person } = world;
    for (const name of ['Ada', 'Grace', 'Joan']) {
      const answers = await Promise.all([
        rename(app, person, name),
        setRoles('staff', 'admin')(app, world),
        act('lock')(app, world),
        setRoles()(app, world),
        act('unlock')(app, world),
        send(app, 'PATCH', `${AUTH}/profile`, person, { last_name: name }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      const row = await rowOf(person);
      const shown = await (await me(app, person)).json<Record<string, unknown>>();
      expect(shown).toMatchObject({ first_name: name, last_name: name });
      expect(shown.roles).toEqual(JSON.parse(String(row?.roles)));
    }
  });

  it('that disables an account leaves nothing alive of sign-ins and refreshes that race it', async () => {
    const world = await createWorld();
    const { app, person } = world;
    const refreshed = async () => {
      const answer = await app.post(`${AUTH}/token/refresh`, {
        refresh: person.refresh_token,
        token_delivery: 'body',
      });
      return answer.status === 200 ? answer.json<Tokens>() : null;
    };
    const [, ...racers] = await Promise.all([
      disable(app, world),
      ...[1, 2, 3].map(() => signIn(app, person.email).catch(() => null)),
      refreshed(),
      refreshed(),
    ]);
    for (const tokens of [person, ...racers]) {
      if (tokens === null) continue;
      expect((await me(app, tokens)).status).toBe(401);
      expect((await refresh(app, tokens)).status).toBe(401);
    }
    expect((await rowOf(person))?.status).toBe('disabled');
  });

  it('that is refused to the last admin takes nothing from them', async () => {
    const { app, admin } = await createWorld();
    const self = { app, admin, person: { ...admin, email: admin.user.email }, secret: '' };
    expect((await disable(app, self)).status).toBe(403);
    expect((await setRoles('user')(app, self)).status).toBe(403);
    expect((await refresh(app, admin)).status).toBe(200);
    expect(await (await me(app, admin)).json()).toMatchObject({ roles: ['user', 'admin'] });
  });

  it('of roles that an older deployment left to a job reaches the guard', async () => {
    const { app, person } = await createWorld();
    await env.DB.prepare('update users set version = version + 1, roles = ? where id = ?')
      .bind('["user"]', person.user.id)
      .run();
    const payload = { userId: person.user.id, roles: ['user'], changedAt: 1 };
    app.queued.push({ type: 'admin.apply_roles', payload });
    expect(await app.deliverJobs()).toEqual({ acked: 1, retried: 0 });
    expect(await see(app, person)).toEqual(withRoles(['user']));
  });
});
