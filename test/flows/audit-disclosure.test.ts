import { describe, expect, it } from 'vitest';
import { ACTS } from '../../src/admin/act-on-user.ts';
import { createServices } from '../../src/wiring/services.ts';
import { giveRoles } from '../support/edit-users.ts';
import { bearer, newcomer, signIn, type Tokens, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const ADMIN_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/151.7';
const ADMIN_ADDRESS = '198.51.100.77';
const REQUEST = 'request-of-the-admin';
const REASON = 'ticket 4711: looks like a fraud';

type Event = {
  event_type: string;
  actor: string | null;
  actor_id: string | null;
  ip_address: string | null;
  request_id: string | null;
  metadata: Record<string, unknown>;
};

const get = async <Body>(app: TestApp, path: string, by: Tokens) =>
  (await app.fetch(`/api/v1${path}`, { headers: bearer(by.access_token) })).json<Body>();

async function makeAdmin(person: Tokens): Promise<void> {
  await giveRoles(['admin'], { id: person.user.id });
}

/** An account on which an administrator has done all there is to do, and the operator a little. */
async function lookedAfter() {
  const app = createTestApp();
  const person = await newcomer(app);
  const admin = await newcomer(app);
  await makeAdmin(admin);
  const request = (method: string, path: string, body: object) =>
    app.fetch(`/api/v1/admin/users/${person.user.id}${path}`, {
      method,
      ip: ADMIN_ADDRESS,
      headers: {
        ...bearer(admin.access_token),
        'Content-Type': 'application/json',
        'User-Agent': ADMIN_AGENT,
        'X-Request-Id': REQUEST,
      },
      body: JSON.stringify({ reason: REASON, ...body }),
    });
  for (const act of ACTS) expect((await request('POST', `/${act}`, {})).status).toBe(200);
  expect((await request('PUT', '/roles', { roles: ['staff'] })).status).toBe(200);
  for (const act of ['enable', 'unlock']) await request('POST', `/${act}`, {});
  const { operator } = createServices({
    env: app.env,
    clock: app.clock,
    defer: () => undefined,
  });
  await operator.unlock(person.email);
  const token = tokenOf((await app.lastMail(person.email)).links[0]);
  await app.post('/api/v1/auth/password/reset/confirm', {
    token,
    new_password: 'another-Horse-8-battery',
  });
  const again = await signIn(app, person.email, { password: 'another-Horse-8-battery' });
  return { app, admin, person: { ...person, ...again } };
}

describe('what an administrator did', () => {
  it('is told to the owner without who, from where and why, and to administrators whole', async () => {
    const { app, admin, person } = await lookedAfter();
    const log = await get<{ logs: Event[] }>(app, '/audit/logs?limit=100', person);
    const copy = await get<{ audit_events: Event[] }>(app, '/auth/account/export', person);
    const secrets = [admin.user.id, ADMIN_AGENT, ADMIN_ADDRESS, REQUEST, REASON, 'command'];
    for (const own of [log.logs, copy.audit_events]) {
      for (const secret of secrets) expect(JSON.stringify(own)).not.toContain(secret);
      const acts = own.filter(({ actor }) => actor === 'administrator');
      expect(acts).toHaveLength(ACTS.length + 4);
      expect(acts.map((event) => event.event_type)).toEqual(
        expect.arrayContaining(['admin.locked', 'admin.roles_changed', 'password.reset_forced']),
      );
      expect(acts.find((event) => event.event_type === 'admin.roles_changed')?.metadata).toEqual({
        from: 'user',
        to: 'user staff',
      });
      const signedIn = own.find((event) => event.event_type === 'session.started');
      expect(signedIn).toMatchObject({
        actor: 'user',
        actor_id: person.user.id,
        ip_address: '203.0.113.7',
      });
    }

    const whole = await get<{ logs: Event[] }>(
      app,
      `/audit/logs?limit=100&user_id=${person.user.id}`,
      admin,
    );
    const view = await get<{ recent_events: Event[] }>(
      app,
      `/admin/users/${person.user.id}`,
      admin,
    );
    for (const events of [whole.logs, view.recent_events])
      for (const fact of secrets) expect(JSON.stringify(events)).toContain(fact);
  });

  it('is not what a stranger pretends by the name of the command line', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const headers = { 'X-Request-Id': 'command-line', 'User-Agent': 'command line' };
    const wrong = { email: person.email, password: 'wrong-Horse-7-battery' };
    await app.post('/api/v1/auth/login', wrong, headers, { ip: '192.0.2.66' });
    const { logs } = await get<{ logs: Event[] }>(
      app,
      '/audit/logs?event_type=session.sign_in_failed',
      person,
    );
    expect(logs).toMatchObject([{ actor: null, ip_address: '192.0.2.66' }]);
  });

  it('on their own account is theirs to see, whole if they ask for it by id', async () => {
    const app = createTestApp();
    const admin = await newcomer(app);
    const colleague = await newcomer(app);
    await makeAdmin(admin);
    await makeAdmin(colleague);
    const headers = { ...bearer(colleague.access_token), 'Content-Type': 'application/json' };
    await app.fetch(`/api/v1/admin/users/${admin.user.id}/unlock`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ reason: REASON }),
    });
    const own = await get<{ logs: Event[] }>(app, '/audit/logs', admin);
    expect(JSON.stringify(own)).not.toContain(REASON);
    const asked = await get<{ logs: Event[] }>(app, `/audit/logs?user_id=${admin.user.id}`, admin);
    expect(JSON.stringify(asked)).toContain(REASON);
  });
});
