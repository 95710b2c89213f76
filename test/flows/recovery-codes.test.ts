import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { editUsers } from '../support/edit-users.ts';
import { deafGuards, hookedDatabase, hookedGuards } from '../support/faults.ts';
import { bringLedger } from '../support/ledger.ts';
import { type Answer, as, newcomer, refusal, tokensIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import {
  beginTotp,
  confirmTotp,
  givePassword,
  prove,
  setUpTotp,
  signInWithTotp,
  wrongCode,
} from '../support/totp.ts';

const REFUSED = [401, 'otp_invalid'];

async function withCodes(app: TestApp = createTestApp()) {
  const person = await newcomer(app);
  const device = await setUpTotp(app, person);
  await app.deliverJobs();
  return { app, person, device, codes: device.recoveryCodes };
}

async function tryCode(app: TestApp, email: string, recovery_code: string | undefined) {
  const { mfa_token } = await givePassword(app, email);
  return prove(app, mfa_token, { recovery_code });
}

const leftOf = async (app: TestApp, by: { access_token: string }) =>
  (await (await app.auth.mfa.$get({}, as(by))).json()).recovery_codes_left;

describe('a recovery code', () => {
  it('stands in for the device, once, however it is typed', async () => {
    const { app, person, codes } = await withCodes();
    const { email } = person;
    const [first = '', second = ''] = codes;
    expect((await tryCode(app, email, first)).status).toBe(200);
    expect(await refusal(await tryCode(app, email, first))).toEqual(REFUSED);
    const spoilt = ` ${second.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')}\n`;
    expect((await tryCode(app, email, spoilt)).status).toBe(200);
    await bringLedger();
    expect(await refusal(await tryCode(app, email, first))).toEqual(REFUSED);
    expect(await leftOf(app, person)).toBe(8);
  });

  it('opens one of fifty sign-ins in parallel', async () => {
    const { app, person, codes } = await withCodes();
    const pending = [];
    for (let i = 0; i < 50; i++) pending.push(await givePassword(app, person.email));
    const answers = await Promise.all(
      pending.map(({ mfa_token }) => prove(app, mfa_token, { recovery_code: codes[0] })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    // The refused ones were tries, and used up no code.
    app.advance(24 * 60 * 60_000);
    expect((await tryCode(app, person.email, codes[1])).status).toBe(200);
  });

  it('is stored as a digest, and its use is told by mail, with how many are left', async () => {
    const { app, person, codes } = await withCodes();
    const { results } = await env.DB.prepare('select code_digest from recovery_codes').all();
    expect(results).toHaveLength(10);
    for (const row of results) expect(row.code_digest).toMatch(/^[\w-]{43}$/);
    const words: string[] = [];
    for (const code of codes.slice(0, 9)) {
      expect((await tryCode(app, person.email, code)).status).toBe(200);
      await bringLedger();
      await app.deliverJobs();
      words.push(
        app.mails.findLast(({ subject }) => subject.includes('recovery code'))?.text ?? '',
      );
      app.advance(60_000);
    }
    expect(words[0]).toContain('You have 9 recovery codes left.');
    expect(words[0]).not.toContain('Make new ones now');
    expect(words[6]).toContain('You have 3 recovery codes left.');
    expect(words[6]).not.toContain('Make new ones now');
    expect(words[7]).toContain('You have 2 recovery codes left. Make new ones now');
    expect(words[8]).toContain('You have one recovery code left. Make new ones now');
    expect(words.join()).not.toContain(codes[0]);
    const { logs } = await (
      await app.client.api.v1.audit.logs.$get({ query: {} }, as(person))
    ).json();
    const used = logs.filter(({ event_type }) => event_type === 'recovery_code.used');
    expect(used).toHaveLength(9);
    expect(used[0]).toMatchObject({ risk_level: 'high' });
  });

  it('has its use recorded along with it, whatever else fails, and without its digest', async () => {
    const { app, person, codes } = await withCodes();
    const deaf = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('record') } });
    deaf.advance(app.clock() - deaf.clock());
    expect((await tryCode(deaf, person.email, codes[0] ?? '')).status).toBe(200);
    const json = { recovery_code: codes[1] ?? '' };
    expect((await deaf.auth['step-up'].$post({ json }, as(person))).status).toBe(200);
    const answer = await app.client.api.v1.audit.logs.$get({ query: {} }, as(person));
    const { logs } = await answer.json();
    const used = logs.filter(({ event_type }) => /used$/.test(event_type));
    expect(used.map(({ event_type, metadata }) => [event_type, metadata])).toEqual([
      ['recovery_code.used', {}],
      ['recovery_code.used', {}],
    ]);
  });

  it('is counted as used by the mail before D1 has been told', async () => {
    const { app, person, codes } = await withCodes();
    await tryCode(app, person.email, codes[0]);
    await app.deliverJobs();
    expect(app.mails.at(-1)?.text).toContain('You have 9 recovery codes left.');
  });

  it('has its tries counted with those of the device', async () => {
    const { app, person, device, codes } = await withCodes();
    const { mfa_token } = await givePassword(app, person.email);
    const otp = wrongCode(...(await Promise.all([-1, 0, 1].map((by) => device.code(by)))));
    const recovery_code = 'AAAA-BBBB-CCCC-DDDD-EEEE-FFFF';
    for (const proof of [{ otp }, { recovery_code }, { otp }, { recovery_code }, { recovery_code }])
      expect(await refusal(await prove(app, mfa_token, proof))).toEqual(REFUSED);
    expect(await refusal(await prove(app, mfa_token, { recovery_code: codes[0] }))).toEqual(
      REFUSED,
    );
    expect((await tryCode(app, person.email, codes[0])).status).toBe(200);
  });

  it('is given back if the session could not be opened', async () => {
    const { app, person, codes } = await withCodes();
    const { mfa_token } = await givePassword(app, person.email);
    const broken = createTestApp({ env: { ACCOUNT_GUARD: deafGuards('open') } });
    broken.advance(app.clock() - broken.clock());
    expect((await prove(broken, mfa_token, { recovery_code: codes[0] })).status).toBe(503);
    await broken.deliverJobs();
    expect(broken.mails).toEqual([]);
    expect((await prove(app, mfa_token, { recovery_code: codes[0] })).status).toBe(200);
  });

  it('is of no use to another account', async () => {
    const { app, codes } = await withCodes();
    const { person } = await withCodes(app);
    expect(await refusal(await tryCode(app, person.email, codes[0]))).toEqual(REFUSED);
  });
});

