import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';

import { giveRoles } from '../support/edit-users.ts';
import { brokenDatabase, hookedDatabase } from '../support/faults.ts';
import { bringLedger } from '../support/ledger.ts';
import { createPageClient } from '../support/page-client.ts';
import { addPasskey, offerPasskey, PASSKEYS, tryPasskey } from '../support/passkeys.ts';

import {
  as,
  freshEmail,
  newcomer,
  PASSWORD,
  signIn,
  type Tokens,
  tokenOf,
  tokensIn,
  WRONG,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import {
  beginTotp,
  confirmTotp,
  givePassword,
  prove,
  setUpTotp,
  signInWithTotp,
} from '../support/totp.ts';
import { createAuthenticator } from '../support/virtual-authenticator.ts';

const HOUR = 3_600_000;
const CRON_SECRET = 'a-secret-of-the-operator-for-the-cron';
const NEW = 'another-Horse-8-battery';
const PAGE = '/undo-factor-change';

const press = (app: TestApp, token: string, password = '') =>
  pressForm(app, PAGE, { token, password });

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

/** An app whose next batch is written, while its answer gets lost. */
function withLostBatch() {
  const state = { loses: false };
  const DB = hookedDatabase(async (call) => {
    const written = await call();
    if (!state.loses) return written;
    state.loses = false;
    throw new Error('D1 has lost its answer');
  });
  return { state, app: createTestApp({ env: { DB, CRON_SECRET } }) };
}

describe('a factor that was added although the answer was an error', () => {
  it('is confirmed by the same code, with codes to show and a link that reverts it', async () => {
    const { state, app } = withLostBatch();
    const person = await newcomer(app);
    app.advance(1000);
    const { id, code } = await beginTotp(app, person);
    const otp = await code();
    state.loses = true;
    expect((await confirmTotp(app, person, id, otp)).status).toBe(503);
    app.advance(2000);
    const again = await confirmTotp(app, person, id, otp);
    expect(again.status).toBe(200);
    expect((await again.json()) as object).toMatchObject({ recovery_codes: { length: 10 } });
    // At once: the link knows it as the first one.
    expect((await press(app, await linkIn(app, person.email), PASSWORD)).status).toBe(200);
    expect([await kindsOf(person), await codesOf(person)]).toEqual([[], 0]);
  });

  it('is registered by the same passkey, which is told once', async () => {
    const { state, app } = withLostBatch();
    const person = await newcomer(app);
    app.advance(1000);
    const authenticator = await createAuthenticator();
    const asked = await app.auth.passkeys.register.options.$post({}, as(person));
    const credential = await authenticator.create((await asked.json()) as never);
    const register = () => app.post(`${PASSKEYS}/register`, { credential }, as(person).headers);
    state.loses = true;
    expect((await register()).status).toBe(503);
    app.advance(2000);
    const again = await register();
    expect(again.status).toBe(201);
    expect(await again.json()).toMatchObject({ recovery_codes: { length: 10 } });
    await app.deliverJobs();
    const told = () => app.mails.filter(({ subject }) => /was added/.test(subject)).length;
    expect(told()).toBe(1);
    // The same authenticator again adds nothing, voids nothing and tells nothing.
    app.advance(2000);
    const fresh = await tokensIn(await tryPasskey(app, authenticator));
    const third = await offerPasskey(app, fresh, authenticator);
    expect(third.status).toBe(201);
    expect(await third.json()).not.toHaveProperty('recovery_codes');
    expect([await codesOf(person), told()]).toEqual([10, 1]);
    // At once: the link knows it as the first one.
    expect((await press(app, await linkIn(app, person.email), PASSWORD)).status).toBe(200);
    expect([await kindsOf(person), await codesOf(person)]).toEqual([[], 0]);
  });
});

describe('the link in the mail about an added factor', () => {
  it('removes it with its recovery codes, ends all sessions, and tells the owner', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    app.advance(1000);
    const intruder = await signIn(app, person.email);
    await setUpTotp(app, intruder);
    const token = await linkIn(app, person.email);
    // Opening it changes nothing: scanners of mail do.
    expect((await app.fetch(`${PAGE}?token=${token}`)).status).toBe(200);
    expect([await kindsOf(person), await isLive(app, intruder)]).toEqual([['totp'], 200]);

    expect((await press(app, token, PASSWORD)).status).toBe(200);
    expect([await kindsOf(person), await codesOf(person)]).toEqual([[], 0]);
    expect([await isLive(app, intruder), await isLive(app, person)]).toEqual([401, 401]);
    expect((await app.lastMail(person.email)).subject).toMatch(/taken back/);
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
    app.advance(1000);
    await setUpTotp(app, person);
    const token = await linkIn(app, person.email);
    await app.auth.password.reset.$post({ json: { email: person.email } });
    const reset = tokenOf((await app.lastMail(person.email)).links[0]);
    expect(reset).toMatch(/^rst_/);
    app.advance(71 * HOUR);
    expect((await press(app, token, PASSWORD)).status).toBe(200);
    expect(await kindsOf(person)).toEqual([]);
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
    const broken = createTestApp({ env: { DB: brokenDatabase() } });
    broken.advance(app.clock() - broken.clock());
    expect((await press(broken, token)).status).toBe(503);
    expect((await press(app, token)).status).toBe(200);
    expect(await kindsOf(person)).toEqual(['totp']);
  });
});

