import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { hookedDatabase } from '../../support/faults.ts';
import {
  BROWSER,
  connect,
  disconnect,
  identitiesOf,
  keepIdentity,
  liveStatus,
  nameOf,
  pressUndo,
  undoLink,
} from '../../support/identity-changes.ts';
import { as, newcomer, PASSWORD, refusal, signIn, tokenOf } from '../../support/people.ts';
import { pressForm } from '../../support/press-link.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';
import { setUpTotp } from '../../support/totp.ts';

const HOUR = 3_600_000;
const CONNECTED = /was connected/;
const DISCONNECTED = /was disconnected/;

/** Someone whose account is older than any link. */
async function oldHand(app: TestApp) {
  const person = await newcomer(app);
  app.advance(200 * HOUR);
  const tokens = await signIn(app, person.email);
  await app.deliverJobs();
  return { ...tokens, email: person.email };
}

const kindsOf = async ({ user }: { user: { id: string } }) =>
  (
    await env.DB.prepare('select kind from user_factors where user_id = ? order by created_at')
      .bind(user.id)
      .all<{ kind: string }>()
  ).results.map(({ kind }) => kind);

describe('the mail about an account at a provider that was connected', () => {
  it('names the provider and nothing that the account there says of itself', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    await connect(app, owner, { email: 'click-here@evil.example', subject: 'evil-subject' });
    const mail = await app.lastMail(owner.email, ({ subject }) => CONNECTED.test(subject));
    expect(mail.subject).toBe('google was connected to your Latchkey account');
    expect(mail.text).toMatch(/Firefox on Linux in Austria \(198\.51\.100\.20\)/);
    expect(`${mail.text}${mail.html}`).not.toMatch(/evil/);
  });

  it('has a link that disconnects it and ends all sessions, once, for 72 hours', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    const known = await keepIdentity(app, owner, { provider: 'github' });
    app.advance(1000);
    await connect(app, owner);
    const token = await undoLink(app, owner.email, CONNECTED);
    // Opening it changes nothing: scanners of mail do.
    expect((await app.fetch(`/undo-factor-change?token=${token}`)).status).toBe(200);
    expect([(await identitiesOf(owner)).length, await liveStatus(app, owner)]).toEqual([2, 200]);
    app.advance(71 * HOUR);
    expect((await pressUndo(app, token)).status).toBe(200);
    expect(await identitiesOf(owner)).toEqual([nameOf(known)]);
    expect(await liveStatus(app, owner)).toBe(401);
    expect((await app.lastMail(owner.email)).subject).toMatch(/was taken back/);
    expect((await pressUndo(app, token)).status).toBe(401);
  });

  it('is void after 72 hours', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    const kept = await connect(app, owner);
    const token = await undoLink(app, owner.email, CONNECTED);
    app.advance(72 * HOUR);
    expect((await pressUndo(app, token)).status).toBe(401);
    expect(await identitiesOf(owner)).toEqual([nameOf(kept)]);
  });

  it('is not sent if nothing was connected, and only once it is', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    const { tellIdentityChange } = app.servicesWith(() => undefined);
    const identity = { ...(await keepIdentity(app, owner)), id: crypto.randomUUID() };
    const told = { user: owner.user, identity, client: BROWSER, at: app.clock() };
    await tellIdentityChange({ ...told, change: 'connected', event: crypto.randomUUID() });
    const { length } = app.mails;
    expect(await app.deliverJobs()).toEqual({ acked: 0, retried: 1 });
    await tellIdentityChange({ ...told, change: 'connected', event: crypto.randomUUID() });
    app.advance(31_000);
    expect(await app.deliverJobs()).toEqual({ acked: 1, retried: 0 });
    expect(app.mails).toHaveLength(length);
  });

  it('takes factors that came later too, at once only if one is left', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    await connect(app, owner);
    const token = await undoLink(app, owner.email, CONNECTED);
    app.advance(1000);
    await setUpTotp(app, owner);
    expect((await pressUndo(app, token)).status).toBe(200);
    // The account at the provider is no second step: it goes at once.
    expect([await identitiesOf(owner), await kindsOf(owner)]).toEqual([[], ['totp']]);
    expect(await liveStatus(app, owner)).toBe(401);
  });
});