describe('proving oneself again', () => {
  it('takes a code of the app and a recovery code, each once, and records their use', async () => {
    const { app, person, device, codes } = await withCodes();
    const again = (proof: object) => app.auth['step-up'].$post({ json: proof }, as(person));
    const otp = await device.code();
    expect((await again({ otp })).status).toBe(200);
    expect(await refusal(await again({ otp }))).toEqual(REFUSED);
    const [recovery_code = ''] = codes;
    expect((await again({ recovery_code })).status).toBe(200);
    expect(await refusal(await again({ recovery_code }))).toEqual(REFUSED);
    await bringLedger();
    const listed = await (await app.auth.mfa.$get({}, as(person))).json();
    expect(listed.recovery_codes_left).toBe(9);
    expect(listed.factors[0]?.last_used_at).toBe(new Date(app.clock()).toISOString());
    // A code that proved somebody in a session signs nobody in.
    expect(await refusal(await tryCode(app, person.email, recovery_code))).toEqual(REFUSED);
  });
});

describe('making new recovery codes', () => {
  it('voids the older ones at once, and tells the owner', async () => {
    const { app, person, device, codes } = await withCodes();
    const mine = await signInWithTotp(app, person.email, device);
    const made = await app.auth.mfa['recovery-codes'].$post({}, as(mine));
    expect(made.status).toBe(200);
    const { recovery_codes: fresh } = await made.json();
    expect(new Set([...fresh, ...codes]).size).toBe(20);
    await app.deliverJobs();
    expect(app.mails.at(-1)?.subject).toContain('new recovery codes');
    expect(await refusal(await tryCode(app, person.email, codes[3]))).toEqual(REFUSED);
    expect((await tryCode(app, person.email, fresh[3])).status).toBe(200);
  });

  it('replaces those whose answer was lost, by the next code of the app', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { id, code } = await beginTotp(app, person);
    const otp = await code();
    expect((await confirmTotp(app, person, id, otp)).status).toBe(200);
    // The client knows nothing of that answer, and asks again.
    expect((await confirmTotp(app, person, id, otp)).status).toBe(401);
    const listed = await (await app.auth.mfa.$get({}, as(person))).json();
    expect(listed).toMatchObject({ factors: [{ id }], recovery_codes_left: 10 });
    app.advance(30_000);
    const again = await app.auth['step-up'].$post({ json: { otp: await code() } }, as(person));
    const made = await app.auth.mfa['recovery-codes'].$post({}, as(await tokensIn(again)));
    const { recovery_codes: codes } = await made.json();
    expect(codes).toHaveLength(10);
    expect((await tryCode(app, person.email, codes[0])).status).toBe(200);
  });

  it('also voids one that a sign-in has read already', async () => {
    const { app, person, device, codes } = await withCodes();
    const mine = await signInWithTotp(app, person.email, device);
    const { mfa_token } = await givePassword(app, person.email);
    // The sign-in finds its code in D1, and uses it up after the new ones have been made.
    const slow = createTestApp({
      env: {
        ACCOUNT_GUARD: afterNewCodes(async () => {
          await app.auth.mfa['recovery-codes'].$post({}, as(mine));
        }),
      },
    });
    slow.advance(app.clock() - slow.clock());
    expect(await refusal(await prove(slow, mfa_token, { recovery_code: codes[0] }))).toEqual(
      REFUSED,
    );
  });

  it('shows no code that a later request has voided before it was stored', async () => {
    const { app, person, device } = await withCodes();
    const mine = await signInWithTotp(app, person.email, device);
    let later: string[] = [];
    const DB = hookedDatabase(async (call) => {
      app.advance(1000);
      const made = await app.auth.mfa['recovery-codes'].$post({}, as(mine));
      later = (await made.json()).recovery_codes;
      return call();
    });
    const slow = createTestApp({ env: { DB } });
    slow.advance(app.clock() - slow.clock());
    const made = await slow.auth.mfa['recovery-codes'].$post({}, as(mine));
    expect(await refusal(made)).toEqual([429, 'rate_limited']);
    const { logs } = await (
      await app.client.api.v1.audit.logs.$get({ query: {} }, as(mine))
    ).json();
    // Only the later one happened.
    expect(logs.filter(({ event_type }) => event_type === 'recovery_codes.replaced')).toHaveLength(
      1,
    );
    expect((await tryCode(app, person.email, later[0])).status).toBe(200);
  });

  it('loses no code if D1 fails', async () => {
    const { app, person, device, codes } = await withCodes();
    const mine = await signInWithTotp(app, person.email, device);
    const DB = hookedDatabase(() => Promise.reject(new Error('D1 is down')));
    const broken = createTestApp({ env: { DB } });
    broken.advance(app.clock() - broken.clock());
    expect((await broken.auth.mfa['recovery-codes'].$post({}, as(mine))).status).toBe(503);
    expect((await tryCode(app, person.email, codes[0])).status).toBe(200);
  });

  it('needs a factor to make up for, and a fresh proof by it', async () => {
    const app = createTestApp();
    const bare = await newcomer(app);
    const none = await app.auth.mfa['recovery-codes'].$post({}, as(bare));
    expect(await refusal(none)).toEqual([409, 'factor_missing']);
    const { person, device } = await withCodes(app);
    const byPassword = await app.auth.mfa['recovery-codes'].$post({}, as(person));
    expect(await refusal(byPassword)).toEqual([403, 'reauthentication_required']);
    const mine = await signInWithTotp(app, person.email, device);
    app.advance(10 * 60_000);
    const late = await app.auth.mfa['recovery-codes'].$post({}, as(mine));
    expect(late.headers.get('WWW-Authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", max_age=600, acr_values="aal2"',
    );
    expect(await refusal(late)).toEqual([403, 'reauthentication_required']);
  });
});

