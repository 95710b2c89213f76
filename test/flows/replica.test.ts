import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_ORIGIN } from '../../src/audit/event.ts';
import { createServices } from '../../src/wiring/services.ts';
import { brokenDatabase } from '../support/faults.ts';
import { laggingReplica } from '../support/lagging-replica.ts';
import {
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  refusal,
  register,
  signIn,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const NEW_PASSWORD = 'another-Horse-8-battery';

/** Someone who has signed in, in front of a replica that knows nothing of what follows. */
async function lagging() {
  const replica = laggingReplica();
  const app = createTestApp({ env: { DB: replica.DB } });
  const person = await newcomer(app);
  await signIn(app, person.email);
  replica.lag();
  return { app, person, replica };
}

const logIn = (app: TestApp, email: string, password = PASSWORD) =>
  app.post('/api/v1/auth/login', { email, password, token_delivery: 'body' });

describe('a sign-in in front of a replica that lags without bound', () => {
  it('admits an account that the replica does not know yet', async () => {
    const { app } = await lagging();
    const email = await register(app);
    expect((await logIn(app, email)).status).toBe(200);
  });

  it('takes the new password and refuses the old one', async () => {
    const { app, person } = await lagging();
    const changed = await app.post(
      '/api/v1/auth/password/change',
      { old_password: PASSWORD, new_password: NEW_PASSWORD },
      bearer(person.access_token),
    );
    expect(changed.status).toBe(200);
    expect(await refusal(await logIn(app, person.email))).toEqual([401, 'invalid_credentials']);
    expect((await logIn(app, person.email, NEW_PASSWORD)).status).toBe(200);
  });

  it('asks for a second factor that was set up since', async () => {
    const { app, person } = await lagging();
    const set = await app.fetch('/api/v1/auth/mfa/email', {
      method: 'PUT',
      headers: { ...bearer(person.access_token), 'Content-Type': 'application/json' },
      body: JSON.stringify({ enabled: true, password: PASSWORD }),
    });
    expect(set.status).toBe(200);
    expect(await (await logIn(app, person.email)).json()).toMatchObject({ otp_required: true });
  });

  it('refuses an account that was disabled since, and admits it once enabled', async () => {
    const { app, person } = await lagging();
    const services = createServices({ env: app.env, clock: app.clock, defer: () => undefined });
    const client = {
      ...UNKNOWN_ORIGIN,
      requestId: 'r',
      city: null,
      country: null,
      languages: null,
    };
    const act = (name: 'disable' | 'enable') =>
      services.actOnUser({
        userId: person.user.id,
        act: name,
        actorId: null,
        reason: null,
        client,
      });
    await act('disable');
    expect(await refusal(await logIn(app, person.email))).toEqual([403, 'account_disabled']);
    await act('enable');
    expect((await logIn(app, person.email)).status).toBe(200);
  });

  it('refuses the former address', async () => {
    const { app, person } = await lagging();
    const email = freshEmail();
    await app.post(
      '/api/v1/auth/email/change',
      { new_email: email, password: PASSWORD },
      bearer(person.access_token),
    );
    const link = new URL((await app.lastMail(email)).links[0] ?? '');
    const token = link.searchParams.get('token');
    expect((await app.post('/api/v1/auth/email/change/confirm', { token })).status).toBe(200);
    expect(await refusal(await logIn(app, person.email))).toEqual([401, 'invalid_credentials']);
    expect((await logIn(app, email)).status).toBe(200);
  });

  it('charges one try for a wrong password, whatever the replica says', async () => {
    const { app, person } = await lagging();
    for (let attempt = 0; attempt < 4; attempt++)
      expect((await logIn(app, person.email, WRONG)).status).toBe(401);
    expect((await logIn(app, person.email)).status).toBe(200);
  });

  it('reads the primary where the replica fails, as right after a migration', async () => {
    const app = createTestApp({
      env: {
        DB: {
          prepare: (query: string) => env.DB.prepare(query),
          batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
          withSession: brokenDatabase,
        },
      },
    });
    const email = await register(app);
    expect((await logIn(app, email)).status).toBe(200);
    expect(app.logs.map(({ event }) => event)).toContain('replica_not_read');
  });
});
