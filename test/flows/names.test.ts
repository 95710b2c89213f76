import { describe, expect, it } from 'vitest';
import { bearer, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const HOSTILE = '\u202eAda\u0000\u001b[31m\r\nBcc: eve@example.com\u200b\u2066';
const PLAIN = 'Ada[31m Bcc: eve@example.com';
const PERSIAN = 'علی\u200cرضا';

const patch = (app: TestApp, token: string, body: object) =>
  app.auth.profile.$patch({ json: body }, { headers: bearer(token) });

describe('names of people and devices', () => {
  it('are normalised wherever they are submitted', async () => {
    const app = createTestApp();
    const email = await register(app, undefined, {
      first_name: HOSTILE,
      last_name: PERSIAN,
      display_name: `Jose\u0301 ${HOSTILE}`,
    });
    const { access_token: token } = await signIn(app, email, { device_name: HOSTILE });
    const me = await app.auth.me.$get({}, { headers: bearer(token) });
    expect(await me.json()).toMatchObject({
      first_name: PLAIN,
      last_name: PERSIAN,
      display_name: `José ${PLAIN}`,
    });
    const sessions = await app.auth.sessions.$get({}, { headers: bearer(token) });
    expect(await sessions.json()).toMatchObject({ sessions: [{ device_name: PLAIN }] });

    for (const field of ['first_name', 'last_name', 'display_name'])
      expect(await (await patch(app, token, { [field]: `x${HOSTILE}` })).json()).toMatchObject({
        [field]: `x${PLAIN}`,
      });
    expect((await patch(app, token, { first_name: 'x'.repeat(151) })).status).toBe(400);
  });

  it('keep the canonical spelling of a time zone, and reject unknown zones', async () => {
    const app = createTestApp();
    const email = await register(app, undefined, { timezone: 'utc' });
    const { access_token: token, user } = await signIn(app, email);
    expect(user).toMatchObject({ timezone: 'UTC' });
    const moved = await patch(app, token, { timezone: 'europe/vienna' });
    expect(await moved.json()).toMatchObject({ timezone: 'Europe/Vienna' });
    for (const timezone of ['Factory', '+01:00', 'IST'])
      expect((await patch(app, token, { timezone })).status).toBe(400);
  });
});