describe('removing a factor', () => {
  it('takes the recovery codes along with the last one, and tells the owner', async () => {
    const { app, person, device, codes } = await withCodes();
    const mine = await signInWithTotp(app, person.email, device);
    const other = await setUpTotp(app, mine, 'Tablet');
    expect(other.recoveryCodes).toEqual([]);
    const remove = (id: string, by = mine) =>
      app.auth.mfa[':id'].$delete({ param: { id } }, as(by));
    expect((await remove(device.id)).status).toBe(200);
    expect(await refusal(await remove(device.id))).toEqual([404, 'not_found']);
    await app.deliverJobs();
    expect(app.mails.at(-1)?.subject).toContain('removed');
    // The removed device opens nothing, the other and the codes still do.
    const pending = await givePassword(app, person.email);
    expect(
      await refusal(await prove(app, pending.mfa_token, { otp: await device.code() })),
    ).toEqual(REFUSED);
    expect((await prove(app, pending.mfa_token, { otp: await other.code() })).status).toBe(200);
    expect((await tryCode(app, person.email, codes[0])).status).toBe(200);
    expect((await remove(other.id)).status).toBe(200);
    expect(await (await app.auth.mfa.$get({}, as(mine))).json()).toEqual({
      factors: [],
      recovery_codes_left: 0,
      email_otp: false,
      factor_removal: null,
    });
    const login = await (
      await app.auth.login.$post({
        json: { email: person.email, password: 'correct-Horse-7-battery' },
      })
    ).json();
    expect(login).toHaveProperty('access_token');
    // A new first factor comes with new codes.
    expect((await setUpTotp(app, mine)).recoveryCodes).toHaveLength(10);
  });

  it('is not for another’s factor, nor for the mailed code', async () => {
    const { app, device } = await withCodes();
    const thief = await newcomer(app);
    const own = await setUpTotp(app, thief);
    const mine = await signInWithTotp(app, thief.email, own);
    for (const id of [device.id, crypto.randomUUID()])
      expect(await refusal(await app.auth.mfa[':id'].$delete({ param: { id } }, as(mine)))).toEqual(
        [404, 'not_found'],
      );
    const { results } = await env.DB.prepare('select id from user_factors').all();
    expect(results).toHaveLength(2);
  });

  it('keeps the last one of an account that needs it, however many are removed at once', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const { person, device } = await withMailboxOnly(app);
    const other = await setUpTotp(app, person, 'Tablet');
    const answers: Answer[] = await Promise.all(
      [device.id, other.id].map((id) => app.auth.mfa[':id'].$delete({ param: { id } }, as(person))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect((await refused?.json()) as object).toMatchObject({ code: 'factor_needed' });
    expect(await leftOf(app, person)).toBe(10);
  });
});

/** Someone without a password, whose sign-ins need two steps. */
async function withMailboxOnly(app: TestApp) {
  const free = createTestApp();
  free.advance(app.clock() - free.clock());
  const person = await newcomer(free);
  const device = await setUpTotp(free, person);
  app.advance(free.clock() - app.clock());
  const mine = await signInWithTotp(app, person.email, device);
  await editUsers('password_hash = null where id = ?', person.user.id);
  return { person: mine, device };
}

/** Guards before whose first try of a code something else happens. */
function afterNewCodes(before: () => Promise<void>): object {
  let isFirst = true;
  return hookedGuards(async (method, call) => {
    if (method === 'tryCodeBy' && isFirst) {
      isFirst = false;
      await before();
    }
    return call();
  });
}
