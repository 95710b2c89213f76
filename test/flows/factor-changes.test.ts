import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { brokenDatabase } from '../support/faults.ts';
import { addPasskey, tryPasskey } from '../support/passkeys.ts';
import {
  as,
  freshEmail,
  newcomer,
  PASSWORD,
  signIn,
  type Tokens,
  tokenOf,
  tokensIn,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { givePassword, prove, setUpTotp, signInWithTotp } from '../support/totp.ts';

const HOUR = 3_600_000;
const PAGE = '/undo-factor-change';

const press = (app: TestApp, token: string) => pressForm(app, PAGE, { token });

/** The link of the latest mail that tells of a change of factors. */
async function linkIn(app: TestApp, email: string): Promise<string> {
  await app.deliverJobs();
  const mail = app.mails.findLast(
    ({ to, links }) => to === email && links.some((link) => link.includes(PAGE)),
  );
  return tokenOf(mail?.links.find((link) => link.includes(PAGE)));
}

const kindsOf = async (by: Tokens) =>
  (
    await env.DB.prepare('select kind from user_factors where user_id = ? order by created_at')
      .bind(by.user.id)
      .all<{ kind: string }>()
  ).results.map(({ kind }) => kind);

const codesOf = (by: Tokens) =>
  env.DB.prepare('select count(*) as n from recovery_codes where user_id = ?')
    .bind(by.user.id)
    .first<number>('n');

const remove = (app: TestApp, by: Tokens, id: string) =>
  app.auth.mfa[':id'].$delete({ param: { id } }, as(by));

const isLive = async (app: TestApp, by: Tokens) => (await app.auth.me.$get({}, as(by))).status;

describe('the link in the mail about an added factor', () => {
  it('removes it with its recovery codes, ends all sessions, and tells the owner', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const intruder = await signIn(app, person.email);
    await setUpTotp(app, intruder);
    const token = await linkIn(app, person.email);
    // Opening it changes nothing: scanners of mail do.
    expect((await app.fetch(`${PAGE}?token=${token}`)).status).toBe(200);
    expect([await kindsOf(person), await isLive(app, intruder)]).toEqual([['totp'], 200]);

    expect((await press(app, token)).status).toBe(200);
    expect([await kindsOf(person), await codesOf(person)]).toEqual([[], 0]);
    expect([await isLive(app, intruder), await isLive(app, person)]).toEqual([401, 401]);
    expect((await app.lastMail(person.email)).subject).toMatch(/reverted/);
    const again = await signIn(app, person.email);
    const { logs } = (await (
      await app.fetch('/api/v1/audit/logs', { headers: as(again).headers })
    ).json()) as { logs: { event_type: string; risk_level: string }[] };
    expect(logs).toContainEqual(
      expect.objectContaining({ event_type: 'factor.change_undone', risk_level: 'critical' }),
    );
    // Once.
    expect((await press(app, token)).status).toBe(401);
    expect(await isLive(app, again)).toBe(200);
  });

  it('removes a passkey, and whatever else was added since, but nothing older', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const own = await setUpTotp(app, person);
    const mine = await signInWithTotp(app, person.email, own);
    const { authenticator } = await addPasskey(app, mine);
    const token = await linkIn(app, person.email);
    app.advance(60_000);
    const another = await addPasskey(app, mine);
    await app.deliverJobs();
    expect((await press(app, token)).status).toBe(200);
    expect(await kindsOf(person)).toEqual(['totp']);
    expect(await codesOf(person)).toBe(10);
    for (const lost of [authenticator, another.authenticator])
      expect((await tryPasskey(app, lost)).status).toBe(401);
    app.advance(60_000);
    expect((await signInWithTotp(app, person.email, own)).user.id).toBe(person.user.id);
  });

  it('removes recovery codes that were made since', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const mine = await signInWithTotp(app, person.email, await setUpTotp(app, person));
    const { authenticator } = await addPasskey(app, mine);
    const token = await linkIn(app, person.email);
    const made = await app.auth.mfa['recovery-codes'].$post({}, as(mine));
    expect(made.status).toBe(200);
    expect((await press(app, token)).status).toBe(200);
    expect([await codesOf(person), await kindsOf(person)]).toEqual([0, ['totp']]);
    expect((await tryPasskey(app, authenticator)).status).toBe(401);
  });

  it('lives for 72 hours, whatever else ends all sessions', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await setUpTotp(app, person);
    const token = await linkIn(app, person.email);
    await app.auth.password.reset.$post({ json: { email: person.email } });
    const reset = tokenOf((await app.lastMail(person.email)).links[0]);
    expect(reset).toMatch(/^rst_/);
    app.advance(71 * HOUR);
    expect((await press(app, token)).status).toBe(200);
    const other = await newcomer(app);
    await setUpTotp(app, other);
    const late = await linkIn(app, other.email);
    app.advance(72 * HOUR);
    expect((await press(app, late)).status).toBe(401);
    expect(await kindsOf(other)).toEqual(['totp']);
  });
});