const flush = (app: TestApp) => {
  const headers = { 'X-Cron-Secret': CRON_SECRET };
  return app.fetch('/api/v1/auth/cron/flush-tokens', { method: 'POST', headers });
};
const mfaOf = async (app: TestApp, by: Tokens) =>
  (await app.auth.mfa.$get({}, as(by))).json() as Promise<{
    factor_removal: { requested_at: string; due_at: string } | null;
  }>;
const subjectsTo = async (app: TestApp, email: string) => {
  await app.deliverJobs();
  return app.mails.filter(({ to }) => to === email).map(({ subject }) => subject);
};

/** Whoever reads the mail of an account chooses a new password. */
async function resetByMail(app: TestApp, email: string, new_password: string) {
  await app.auth.password.reset.$post({ json: { email } });
  const token = tokenOf((await app.lastMail(email)).links[0]);
  const reset = await app.auth.password.reset.confirm.$post({ json: { token, new_password } });
  expect(reset.status).toBe(200);
}

/** An account whose first factor was just added, and the link about it. */
async function enrolled() {
  const app = createTestApp({ env: { CRON_SECRET } });
  const person = await newcomer(app);
  app.advance(1000);
  const device = await setUpTotp(app, person);
  return { app, person, device, token: await linkIn(app, person.email) };
}

describe('the mailbox alone', () => {
  it('takes no account its only factor: not at once, and not with a password it set', async () => {
    const { app, person, device, token } = await enrolled();
    const { email } = person;
    const browser = createPageClient(app);
    const asked = await browser.open(`${PAGE}?token=${token}`);
    const page = await browser.submit(asked, {});
    expect([page.status, page.html]).toEqual([
      200,
      expect.stringMatching(/On [^<]+, we’ll remove what was added, unless someone signs in/),
    ]);
    expect([await kindsOf(person), await codesOf(person)]).toEqual([['totp'], 10]);
    // The owner learns of it without mail.
    expect(await isLive(app, person)).toBe(401);
    await resetByMail(app, email, NEW);
    const json = { email, password: NEW };
    expect(await (await app.auth.login.$post({ json })).json()).toMatchObject({
      otp_required: true,
      methods: ['totp', 'recovery_code'],
    });
    // Asking again begins nothing anew.
    for (const password of ['', NEW, PASSWORD])
      expect((await press(app, token, password)).status).toBe(401);
    expect(await kindsOf(person)).toEqual(['totp']);
    expect(device.recoveryCodes).toHaveLength(10);
  });

  it('is stopped by whoever signs in with the factor, and told so', async () => {
    const { app, person, device, token } = await enrolled();
    await press(app, token);
    app.advance(HOUR);
    expect(await subjectsTo(app, person.email)).toContainEqual(
      expect.stringMatching(/about to be removed/),
    );
    const mine = await signInWithTotp(app, person.email, device);
    await bringLedger();
    expect((await mfaOf(app, mine)).factor_removal).toBeNull();
    await Promise.all([flush(app), flush(app)]);
    app.advance(25 * HOUR);
    await flush(app);
    expect(await kindsOf(person)).toEqual(['totp']);
    const subjects = await subjectsTo(app, person.email);
    expect(subjects.filter((subject) => /account stays/.test(subject))).toHaveLength(1);
  });

  it('is stopped by a recovery code', async () => {
    const { app, person, device, token } = await enrolled();
    await press(app, token);
    const { mfa_token } = await givePassword(app, person.email);
    const [recovery_code] = device.recoveryCodes;
    expect((await prove(app, mfa_token, { recovery_code })).status).toBe(200);
    await bringLedger();
    app.advance(25 * HOUR);
    await flush(app);
    expect(await kindsOf(person)).toEqual(['totp']);
  });

  it('waits for a day in which nobody proves to have the factor, and can be stopped by link', async () => {
    const { app, person, token } = await enrolled();
    await press(app, token);
    await app.deliverJobs();
    const cancel = app.mails.flatMap(({ links }) => links).find((link) => /cancel-/.test(link));
    app.advance(24 * HOUR - 1);
    await flush(app);
    expect(await kindsOf(person)).toEqual(['totp']);
    const cancelled = await pressForm(app, '/cancel-factor-removal', { token: tokenOf(cancel) });
    expect(cancelled.status).toBe(200);
    app.advance(1);
    await flush(app);
    expect(await kindsOf(person)).toEqual(['totp']);
  });

  it.each(['before', 'after'])(
    'is no way to a password that was set while there was a factor, removed %s the next',
    async (order) => {
      const app = createTestApp({ env: { CRON_SECRET } });
      const person = await newcomer(app);
      const { id, authenticator } = await addPasskey(app, person);
      app.advance(HOUR);
      await resetByMail(app, person.email, NEW);
      app.advance(HOUR);
      // The owner signs in by passkey, and has an app in its place.
      const mine = await tokensIn(await tryPasskey(app, authenticator));
      const removePasskey = async () => {
        expect((await remove(app, mine, id)).status).toBe(200);
        app.advance(1000);
      };
      if (order === 'before') await removePasskey();
      await setUpTotp(app, mine);
      await app.deliverJobs();
      const token = await linkIn(app, person.email);
      if (order === 'after') await removePasskey();
      expect((await press(app, token, NEW)).status).toBe(200);
      expect(await kindsOf(person)).toEqual(['totp']);
    },
  );
});