describe('the mail about an account at a provider that was disconnected', () => {
  it('has a link that connects it again, as it was, and takes what came in its place', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    const mine = await keepIdentity(app, owner, { lastUsedAt: app.clock() });
    app.advance(100 * HOUR);
    const intruder = await signIn(app, owner.email);
    await connect(app, intruder, { provider: 'github' });
    app.advance(1000);
    await disconnect(app, intruder, mine);
    const token = await undoLink(app, owner.email, DISCONNECTED);
    await connect(app, intruder, { subject: 'of-an-intruder' });
    app.advance(HOUR);
    expect((await pressUndo(app, token)).status).toBe(200);
    expect(await identitiesOf(owner)).toEqual([nameOf(mine)]);
    const row = await env.DB.prepare('select * from user_identities where id = ?')
      .bind(mine.id)
      .first();
    expect(row).toMatchObject({ created_at: mine.createdAt, last_used_at: mine.lastUsedAt });
    expect(await liveStatus(app, intruder)).toBe(401);
  });

  it('does not take it from somebody who has it by now', async () => {
    const app = createTestApp();
    const [owner, other] = [await oldHand(app), await newcomer(app)];
    const mine = await keepIdentity(app, owner);
    app.advance(1000);
    await disconnect(app, owner, mine);
    const token = await undoLink(app, owner.email, DISCONNECTED);
    await keepIdentity(app, other, { subject: mine.subject });
    expect((await pressUndo(app, token)).status).toBe(200);
    expect([await identitiesOf(owner), await identitiesOf(other)]).toEqual([[], [nameOf(mine)]]);
  });

  it('keeps the identity that the account was made with, which was its only way in', async () => {
    const app = createTestApp();
    const owner = await newcomer(app);
    const { results } = await env.DB.prepare('select created_at from users where id = ?')
      .bind(owner.user.id)
      .all<{ created_at: number }>();
    const createdAt = results[0]?.created_at ?? 0;
    const first = await keepIdentity(app, owner, { provider: 'apple', createdAt });
    app.advance(1000);
    const second = await connect(app, owner);
    app.advance(1000);
    await disconnect(app, owner, second);
    const token = await undoLink(app, owner.email, DISCONNECTED);
    expect((await pressUndo(app, token)).status).toBe(200);
    expect(await identitiesOf(owner)).toEqual([nameOf(first), nameOf(second)]);
  });

  it('brings back nothing that the link of an earlier change took', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    const theirs = await connect(app, owner);
    const earlier = await undoLink(app, owner.email, CONNECTED);
    app.advance(1000);
    await disconnect(app, owner, theirs);
    const later = await undoLink(app, owner.email, DISCONNECTED);
    expect((await pressUndo(app, earlier)).status).toBe(200);
    expect((await pressUndo(app, later)).status).toBe(401);
    expect(await identitiesOf(owner)).toEqual([]);
  });

  it('connects it again while a factor that came before it waits for 24 hours', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    const mine = await keepIdentity(app, owner);
    app.advance(100 * HOUR);
    const intruder = await signIn(app, owner.email);
    await setUpTotp(app, intruder);
    await app.deliverJobs();
    app.advance(1000);
    await disconnect(app, owner, mine);
    const token = await undoLink(app, owner.email, DISCONNECTED);
    expect((await pressUndo(app, token)).status).toBe(200);
    expect([await identitiesOf(owner), await kindsOf(owner)]).toEqual([[nameOf(mine)], ['totp']]);
    // It asks once.
    expect((await pressUndo(app, token)).status).toBe(401);
  });
});

describe('two links at once', () => {
  it('of one mail: one of ten presses takes it back', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    await connect(app, owner);
    const token = await undoLink(app, owner.email, CONNECTED);
    const pressed = Array.from({ length: 10 }, () => pressUndo(app, token));
    const statuses = (await Promise.all(pressed)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(await identitiesOf(owner)).toEqual([]);
  });

  it('of a connection and its end: never a connection that both took back', async () => {
    for (let round = 0; round < 5; round++) {
      const app = createTestApp();
      const owner = await oldHand(app);
      const theirs = await connect(app, owner);
      const earlier = await undoLink(app, owner.email, CONNECTED);
      app.advance(1000);
      await disconnect(app, owner, theirs);
      const later = await undoLink(app, owner.email, DISCONNECTED);
      await Promise.all([pressUndo(app, earlier), pressUndo(app, later)]);
      const first = (await pressUndo(app, earlier)).status;
      // Whichever came first, the link of the connection wins in the end.
      expect([401, 200]).toContain(first);
      expect(await identitiesOf(owner)).toEqual([]);
    }
  });
});

describe('a link whose write fails', () => {
  it('works later', async () => {
    const state = { fails: false };
    const DB = hookedDatabase((call) =>
      state.fails ? Promise.reject(new Error('D1 is down')) : call(),
    );
    const app = createTestApp({ env: { DB } });
    const owner = await oldHand(app);
    const mine = await keepIdentity(app, owner);
    app.advance(1000);
    await disconnect(app, owner, mine);
    const token = await undoLink(app, owner.email, DISCONNECTED);
    state.fails = true;
    expect((await pressUndo(app, token)).status).toBe(503);
    state.fails = false;
    app.advance(30_000);
    expect((await pressUndo(app, token)).status).toBe(200);
    expect(await identitiesOf(owner)).toEqual([nameOf(mine)]);
  });
});

describe('undoing a change of address', () => {
  it('disconnects what was connected since, and voids the links about it', async () => {
    const app = createTestApp();
    const owner = await oldHand(app);
    const mine = await keepIdentity(app, owner);
    app.advance(1000);
    const change = { new_email: `new-${owner.email}`, password: PASSWORD };
    const asked = await app.auth.email.change.$post({ json: change }, as(owner));
    expect(asked.status).toBe(200);
    await app.deliverJobs();
    const notice = app.mails.findLast(({ to }) => to === owner.email);
    const undo = tokenOf(notice?.links.find((link) => link.includes('undo-email-change')));
    app.advance(1000);
    const theirs = await connect(app, owner, { provider: 'github' });
    app.advance(1000);
    await disconnect(app, owner, theirs);
    const back = await undoLink(app, owner.email, DISCONNECTED);
    await connect(app, owner, { provider: 'microsoft' });
    app.advance(1000);
    expect((await pressForm(app, '/undo-email-change', { token: undo })).status).toBe(200);
    expect(await identitiesOf(owner)).toEqual([nameOf(mine)]);
    expect((await pressUndo(app, back)).status).toBe(401);
    expect(await refusal(await app.auth.me.$get({}, as(owner)))).toMatchObject([401, {}]);
  });
});