describe('the link in the mail about a removed factor', () => {
  it('puts an authenticator app back as it was', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const mine = await signInWithTotp(app, person.email, device);
    expect((await remove(app, mine, device.id)).status).toBe(200);
    const token = await linkIn(app, person.email);
    expect(await kindsOf(person)).toEqual([]);
    expect((await press(app, token)).status).toBe(200);
    expect(await isLive(app, person)).toBe(401);
    app.advance(60_000);
    const { mfa_token } = await givePassword(app, person.email);
    expect((await prove(app, mfa_token, { otp: await device.code() })).status).toBe(200);
  });

  it('puts a passkey back that signs in', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { id, authenticator } = await addPasskey(app, person);
    const mine = await tokensIn(await tryPasskey(app, authenticator));
    expect((await remove(app, mine, id)).status).toBe(200);
    const token = await linkIn(app, person.email);
    expect((await tryPasskey(app, authenticator)).status).toBe(401);
    expect((await press(app, token)).status).toBe(200);
    app.advance(60_000);
    expect((await tryPasskey(app, authenticator)).status).toBe(200);
  });

  // An owner who is told of both reverts both, in the order of the mails.
  it('puts nothing back that the link about its addition took away', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const own = await setUpTotp(app, person);
    app.advance(60_000);
    const intruder = await signInWithTotp(app, person.email, own);
    const { id, authenticator } = await addPasskey(app, intruder);
    const added = await linkIn(app, person.email);
    app.advance(60_000);
    const mine = await tokensIn(await tryPasskey(app, authenticator));
    expect((await remove(app, mine, id)).status).toBe(200);
    const removed = await linkIn(app, person.email);
    app.advance(60_000);
    expect((await remove(app, mine, own.id)).status).toBe(200);
    const robbed = await linkIn(app, person.email);
    app.advance(60_000);

    expect((await press(app, added)).status).toBe(200);
    expect((await press(app, removed)).status).toBe(401);
    expect((await press(app, robbed)).status).toBe(200);
    expect(await kindsOf(person)).toEqual(['totp']);
    expect((await tryPasskey(app, authenticator)).status).toBe(401);
  });

  it('removes what an intruder put in its place, once for fifty presses', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    const mine = await signInWithTotp(app, person.email, device);
    await remove(app, mine, device.id);
    const token = await linkIn(app, person.email);
    await setUpTotp(app, mine);
    const pressed = await Promise.all(Array.from({ length: 50 }, () => press(app, token)));
    expect(pressed.filter(({ status }) => status === 200)).toHaveLength(1);
    const { results } = await env.DB.prepare('select id from user_factors where user_id = ?')
      .bind(person.user.id)
      .all();
    expect(results).toEqual([{ id: device.id }]);
  });

  it('works again if the database failed', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const device = await setUpTotp(app, person);
    await remove(app, await signInWithTotp(app, person.email, device), device.id);
    const token = await linkIn(app, person.email);
    const broken = createTestApp({ env: { DB: brokenDatabase } });
    broken.advance(app.clock() - broken.clock());
    expect((await press(broken, token)).status).toBe(503);
    expect((await press(app, token)).status).toBe(200);
    expect(await kindsOf(person)).toEqual(['totp']);
  });
});

describe('links about factors, and changes of address', () => {
  it('go to the address of the change, and not to a later one', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await setUpTotp(app, person);
    await env.DB.prepare('update users set email = ? where id = ?')
      .bind(freshEmail(), person.user.id)
      .run();
    expect(await linkIn(app, person.email)).toMatch(/^fac_/);
  });

  it('are void with the address that an undo takes away, which removes passkeys and codes', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const change = { new_email: freshEmail(), password: PASSWORD };
    const before = await app.auth.email.change.$post({ json: change }, as(person));
    expect(before.status).toBe(200);
    await app.deliverJobs();
    const undo = app.mails.findLast(
      ({ to, subject }) => to === person.email && /about to/.test(subject),
    );
    const link = app.mails.findLast(({ to }) => to === change.new_email)?.links[0];
    app.advance(1000);
    const confirm = { json: { token: tokenOf(link) } };
    expect((await app.auth.email.change.confirm.$post(confirm)).status).toBe(200);
    app.advance(1000);
    const { authenticator } = await addPasskey(app, person);
    const token = await linkIn(app, change.new_email);
    app.advance(1000);
    const undoing = { token: tokenOf(undo?.links[0]) };
    expect((await pressForm(app, '/undo-email-change', undoing)).status).toBe(200);
    expect([await kindsOf(person), await codesOf(person)]).toEqual([[], 0]);
    expect((await tryPasskey(app, authenticator)).status).toBe(401);
    expect((await press(app, token)).status).toBe(401);
  });
});
