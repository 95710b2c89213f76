import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { freshEmail, PASSWORD, WRONG } from '../../../support/people.ts';
import { defineFlow } from '../flow.ts';
import { WITH_PROVIDER } from '../identity-provider.ts';
import { BACK_CHANNEL } from '../sign-out-receiver.ts';
import { bodyOf, type World } from '../world.ts';
import { linkTo, press } from './holders.ts';
import { aGrant } from './oauth.ts';
import { aPerson, deliverOnce, NEXT_PASSWORD } from './prepared.ts';
import { aConnected, aStranger, aWaiting, countOf, proving, typeAddress } from './social.ts';

const UNDO = '/undo-factor-change';
const SIGN_OUT = '/sign-out';
/** Milliseconds after which a client that did not answer is asked once more. */
const ASKED_AGAIN = 70_000;

/** Someone locked out whose reset the guard did not hear of: D1 has the new password. */
async function aResetUnheard(world: World) {
  const prepared = await aPerson(world);
  const { email } = prepared.person;
  for (let count = 0; count < 5; count++) await world.post('login', { email, password: WRONG });
  await world.deliver();
  await world.post('password/reset', { email });
  const token = await linkTo(world, '/reset-password', prepared.person);
  world.board.arm(({ name }) => (name === 'guard.commit' ? 'fail' : undefined));
  await world.post('password/reset/confirm', { token, new_password: NEXT_PASSWORD });
  world.board.disarm();
  world.timeline.move(17_000);
  return prepared;
}

/** Someone with a session that made room for others, which D1 has as an older version left it. */
async function anEvicted(world: World) {
  const prepared = await aPerson(world);
  const { email, session_id: id } = prepared.person;
  for (let others = 0; others < 2; others++) {
    world.timeline.move(1000);
    await world.signIn(email);
  }
  await world.wait(0);
  await env.DB.prepare('update sessions set revoked_at = null, revoke_reason = null where id = ?')
    .bind(id)
    .run();
  const userId = prepared.person.user.id;
  // Nor did its guard keep what had ended.
  await runInDurableObject(env.ACCOUNT_GUARD.getByName(userId), (_, { storage }) => {
    storage.sql.exec('delete from chains where session_id = ?', id);
  });
  world.queues.leave('sessions.evicted', { userId, sessionIds: [id] });
  return prepared;
}

/** What queues deliver beyond the mails that stand beside what asks for them. */
export const DELIVERIES = [
  defineFlow({
    name: 'roles that an older version left to a job',
    delivers: ['admin.apply_roles'],
    async prepare(world) {
      const prepared = await aPerson(world);
      const userId = prepared.person.user.id;
      const given = 'update users set version = version + 1, roles = ? where id = ?';
      await env.DB.prepare(given).bind('["user","staff"]', userId).run();
      world.queues.leave('admin.apply_roles', { userId });
      return prepared;
    },
    act: deliverOnce,
    async expect(world, { person }) {
      expect(bodyOf(await world.get('/api/v1/auth/me', person)).roles).toEqual(['user', 'staff']);
    },
  }),
  defineFlow({
    name: 'sessions that an older version left to a job',
    delivers: ['sessions.evicted'],
    world: { env: { MAX_SESSIONS_PER_USER: '2' } },
    prepare: anEvicted,
    act: deliverOnce,
    async expect(world, { person }) {
      const row = env.DB.prepare('select revoke_reason from sessions where id = ?');
      expect(await row.bind(person.session_id).first('revoke_reason')).toBe('too_many_sessions');
      expect(await world.lives(person)).toBe(false);
    },
  }),
  defineFlow({
    name: 'the mail of an erasure that an older version left to a job',
    delivers: ['account.erasure_notice'],
    async prepare(world) {
      const email = freshEmail();
      const from = 'Firefox on Linux';
      world.queues.leave('account.erasure_notice', { email, at: world.app.clock(), from });
      return { ids: [], email };
    },
    act: deliverOnce,
    async expect(world, { email }) {
      expect(world.hasMail(email, /was erased/)).toBe(true);
    },
  }),
  defineFlow({
    name: 'the end of sessions and locks after a reset',
    delivers: ['sessions.end_all'],
    prepare: aResetUnheard,
    act: deliverOnce,
    async expect(world, { person }) {
      expect(await world.lives(person)).toBe(false);
      // A lock would refuse this too.
      expect(await world.signsIn(person.email, NEXT_PASSWORD)).toBe(200);
      expect(await world.signsIn(person.email, PASSWORD)).toBe(401);
    },
  }),
  defineFlow({
    name: 'an app is told of a sign-out',
    delivers: ['clients.signed_out'],
    async prepare(world) {
      const held = await aGrant(world, { backchannelLogoutUri: BACK_CHANNEL });
      await held.browser.submit(await held.browser.open(SIGN_OUT), {}, { action: SIGN_OUT });
      await world.queues.deliverLedger();
      return held;
    },
    act: deliverOnce,
    async expect(world, { client, ids: [id] }) {
      await world.wait(ASKED_AGAIN);
      const tokens = world.receiver.told.map((token) => decodeJwt(token));
      const own = tokens.filter(({ aud }) => aud === client.id);
      // Told again, it sees by the name of the delivery that it was told before.
      expect(new Set(own.map(({ jti }) => jti)).size).toBe(1);
      expect(own[0]?.sub).toBe(id);
    },
  }),
  defineFlow({
    name: 'the mail of a disconnected provider',
    delivers: ['identity.change_notice'],
    world: { env: WITH_PROVIDER },
    async prepare(world) {
      const held = await aConnected(world);
      await held.browser.submit(held.page, {}, { action: held.action });
      return held;
    },
    act: deliverOnce,
    async expect(world, { id, email }) {
      expect(await countOf('user_identities where id = ?', id)).toBe(0);
      const token = await linkTo(world, UNDO, { email });
      expect((await press(world, UNDO, token)).status).toBe(200);
      expect(await countOf('user_identities where id = ?', id)).toBe(1);
    },
  }),
  defineFlow({
    name: 'the mail of a code to an address that no provider vouches for',
    delivers: ['social.address_code'],
    world: { env: WITH_PROVIDER },
    async prepare(world) {
      const waiting = await aWaiting(world, aStranger({ email_verified: false }));
      return { ...waiting, page: await typeAddress(waiting) };
    },
    act: deliverOnce,
    async expect(world, state) {
      const { browser, page, someone, ids } = state;
      const { action, fields } = proving({ otp: await world.mailedCode(someone.email) });
      await browser.submit(page, fields, { action });
      expect(await browser.lives()).toBe(true);
      ids.push(await world.idOf(someone.email));
    },
  }),
];
