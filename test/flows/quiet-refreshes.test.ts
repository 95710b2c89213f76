import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../src/wiring/services.ts';
import { countRows } from '../support/count-rows.ts';
import { bringLedger } from '../support/ledger.ts';
import { bearer, PASSWORD, register } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Place = { ip: string; country: string; agent: string };
const HOME: Place = { ip: '203.0.113.7', country: 'AT', agent: 'Firefox/150.0' };
type Answer = {
  access_token: string;
  refresh_token: string;
  session_id: string;
  user: { id: string };
};

async function post(app: TestApp, path: string, body: object, by: Place): Promise<Answer> {
  const response = await app.fetch(`/api/v1/auth/${path}`, {
    method: 'POST',
    ip: by.ip,
    headers: { 'Content-Type': 'application/json', 'User-Agent': by.agent },
    body: JSON.stringify(body),
    cf: { country: by.country },
  } as RequestInit);
  expect(response.status).toBe(200);
  return response.json<Answer>();
}

/** Somebody signed in at home, whose next refreshes are asked for from anywhere. */
async function someone(app: TestApp) {
  const email = await register(createTestApp());
  let held = await post(app, 'login', { email, password: PASSWORD }, HOME);
  return {
    userId: held.user.id,
    id: held.session_id,
    refresh: async (place: Partial<Place> = {}) => {
      const body = { refresh: held.refresh_token };
      held = { ...held, ...(await post(app, 'token/refresh', body, { ...HOME, ...place })) };
    },
    list: async () => {
      const headers = bearer(held.access_token);
      const response = await app.fetch('/api/v1/auth/sessions', { headers });
      const { sessions } = await response.json<{
        sessions: { id: string; last_rotation_at: string; last_activity_at: string }[];
      }>();
      return sessions;
    },
  };
}

async function history({ userId, id }: { userId: string; id: string }) {
  const query = { type: 'session.refreshed', limit: 100 };
  const events = await env.ACCOUNT_GUARD.getByName(userId).listEvents(query);
  return events
    .filter(({ sessionId }) => sessionId === id)
    .map(({ ipAddress: ip, userAgent: agent, createdAt: at }) => ({ ip, agent, at }))
    .reverse();
}

describe('a refresh that says only that a session goes on', () => {
  it('writes nothing to D1, and yet every view tells when it was', async () => {
    const { DB, during } = countRows(env.DB);
    const app = createTestApp({ env: { DB } });
    const person = await someone(app);
    const written = await during(async () => {
      for (let times = 0; times < 10; times++) {
        app.advance(HOUR);
        // Another address of the same network.
        await person.refresh({ ip: `203.0.113.${times}` });
      }
    });
    expect(written).toBe(0);
    expect(await history(person)).toEqual([]);
    const exact = {
      id: person.id,
      last_rotation_at: new Date(app.clock()).toISOString(),
      last_activity_at: new Date(app.clock()).toISOString(),
    };
    app.advance(MINUTE);
    expect((await person.list())[0]).toMatchObject(exact);
    const services = createServices({ env: app.env, defer: () => undefined, clock: app.clock });
    const seen = await services.viewUsers.view(person.userId);
    expect(seen.sessions[0]).toMatchObject(exact);
    const exported = await services.exportAccount(person.userId);
    expect(exported.sessions[0]).toMatchObject(exact);
  });

  it('is recorded once a day, with the time of the row', async () => {
    const app = createTestApp();
    const person = await someone(app);
    const days: number[] = [];
    for (let hours = 0; hours < 36; hours += 4) {
      app.advance(4 * HOUR);
      if (Math.floor(app.clock() / DAY) > Math.floor((app.clock() - 4 * HOUR) / DAY))
        days.push(app.clock());
      await person.refresh();
    }
    expect(days).toHaveLength(2);
    expect(await history(person)).toMatchObject(days.map((at) => ({ at })));
    await bringLedger();
    const row = await env.DB.prepare('select last_rotation_at as at from sessions where id = ?')
      .bind(person.id)
      .first();
    expect(row).toEqual({ at: days[1] });
  });
});

describe('a refresh from elsewhere than the last', () => {
  it.each<[string, Partial<Place>]>([
    ['network', { ip: '198.51.100.7' }],
    ['country', { country: 'PT' }],
    ['User-Agent', { agent: 'curl/9.0' }],
  ])('is recorded, once, where it differs by %s, and so is the way back', async (_, place) => {
    const app = createTestApp();
    const person = await someone(app);
    const lines = [];
    for (const from of [{}, place, place, {}, {}]) {
      app.advance(MINUTE);
      await person.refresh(from);
      lines.push((await history(person)).length);
    }
    expect(lines).toEqual([0, 1, 1, 2, 2]);
    const [there, back] = await history(person);
    expect(there).toMatchObject({ ip: place.ip ?? HOME.ip, agent: place.agent ?? HOME.agent });
    expect(back).toMatchObject({ ip: HOME.ip, agent: HOME.agent });
  });
});

describe('a session that may not be idle', () => {
  it('stays in the list while it is refreshed in time, and leaves it when it is not', async () => {
    const app = createTestApp({ env: { SESSION_IDLE_TTL: '3600' } });
    const person = await someone(app);
    for (let times = 0; times < 30; times++) {
      app.advance(HOUR - MINUTE);
      await person.refresh();
      expect((await person.list()).map(({ id }) => id)).toEqual([person.id]);
    }
    app.advance(HOUR);
    const services = createServices({ env: app.env, defer: () => undefined, clock: app.clock });
    expect(await services.listSessions(person.userId)).toEqual([]);
    expect((await services.viewUsers.view(person.userId)).sessions).toEqual([]);
  });
});
