import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { bookmark } from '../../support/bookmark.ts';
import {
  BROWSER,
  connect,
  disconnect,
  identitiesOf,
  keepIdentity,
  nameOf,
  pressUndo,
  undoLink,
} from '../../support/identity-changes.ts';
import { bringLedger } from '../../support/ledger.ts';
import { as, newcomer, PASSWORD, signIn } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const MINUTE = 60_000;

/** Runs the operator's command for one user. */
async function reconcile(app: TestApp, user: string, dryRun = false) {
  app.advance(2 * MINUTE);
  const { operator } = app.servicesWith(() => undefined);
  return (await operator.reconcile(JSON.stringify({ user, dryRun }))).users;
}

/** Someone with a session, whose account is a week old. */
async function settled(app: TestApp) {
  const { email } = await newcomer(app);
  app.advance(7 * 24 * 60 * MINUTE);
  const tokens = await signIn(app, email);
  await app.deliverJobs();
  return { ...tokens, email };
}

describe('accounts at providers', () => {
  it('are exported to their owner alone, without a token', async () => {
    const app = createTestApp();
    const [owner, other] = [await newcomer(app), await newcomer(app)];
    const mine = await keepIdentity(app, owner, { lastUsedAt: app.clock() });
    await keepIdentity(app, other);
    const answer = await app.auth.account.export.$get({}, as(owner));
    expect(((await answer.json()) as { identities: unknown }).identities).toEqual([
      {
        id: mine.id,
        provider: 'google',
        issuer: mine.issuer,
        subject: mine.subject,
        email: mine.email,
        created_at: new Date(mine.createdAt).toISOString(),
        last_used_at: new Date(app.clock()).toISOString(),
      },
    ]);
  });

  it('go with their user, and links about them bring nothing back', async () => {
    const app = createTestApp();
    const owner = await newcomer(app);
    const mine = await connect(app, owner);
    app.advance(1000);
    await disconnect(app, owner, mine);
    const token = await undoLink(app, owner.email, /was disconnected/);
    await keepIdentity(app, owner, { provider: 'github' });
    const erased = await app.auth.account.$delete({ json: { password: PASSWORD } }, as(owner));
    expect(erased.status).toBe(200);
    await app.deliverJobs();
    expect(await identitiesOf(owner)).toEqual([]);
    expect((await pressUndo(app, token)).status).toBe(401);
    const { results } = await env.DB.prepare('select * from user_identities where user_id = ?')
      .bind(owner.user.id)
      .all();
    expect(results).toEqual([]);
    // The subject is free for whoever has it.
    const next = await newcomer(app);
    await keepIdentity(app, next, { subject: mine.subject });
    expect(await identitiesOf(next)).toEqual([nameOf(mine)]);
  });

  it('are not mailed about once the account is gone', async () => {
    const app = createTestApp();
    const owner = await newcomer(app);
    await connect(app, owner);
    await app.auth.account.$delete({ json: { password: PASSWORD } }, as(owner));
    await app.deliverJobs();
    expect(app.mails.filter(({ subject }) => /was connected/.test(subject))).toEqual([]);
  });
});

describe('a password reset that an administrator forces', () => {
  it('leaves what is connected, and names it to the owner', async () => {
    const app = createTestApp();
    const [owner, other] = [await newcomer(app), await newcomer(app)];
    const mine = await keepIdentity(app, owner, { email: 'click-here@evil.example' });
    await keepIdentity(app, owner, { provider: 'github', createdAt: app.clock() + 1 });
    const { actOnUser } = app.servicesWith(() => undefined);
    for (const { user } of [owner, other])
      await actOnUser({
        userId: user.id,
        act: 'force-reset',
        actorId: null,
        reason: null,
        client: BROWSER,
      });
    const told = await app.lastMail(owner.email, ({ subject }) => /Reset your/.test(subject));
    expect(told.text).toMatch(/google and github/);
    expect(`${told.text}${told.html}`).not.toMatch(/evil/);
    const plain = await app.lastMail(other.email, ({ subject }) => /Reset your/.test(subject));
    expect(plain.text).not.toMatch(/lets in/);
    expect(await identitiesOf(owner)).toContain(nameOf(mine));
  });

  it('says nothing of it in a mail that anyone may have asked for', async () => {
    const app = createTestApp();
    const owner = await newcomer(app);
    await keepIdentity(app, owner);
    await app.auth.password.reset.$post({ json: { email: owner.email } });
    const { text } = await app.lastMail(owner.email, ({ subject }) => /Reset your/.test(subject));
    expect(text).not.toMatch(/google/);
  });
});

describe('a restored database', () => {
  it('has nothing again that was disconnected since', async () => {
    const app = createTestApp();
    const owner = await settled(app);
    const theirs = await keepIdentity(app, owner);
    const mine = await keepIdentity(app, owner, { provider: 'github' });
    await bringLedger();
    const restore = await bookmark(['audit_events']);
    app.advance(1000);
    await disconnect(app, owner, theirs);
    await bringLedger();
    await restore();
    const found = [
      expect.objectContaining({ repaired: expect.arrayContaining(['identity google']) }),
    ];
    expect(await reconcile(app, owner.email, true)).toEqual(found);
    expect(await identitiesOf(owner)).toHaveLength(2);
    expect(await reconcile(app, owner.email)).toEqual(found);
    expect(await identitiesOf(owner)).toEqual([nameOf(mine)]);
    expect(await reconcile(app, owner.email)).toEqual([]);
  });

  it('has nothing again that a link took back, but what the account was made with', async () => {
    const app = createTestApp();
    const owner = await settled(app);
    const createdAt = await env.DB.prepare('select created_at from users where id = ?')
      .bind(owner.user.id)
      .first<number>('created_at');
    const first = await keepIdentity(app, owner, { provider: 'apple', createdAt: createdAt ?? 0 });
    await connect(app, owner);
    const token = await undoLink(app, owner.email, /was connected/);
    await bringLedger();
    const restore = await bookmark(['audit_events']);
    app.advance(1000);
    expect((await pressUndo(app, token)).status).toBe(200);
    await bringLedger();
    await restore();
    await reconcile(app, owner.email);
    expect(await identitiesOf(owner)).toEqual([nameOf(first)]);
  });

  it('lacks what was connected since, which the operator is told', async () => {
    const app = createTestApp();
    const owner = await settled(app);
    await bringLedger();
    const restore = await bookmark(['audit_events']);
    app.advance(1000);
    await connect(app, owner);
    await bringLedger();
    await restore();
    const [told] = await reconcile(app, owner.email);
    expect(told?.problems).toContain('the account at google is lost: it has to be connected again');
  });
});
