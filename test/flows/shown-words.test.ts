import { describe, expect, it } from 'vitest';
import { giveRoles } from '../support/edit-users.ts';
import { bearer, newcomer, PASSWORD, register, signIn } from '../support/people.ts';
import { switchSecondStepOn } from '../support/second-step.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const auth = (tail: string) => `/api/v1/auth/${tail}`;
type Shown = Record<string, unknown> & { id: string };

const get = async <T>(app: TestApp, path: string, token: string) =>
  (await app.fetch(path, { headers: bearer(token) })).json<T>();
const sessionsOf = async (app: TestApp, token: string) =>
  (await get<{ sessions: Shown[] }>(app, auth('sessions'), token)).sessions;

describe('a user', () => {
  it('has a full name and a day of joining, wherever they are shown', async () => {
    const app = createTestApp();
    const email = await register(app, undefined, { first_name: 'Ada', last_name: 'Lovelace' });
    const login = await app.post(auth('login'), { email, password: PASSWORD });
    const { user, access_token: token } = await login.json<{ user: Shown; access_token: string }>();
    const me = await get<Shown>(app, auth('me'), token);
    for (const shown of [user, me]) {
      expect(shown).toMatchObject({ full_name: 'Ada Lovelace' });
      expect(shown.date_joined).toBe(shown.created_at);
      expect(shown.date_joined).toMatch(/^2200-01-01T12:00/);
    }
    await giveRoles(['admin']);
    const listed = await get<{ users: Shown[] }>(app, '/api/v1/admin/users', token);
    expect(listed.users[0]).toMatchObject({
      full_name: 'Ada Lovelace',
      date_joined: me.created_at,
    });
  });

  it.each([
    [{ first_name: 'Ada' }, 'Ada'],
    [{ last_name: 'Lovelace' }, 'Lovelace'],
    [{}, ''],
  ])('has as much of a full name as there is: %o', async (names, full) => {
    const app = createTestApp();
    const { user } = await signIn(app, await register(app, undefined, names));
    expect(user).toMatchObject({ full_name: full });
  });

  it('cannot change what only echoes', async () => {
    const app = createTestApp();
    const { access_token: token } = await newcomer(app);
    const changed = await app.fetch(auth('profile'), {
      method: 'PATCH',
      headers: { ...bearer(token), 'Content-Type': 'application/json' },
      body: JSON.stringify({ full_name: 'Eve', date_joined: '2000-01-01T00:00:00Z' }),
    });
    expect(await changed.json()).toMatchObject({
      full_name: '',
      date_joined: expect.stringMatching(/^2200/),
    });
  });
});

describe('a session', () => {
  it('tells when it was last refreshed', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const [begun] = await sessionsOf(app, person.access_token);
    expect(begun?.last_rotation_at).toBe(begun?.created_at);
    app.advance(120_000);
    const refreshed = await app.post(auth('token/refresh'), { refresh: person.refresh_token });
    const { access_token: token } = await refreshed.json<{ access_token: string }>();
    const [later] = await sessionsOf(app, token);
    expect(later?.last_rotation_at).toMatch(/^2200-01-01T12:02/);
  });

  it('tells whose client it is, and whether two factors were given', async () => {
    const app = createTestApp({ env: { FIRST_PARTY_CLIENT_ID: 'our-app' } });
    const { email, access_token: token, user } = await newcomer(app);
    await switchSecondStepOn();
    app.advance(61_000);
    const login = await app.post(auth('login'), { email, password: PASSWORD });
    const { mfa_token } = await login.json<{ mfa_token: string }>();
    const otp = (await app.lastMail(email)).codes[0];
    const finished = await app.post(auth('login/otp-verify'), { otp, mfa_token });
    const { session_id: second } = await finished.json<{ session_id: string }>();
    const expected = (sessions: Shown[]) => {
      expect(sessions).toHaveLength(2);
      for (const session of sessions)
        expect(session).toMatchObject({
          client_id: 'our-app',
          is_verified: session.id === second,
        });
    };
    expected(await sessionsOf(app, token));
    expected((await get<{ sessions: Shown[] }>(app, auth('account/export'), token)).sessions);
    await giveRoles(['admin']);
    const seen = await get<{ sessions: Shown[] }>(app, `/api/v1/admin/users/${user.id}`, token);
    expected(seen.sessions);
  });
});
