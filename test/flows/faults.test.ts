import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { expectToldOf, guardOf } from '../support/compare-ledger.ts';
import { brokenDatabase, readOnlyDatabase } from '../support/faults.ts';
import { breakLedger, takeLedger } from '../support/ledger.ts';
import {
  as,
  newcomerByMail,
  PASSWORD,
  refusal,
  signIn,
  type Tokens,
  WRONG,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

type Person = Tokens & { email: string };

const refresh = (app: TestApp, token: string) =>
  app.auth.token.refresh.$post({ json: { refresh: token } });
const listed = async (app: TestApp, token: string) => {
  const answer = await app.auth.sessions.$get({}, as(token));
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { sessions: { id: string }[] }).sessions.map(({ id }) => id);
};

/** Another session of the person, before the fault. */
async function withSessions(app: TestApp) {
  const person: Person = await newcomerByMail(app);
  return {
    person,
    second: await signIn(app, person.email),
    third: await signIn(app, person.email),
  };
}

/** Does everything that the guard decides by itself, and expects it to be answered as ever. */
async function goOn(
  app: TestApp,
  { person, second, third }: Awaited<ReturnType<typeof withSessions>>,
) {
  app.advance(1000);
  expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
  const verified = await app.auth.token.verify.$post({ json: { token: person.access_token } });
  expect(verified.status).toBe(200);
  const refreshed = await refresh(app, person.refresh_token);
  expect(refreshed.status).toBe(200);
  const { access_token: access } = (await refreshed.json()) as { access_token: string };
  const ids = [person.session_id, second.session_id, third.session_id];
  expect((await listed(app, access)).toSorted()).toEqual(ids.toSorted());
  // Sign-out and the end of the others are there at once.
  expect((await app.auth.logout.$post({ json: {} }, as(second))).status).toBe(200);
  expect((await app.auth.me.$get({}, as(second))).status).toBe(401);
  expect(await refusal(await refresh(app, second.refresh_token))).toEqual([401, 'token_revoked']);
  const others = await app.auth.sessions['terminate-all'].$post({}, as(access));
  expect(others.status).toBe(200);
  expect((await app.auth.me.$get({}, as(third))).status).toBe(401);
  expect(await listed(app, access)).toEqual([person.session_id]);
}

/** Signs in, with a wrong password before, and is seen by what lists sessions. */
async function comeIn(app: TestApp, { person }: { person: Person }): Promise<Tokens> {
  app.advance(1000);
  const wrong = await app.auth.login.$post({ json: { email: person.email, password: WRONG } });
  expect(await refusal(wrong)).toEqual([401, 'invalid_credentials']);
  const again = await signIn(app, person.email);
  expect((await app.auth.me.$get({}, as(again))).status).toBe(200);
  expect(await listed(app, again.access_token)).toContain(again.session_id);
  return again;
}

/** Expects D1 and guard to agree on what `goOn` and `comeIn` did. */
async function expectTold({ person, second, third }: Awaited<ReturnType<typeof withSessions>>) {
  const { sessions, events } = await expectToldOf(person.user.id);
  const ends = new Map(sessions.map(({ id, revokeReason }) => [id, revokeReason]));
  expect(ends.get(second.session_id)).toBe('logout');
  expect(ends.get(third.session_id)).not.toBeNull();
  expect(ends.get(person.session_id)).toBeNull();
  expect(sessions).toHaveLength(4);
  const failures = events.filter(({ type }) => type === 'session.sign_in_failed');
  expect(failures).toHaveLength(1);
  const { results } = await env.DB.prepare(
    "select id from audit_events where type in ('session.sign_in_failed', 'session.others_ended')",
  ).all();
  expect(results).toHaveLength(2);
}

describe('while D1 refuses every write', () => {
  it('everyone goes on and comes in; after it D1 has what the guards say, once', async () => {
    const app = createTestApp();
    const people = await withSessions(app);
    await app.deliverLedger();
    const broken = createTestApp({ env: { DB: readOnlyDatabase() } });
    await goOn(broken, people);
    await comeIn(broken, people);
    expect((await guardOf(people.person.user.id)).left).toBe(0);
    // The queue keeps what D1 does not take.
    const messages = takeLedger();
    expect(messages.length).toBeGreaterThan(2);
    const outcome = await broken.deliverLedger(messages);
    expect(outcome).toEqual({ acked: 0, retried: messages.length });
    expect(await app.deliverLedger(messages)).toEqual({ acked: messages.length, retried: 0 });
    // What is delivered again is written once.
    await app.deliverLedger(messages);
    await expectTold(people);
  });

  it('changes of the user are refused and change nothing', async () => {
    const app = createTestApp();
    const person = await newcomerByMail(app);
    const broken = createTestApp({ env: { DB: readOnlyDatabase() } });
    const json = { first_name: 'Ada' };
    expect((await broken.auth.profile.$patch({ json }, as(person))).status).toBe(503);
    const change = { old_password: PASSWORD, new_password: `${PASSWORD}-2` };
    expect((await broken.auth.password.change.$post({ json: change }, as(person))).status).toBe(
      503,
    );
    app.advanceWall(20_000);
    expect(await (await app.auth.me.$get({}, as(person))).json()).toMatchObject({ first_name: '' });
    await signIn(app, person.email);
  });
});

describe('while the ledger queue takes nothing', () => {
  it.each(['goes on by itself', 'is evicted'])(
    'everyone goes on; after it D1 has what a guard says that %s',
    async (guard) => {
      const app = createTestApp();
      const people = await withSessions(app);
      await app.deliverLedger();
      breakLedger();
      await goOn(app, people);
      await comeIn(app, people);
      expect(takeLedger()).toEqual([]);
      const stub = env.ACCOUNT_GUARD.getByName(people.person.user.id);
      expect((await guardOf(people.person.user.id)).left).toBeGreaterThan(0);
      if (guard === 'is evicted') await evictDurableObject(stub);
      // The alarm finds the queue still away, then back.
      await runDurableObjectAlarm(stub);
      expect((await guardOf(people.person.user.id)).left).toBeGreaterThan(0);
      breakLedger(false);
      expect(await runDurableObjectAlarm(stub)).toBe(true);
      expect((await app.deliverLedger()).retried).toBe(0);
      await expectTold(people);
    },
  );
});

describe('while D1 is wholly away', () => {
  it('refresh, me, verification, sessions and sign-out are answered by the guard', async () => {
    const app = createTestApp();
    const people = await withSessions(app);
    await app.deliverLedger();
    const down = createTestApp({ env: { DB: brokenDatabase() } });
    await goOn(down, people);
    const login = await down.auth.login.$post({
      json: { email: people.person.email, password: PASSWORD },
    });
    expect(await refusal(login)).toEqual([503, 'storage_unavailable']);
    const messages = takeLedger();
    expect((await down.deliverLedger(messages)).acked).toBe(0);
    expect((await app.deliverLedger(messages)).retried).toBe(0);
    await comeIn(app, people);
    await app.deliverLedger();
    await expectTold(people);
  });

  it('a guard that has slept meanwhile answers too', async () => {
    const person = await newcomerByMail(createTestApp());
    await evictDurableObject(env.ACCOUNT_GUARD.getByName(person.user.id));
    const down = createTestApp({ env: { DB: brokenDatabase() } });
    expect((await down.auth.me.$get({}, as(person))).status).toBe(200);
    expect((await refresh(down, person.refresh_token)).status).toBe(200);
    expect(await listed(down, person.access_token)).toEqual([person.session_id]);
  });
});
