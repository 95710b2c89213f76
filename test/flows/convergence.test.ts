import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { LedgerMessage } from '../../src/guard/ledger-message.ts';
import { consumeDeadLedger, consumeLedger } from '../../src/ledger/consume-ledger.ts';
import { createServices } from '../../src/wiring/services.ts';
import { type Chance, chanceOf } from '../support/chance.ts';
import { expectToldOf } from '../support/compare-ledger.ts';
import { brokenDatabase } from '../support/faults.ts';
import { breakLedger, takeLedger } from '../support/ledger.ts';
import { registerByMail, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const MINUTE = 60_000;
/** `npm test` takes a dozen people, `npm run proof:convergence` a thousand. */
const USERS = env.TEST_CONVERGENCE_USERS;
const IS_PROOF = USERS > 100;
/** What each of them does. */
const STEPS = USERS * (IS_PROOF ? 7 : 20);
const during = (step: number, from: number, until: number) =>
  step > from * STEPS && step < until * STEPS;

/** A queue that forgets nothing, and otherwise does whatever a queue may do. */
function roughQueue(app: TestApp, chance: Chance) {
  let waiting: { body: LedgerMessage; attempts: number }[] = [];
  let dead: typeof waiting = [];
  const services = (isDown: boolean) =>
    createServices({
      env: { ...app.env, ...(isDown ? { DB: brokenDatabase() } : {}) } as Cloudflare.Env,
      defer: () => undefined,
      clock: app.clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
  async function consume(taken: typeof waiting, isDown: boolean, isDead: boolean) {
    const messages = taken.map((one, index) => ({
      id: `m${index}`,
      timestamp: new Date(app.clock()),
      body: one.body,
      attempts: one.attempts,
      // A message that was acknowledged may come again all the same.
      ack: () => void (chance.happens(0.1) && waiting.push(one)),
      retry: () => {
        const again = { ...one, attempts: one.attempts + 1 };
        (again.attempts > 2 ? dead : waiting).push(again);
      },
    }));
    await (isDead ? consumeDeadLedger : consumeLedger)({ messages }, services(isDown));
  }
  return {
    async deliver(isDown: boolean) {
      waiting.push(...takeLedger().map((body) => ({ body, attempts: 1 })));
      const shuffled = waiting.toSorted(() => (chance.happens(0.5) ? 1 : -1));
      // Some are delayed, some are delivered twice in one batch.
      const taken = shuffled.filter(() => chance.happens(0.6));
      waiting = shuffled.filter((one) => !taken.includes(one));
      const twice = taken.filter(() => chance.happens(0.2));
      await consume([...taken, ...twice], isDown, false);
    },
    async settle() {
      waiting.push(...takeLedger().map((body) => ({ body, attempts: 1 })));
      while (waiting.length > 0) await consume(waiting.splice(0), false, false);
      const died = dead;
      dead = [];
      await consume(died, false, true);
      while (waiting.length > 0) await consume(waiting.splice(0), false, false);
      return died.length;
    },
  };
}

type Device = { userId: string; access: string; refresh: string; last: string };

/** One random thing that a random person does. Refusals are part of it. */
async function act(app: TestApp, chance: Chance, emails: string[], devices: Device[]) {
  const email = emails[chance.below(emails.length)] ?? '';
  const device = devices[chance.below(devices.length)];
  const dice = chance.below(10);
  if (dice < 3 || device === undefined) {
    const tokens = await signIn(app, email);
    const { access_token: access, refresh_token: refresh } = tokens;
    devices.push({ userId: tokens.user.id, access, refresh, last: refresh });
    return;
  }
  const headers = { Authorization: `Bearer ${device.access}` };
  if (dice < 7) {
    const given = dice === 6 ? device.last : device.refresh;
    const answer = await app.post('/api/v1/auth/token/refresh', { refresh: given });
    if (answer.status !== 200) return;
    const { access_token, refresh_token } = await answer.json<Record<string, string>>();
    device.last = device.refresh;
    device.refresh = refresh_token ?? '';
    device.access = access_token ?? '';
    return;
  }
  if (dice === 7) await app.fetch('/api/v1/auth/logout', { method: 'POST', headers });
  if (dice === 8)
    await app.fetch('/api/v1/auth/sessions/terminate-all', { method: 'POST', headers });
  if (dice === 9) await app.post('/api/v1/auth/login', { email, password: 'wrong one entirely' });
}

describe.each(IS_PROOF ? [1] : [1, 2, 3])('users who do random things, by chance %i', (seed) => {
  it('have in D1 what their guards say, once all is quiet', { timeout: 600_000 }, async () => {
    const chance = chanceOf(seed);
    const app = createTestApp({ env: { MAX_SESSIONS_PER_USER: '4', LOCKOUT_THRESHOLD: '100' } });
    const queue = roughQueue(app, chance);
    const emails = [];
    for (let count = 0; count < USERS; count++) emails.push(await registerByMail(app));
    // A first sign-in is told to D1 at once; what follows is what the queue brings.
    const devices: Device[] = [];
    for (const email of emails) {
      const { access_token: access, refresh_token: refresh, user } = await signIn(app, email);
      devices.push({ userId: user.id, access, refresh, last: refresh });
    }
    for (let step = 0; step < STEPS; step++) {
      // The queue is away for a while, and later D1 is.
      breakLedger(during(step, 0.25, 0.45));
      await act(app, chance, emails, devices);
      app.advance(chance.below(2 * MINUTE));
      if (chance.happens(0.3)) await queue.deliver(during(step, 0.63, 0.8));
    }
    breakLedger(false);
    const ids = [...new Set(devices.map(({ userId }) => userId))];
    expect(ids).toHaveLength(USERS);
    for (const id of ids) await runDurableObjectAlarm(env.ACCOUNT_GUARD.getByName(id));
    const died = await queue.settle();
    // Some came to D1 by way of the dead-letter queue.
    expect(died).toBeGreaterThan(0);

    const ends = new Set<string | null>();
    for (const id of ids) {
      const { sessions } = await expectToldOf(id);
      for (const { revokeReason } of sessions) ends.add(revokeReason);
    }
    expect(ends).toContain('logout');
    expect(ends).toContain('refresh_token_reused');
  });
});