describe('an owner whose session was used to add a first factor', () => {
  it('has it removed after a day, without a password', async () => {
    const { app, person, token } = await enrolled();
    await press(app, token);
    const asked = app.clock();
    const admin = await newcomer(app);
    await giveRoles(['admin'], { id: admin.user.id });
    const strict = createTestApp({ env: { STAFF_SECOND_FACTOR: 'optional' } });
    strict.advance(app.clock() - strict.clock());
    const path = `/api/v1/admin/users/${person.user.id}`;
    expect(await (await strict.fetch(path, as(admin))).json()).toMatchObject({
      factor_removal: { due_at: new Date(asked + 24 * HOUR).toISOString(), reason: null },
    });
    app.advance(24 * HOUR);
    await Promise.all(Array.from({ length: 3 }, () => flush(app)));
    expect([await kindsOf(person), await codesOf(person)]).toEqual([[], 0]);
    const subjects = await subjectsTo(app, person.email);
    expect(subjects.filter((subject) => /was taken back/.test(subject))).toHaveLength(1);
    expect((await signIn(app, person.email)).user.id).toBe(person.user.id);
  });

  it('leaves a removal that an administrator asked for as it is', async () => {
    const { app, person, token } = await enrolled();
    const admin = await newcomer(app);
    await giveRoles(['admin'], { id: admin.user.id });
    const strict = createTestApp({ env: { STAFF_SECOND_FACTOR: 'optional' } });
    strict.advance(app.clock() - strict.clock());
    const path = `/api/v1/admin/users/${person.user.id}`;
    await strict.post(`${path}/remove-factors`, {}, as(admin).headers);
    const asked = app.clock();
    app.advance(60_000);
    expect((await press(app, token)).status).toBe(200);
    expect(await (await strict.fetch(path, as(admin))).json()).toMatchObject({
      factor_removal: {
        due_at: new Date(asked + 24 * HOUR).toISOString(),
        actor_id: admin.user.id,
      },
    });
  });

  it('has it removed at once by the password of before, also after the intruder stopped that', async () => {
    const { app, person, device, token } = await enrolled();
    await press(app, token);
    const intruder = await signInWithTotp(app, person.email, device);
    await bringLedger();
    await flush(app);
    const wrong = await press(app, token, WRONG);
    expect([wrong.status, await wrong.text()]).toEqual([
      401,
      expect.stringContaining('Enter the password you had before the change'),
    ]);
    expect([await kindsOf(person), await isLive(app, intruder)]).toEqual([['totp'], 200]);
    expect((await press(app, token, PASSWORD)).status).toBe(200);
    expect([await kindsOf(person), await isLive(app, intruder)]).toEqual([[], 401]);
    app.advance(1000);
    // What waits no longer takes what the owner adds.
    await setUpTotp(app, await signIn(app, person.email));
    app.advance(25 * HOUR);
    await flush(app);
    expect(await kindsOf(person)).toEqual(['totp']);
  });

  it('has nothing wait any longer by the password of before', async () => {
    const { app, person, token } = await enrolled();
    await press(app, token);
    expect((await press(app, token, PASSWORD)).status).toBe(200);
    const mine = await signIn(app, person.email);
    expect((await mfaOf(app, mine)).factor_removal).toBeNull();
    app.advance(25 * HOUR);
    await flush(app);
    const subjects = await subjectsTo(app, person.email);
    expect(subjects.filter((subject) => /was taken back/.test(subject))).toHaveLength(1);
  });

  it('has as many tries at the password as at a sign-in', async () => {
    const { app, person, token } = await enrolled();
    for (let i = 0; i < 5; i++) expect((await press(app, token, WRONG)).status).toBe(401);
    expect((await press(app, token, PASSWORD)).status).toBe(401);
    expect(await kindsOf(person)).toEqual(['totp']);
    app.advance(HOUR);
    expect((await press(app, token, PASSWORD)).status).toBe(200);
  });

  it('keeps what was added once it was removed and another was set up', async () => {
    const { app, person, device, token } = await enrolled();
    await press(app, token);
    app.advance(HOUR);
    const mine = await signInWithTotp(app, person.email, device);
    await env.DB.prepare('update user_factors set last_used_at = null').run();
    const { authenticator } = await addPasskey(app, mine);
    app.advance(25 * HOUR);
    await flush(app);
    expect(await kindsOf(person)).toEqual(['passkey']);
    expect((await tryPasskey(app, authenticator)).status).toBe(200);
  });
});

