import { describe, expect, it } from 'vitest';
import { ACTS } from '../../src/admin/act-on-user.ts';
import { createServices } from '../../src/wiring/services.ts';
import { giveRoles } from '../support/edit-users.ts';
import { as, from, newcomer, signIn, type Tokens, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const ADMIN_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/151.7';
const ADMIN_ADDRESS = '198.51.100.77';
const REQUEST = 'request-of-the-admin';
const REASON = 'ticket 4711: looks like a fraud';

const logsOf = async (app: TestApp, by: Tokens, query: Record<string, string> = {}) => {
  const response = await app.client.api.v1.audit.logs.$get({ query }, as(by));
  return (await response.json()).logs;
};

async function makeAdmin(person: Tokens): Promise<void> {
  await giveRoles(['admin'], { id: person.user.id });
}

/** An account after every act of an administrator and one of the operator. */
async function lookedAfter() {
  const app = createTestApp();
  const person = await newcomer(app);
  const admin = await newcomer(app);
  await makeAdmin(admin);
  const { headers } = as(admin);
  const byAdmin = {
    headers: {
      ...headers,
      ...from(ADMIN_ADDRESS).headers,
      'User-Agent': ADMIN_AGENT,
      'X-Request-Id': REQUEST,
    },
  };
  const user = app.admin.users[':id'];
  const { id } = person.user;
  const act = (name: (typeof ACTS)[number]) =>
    user[':act'].$post({ param: { id, act: name }, json: { reason: REASON } }, byAdmin);
  for (const name of ACTS) expect((await act(name)).status).toBe(200);
  const roles = { param: { id }, json: { roles: ['staff' as const], reason: REASON } };
  expect((await user.roles.$put(roles, byAdmin)).status).toBe(200);
  for (const name of ['enable', 'unlock'] as const) await act(name);
  const { operator } = createServices({
    env: app.env,
    clock: app.clock,
    defer: () => undefined,
  });
  await operator.unlock(person.email);
  const mail = await app.lastMail(person.email, ({ subject }) => /Reset your/.test(subject));
  const token = tokenOf(mail.links[0]);
  await app.auth.password.reset.confirm.$post({
    json: { token, new_password: 'another-Horse-8-battery' },
  });
  const again = await signIn(app, person.email, { password: 'another-Horse-8-battery' });
  return { app, admin, person: { ...person, ...again } };
}

describe('an administrator’s act', () => {
  it('is shown in full to administrators, and without who, where and why to the user', async () => {
    const { app, admin, person } = await lookedAfter();
    const log = await logsOf(app, person, { limit: '100' });
    const copy = await (await app.auth.account.export.$get({}, as(person))).json();
    const secrets = [admin.user.id, ADMIN_AGENT, ADMIN_ADDRESS, REQUEST, REASON, 'command'];
    for (const own of [log, copy.audit_events]) {
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

    const id = person.user.id;
    const whole = await logsOf(app, admin, { limit: '100', user_id: id });
    const view = await app.admin.users[':id'].$get({ param: { id } }, as(admin));
    for (const events of [whole, (await view.json()).recent_events])
      for (const fact of secrets) expect(JSON.stringify(events)).toContain(fact);
  });

  it('cannot be faked by a stranger who poses as the command line', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const headers = { 'X-Request-Id': 'command-line', 'User-Agent': 'command line' };
    const json = { email: person.email, password: 'wrong-Horse-7-battery' };
    await app.auth.login.$post(
      { json },
      { headers: { ...headers, ...from('192.0.2.66').headers } },
    );
    const logs = await logsOf(app, person, { event_type: 'session.sign_in_failed' });
    expect(logs).toMatchObject([{ actor: null, ip_address: '192.0.2.66' }]);
  });

  it('on an administrator’s own account is shown to them in full if queried by id', async () => {
    const app = createTestApp();
    const admin = await newcomer(app);
    const colleague = await newcomer(app);
    await makeAdmin(admin);
    await makeAdmin(colleague);
    await app.admin.users[':id'][':act'].$post(
      { param: { id: admin.user.id, act: 'unlock' }, json: { reason: REASON } },
      as(colleague),
    );
    const own = await logsOf(app, admin);
    expect(JSON.stringify(own)).not.toContain(REASON);
    const asked = await logsOf(app, admin, { user_id: admin.user.id });
    expect(JSON.stringify(asked)).toContain(REASON);
  });
});