describe('the only link that is pressed', () => {
  it('takes away what an intruder added before they removed the owner’s', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const own = await setUpTotp(app, person);
    app.advance(100 * HOUR);
    const intruder = await signInWithTotp(app, person.email, own);
    const { authenticator } = await addPasskey(app, intruder);
    app.advance(60_000);
    expect((await remove(app, intruder, own.id)).status).toBe(200);
    const token = await linkIn(app, person.email);
    expect((await press(app, token)).status).toBe(200);
    expect([await kindsOf(person), await codesOf(person)]).toEqual([['totp'], 10]);
    expect((await tryPasskey(app, authenticator)).status).toBe(401);
    app.advance(60_000);
    expect((await signInWithTotp(app, person.email, own)).user.id).toBe(person.user.id);
  });

  it('leaves a factor that is the only one by the time it is written', async () => {
    const app = createTestApp({ env: { CRON_SECRET } });
    const person = await newcomer(app);
    const own = await setUpTotp(app, person);
    app.advance(1000);
    const mine = await signInWithTotp(app, person.email, own);
    await addPasskey(app, mine);
    const token = await linkIn(app, person.email);
    const DB = hookedDatabase(async (call) => {
      await env.DB.prepare('delete from user_factors where id = ?').bind(own.id).run();
      return call();
    });
    const slow = createTestApp({ env: { DB } });
    slow.advance(app.clock() - slow.clock());
    expect((await press(slow, token)).status).toBe(401);
    expect(await kindsOf(person)).toEqual(['passkey']);
    // The link still works: it waits.
    expect((await press(app, token)).status).toBe(200);
    expect(await kindsOf(person)).toEqual(['passkey']);
  });
});

describe('two factors that an intruder removed', () => {
  it.each(['the first', 'the second'])(
    'come back by their links, %s of them first',
    async (order) => {
      const app = createTestApp();
      const person = await newcomer(app);
      const own = await setUpTotp(app, person);
      const passkey = await addPasskey(app, await signInWithTotp(app, person.email, own));
      app.advance(100 * HOUR);
      const intruder = await signInWithTotp(app, person.email, own);
      const links: string[] = [];
      for (const { id } of [own, passkey]) {
        expect((await remove(app, intruder, id)).status).toBe(200);
        links.push(await linkIn(app, person.email));
        app.advance(1000);
      }
      expect(await kindsOf(person)).toEqual([]);
      for (const token of order === 'the first' ? links : links.toReversed())
        expect((await press(app, token)).status).toBe(200);
      expect(await kindsOf(person)).toEqual(['totp', 'passkey']);
      app.advance(60_000);
      expect((await tryPasskey(app, passkey.authenticator)).status).toBe(200);
    },
  );
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
