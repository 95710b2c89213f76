import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { addPasskey, offerPasskey, PASSKEYS, tryPasskey } from '../support/passkeys.ts';
import { as, newcomer, refusal, type Tokens, tokensIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { createAuthenticator, FLAGS } from '../support/virtual-authenticator.ts';

const { UP, UV, BE } = FLAGS;
const APPLE = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';

/** A person who has signed in by a passkey. */
async function owner(app: TestApp) {
  const person = await newcomer(app);
  const { authenticator, ...passkey } = await addPasskey(app, person);
  const tokens = await tokensIn(await tryPasskey(app, authenticator));
  return { person, authenticator, passkey, tokens };
}

const list = async (app: TestApp, by: { access_token: string }) =>
  (await app.auth.passkeys.$get({}, as(by))).json();
const rename = (app: TestApp, by: Tokens, id: string, label: unknown) =>
  app.fetch(`${PASSKEYS}/${id}`, {
    method: 'PATCH',
    headers: { ...as(by).headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ label }),
  });
const remove = (app: TestApp, by: { access_token: string }, id: string) =>
  app.fetch(`${PASSKEYS}/${id}`, { method: 'DELETE', ...as(by) });

describe('options of a new passkey', () => {
  it('require what the service checks, and name the passkeys that are there', async () => {
    const app = createTestApp();
    const { tokens, passkey } = await owner(app);
    const options = await (await app.auth.passkeys.register.options.$post({}, as(tokens))).json();
    expect(options).toMatchObject({
      rp: { id: 'auth.test', name: 'Latchkey' },
      timeout: 300_000,
      attestation: 'none',
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      excludeCredentials: [{ id: passkey.credential_id, transports: ['internal', 'hybrid'] }],
      user: { name: tokens.user.email },
    });
    const handle = Uint8Array.fromBase64(options.user.id, { alphabet: 'base64url' });
    expect(handle.toHex()).toBe(tokens.user.id.replaceAll('-', ''));
  });
});

describe('a passkey', () => {
  it('brings recovery codes as the first factor, and none as the second', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const authenticator = await createAuthenticator();
    const first = (await (await offerPasskey(app, person, authenticator)).json()) as {
      recovery_codes: string[];
    };
    expect(first.recovery_codes).toHaveLength(10);
    const tokens = await tokensIn(await tryPasskey(app, authenticator));
    const second = await offerPasskey(app, tokens, await createAuthenticator());
    expect(await second.json()).not.toHaveProperty('recovery_codes');
  });

  it('leaves no recovery codes behind if it is refused', async () => {
    const app = createTestApp();
    const { authenticator } = await owner(app);
    const eve = await newcomer(app);
    const stolen = Uint8Array.fromBase64(authenticator.id, { alphabet: 'base64url' });
    const refused = await offerPasskey(app, eve, await createAuthenticator(), {
      id: new Uint8Array(stolen),
    });
    expect(refused.status).toBe(400);
    const left = await env.DB.prepare('select count(*) as n from recovery_codes where user_id = ?')
      .bind(eve.user.id)
      .first('n');
    expect(left).toBe(0);
  });

  it('ends no session, is recorded, and its owner is mailed', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    await app.deliverJobs();
    app.mails.splice(0);
    await addPasskey(app, person);
    expect((await app.auth.me.$get({}, as(person))).status).toBe(200);
    expect((await app.lastMail(person.email)).subject).toContain('was added');
    const events = await (await app.fetch('/api/v1/audit/logs', as(person))).text();
    expect(events).toContain('factor.added');
  });

  it.each([
    ['its owner gives it', 'Ada’s  phone', APPLE, 'Ada’s  phone'],
    ['its model has', null, APPLE, 'Apple Passwords'],
    ['every passkey has, if the model is unknown', null, crypto.randomUUID(), 'Passkey'],
    ['every passkey has, if it names no model', '  ', undefined, 'Passkey'],
  ])('has the name that %s', async (_, label, aaguid, shown) => {
    const app = createTestApp();
    const person = await newcomer(app);
    const authenticator = await createAuthenticator(aaguid === undefined ? {} : { aaguid });
    const made = await offerPasskey(app, person, authenticator, {}, { label });
    expect(await made.json()).toMatchObject({ passkey: { label: shown } });
    expect((await list(app, person)).passkeys).toMatchObject([{ label: shown }]);
  });

  it('is listed with when it was made and used, whether it is synced, and what signals take', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { authenticator, id } = await addPasskey(app, person);
    const shown = {
      ...{ id, credential_id: authenticator.id, label: 'Passkey', backup_eligible: true },
      created_at: '2200-01-01T12:00:00.000Z',
    };
    const { user_handle, ...before } = await list(app, person);
    expect(before).toEqual({
      next_cursor: null,
      rp_id: 'auth.test',
      passkeys: [
        { ...shown, backed_up: true, last_used_at: null, transports: ['internal', 'hybrid'] },
      ],
    });
    expect(user_handle).toBe(authenticator.state.userHandle);
    app.advance(1000);
    expect((await tryPasskey(app, authenticator, { flags: UP | UV | BE })).status).toBe(200);
    await app.deliverLedger();
    expect((await list(app, person)).passkeys).toMatchObject([
      { backed_up: false, last_used_at: '2200-01-01T12:00:01.000Z' },
    ]);
  });

  it('is renamed by its owner, back to its model’s name too', async () => {
    const app = createTestApp();
    const { tokens, passkey } = await owner(app);
    expect(await (await rename(app, tokens, passkey.id, 'Key')).json()).toMatchObject({
      id: passkey.id,
      label: 'Key',
    });
    expect((await list(app, tokens)).passkeys).toMatchObject([{ label: 'Key' }]);
    expect(await (await rename(app, tokens, passkey.id, '')).json()).toMatchObject({
      label: 'Passkey',
    });
    expect((await rename(app, tokens, passkey.id, 'x'.repeat(101))).status).toBe(400);
  });

  it('is nobody else’s to see, rename or remove', async () => {
    const app = createTestApp();
    const { passkey, tokens } = await owner(app);
    const eve = await owner(app);
    expect((await list(app, eve.tokens)).passkeys.map(({ id }) => id)).toEqual([eve.passkey.id]);
    const missing = [404, 'not_found'];
    for (const id of [passkey.id, crypto.randomUUID()]) {
      expect(await refusal(await rename(app, eve.tokens, id, 'Mine'))).toEqual(missing);
      expect(await refusal(await remove(app, eve.tokens, id))).toEqual(missing);
    }
    expect((await list(app, tokens)).passkeys).toMatchObject([{ label: 'Passkey' }]);
  });

  it('signs nobody in once it is removed, which wants a fresh proof and mails the owner', async () => {
    const app = createTestApp();
    const { person, tokens, passkey, authenticator } = await owner(app);
    expect(await refusal(await remove(app, person, passkey.id))).toEqual([
      403,
      'reauthentication_required',
    ]);
    const { authenticator: other } = await addPasskey(app, tokens);
    app.mails.splice(0);
    const removed = await remove(app, tokens, passkey.id);
    expect(await removed.json()).toEqual({
      message: 'The passkey is removed.',
      rp_id: 'auth.test',
      user_handle: authenticator.state.userHandle,
      credential_ids: [other.id],
    });
    expect((await app.lastMail(person.email)).subject).toContain('was removed');
    expect(await refusal(await tryPasskey(app, authenticator))).toEqual([
      401,
      'invalid_credentials',
    ]);
    expect((await tryPasskey(app, other)).status).toBe(200);
    expect((await app.auth.me.$get({}, as(tokens))).status).toBe(200);
  });

  it('is one of twenty at most', async () => {
    const app = createTestApp();
    const { tokens } = await owner(app);
    for (let made = 1; made < 20; made++) await addPasskey(app, tokens);
    const options = await app.post(`${PASSKEYS}/register/options`, {}, as(tokens).headers);
    expect(await refusal(options)).toEqual([409, 'too_many_factors']);
  });

  it('is in the export, and is free again once the account is erased', async () => {
    const app = createTestApp();
    const { tokens, authenticator } = await owner(app);
    const exported = (await (await app.auth.account.export.$get({}, as(tokens))).json()) as {
      passkeys: object[];
    };
    expect(exported.passkeys).toMatchObject([
      { credential_id: authenticator.id, backup_eligible: true, aaguid: null },
    ]);
    const erased = await app.fetch('/api/v1/auth/account', { method: 'DELETE', ...as(tokens) });
    expect(erased.status).toBe(200);
    expect((await tryPasskey(app, authenticator)).status).toBe(401);
    const left = await env.DB.prepare('select count(*) as n from passkeys').first('n');
    expect(left).toBe(0);
    const again = await offerPasskey(app, await newcomer(app), authenticator);
    expect(again.status).toBe(201);
  });
});

describe('/.well-known/webauthn', () => {
  it('is there only for origins outside the domain', async () => {
    const within = { PASSKEY_ORIGINS: 'https://app.auth.test' };
    const none = await createTestApp({ env: within }).fetch('/.well-known/webauthn');
    expect(await refusal(none)).toEqual([404, 'not_found']);
    const origins = `https://app.example.net,android:apk-key-hash:${'a'.repeat(43)}`;
    const app = createTestApp({ env: { PASSKEY_ORIGINS: `https://a.auth.test,${origins}` } });
    const some = await app.fetch('/.well-known/webauthn');
    expect(some.headers.get('Content-Type')).toBe('application/json');
    expect(await some.json()).toEqual({ origins: ['https://app.example.net'] });
  });

  it('lists what is accepted: related pages, and apps by their key', async () => {
    const android = `android:apk-key-hash:${'a-_'.repeat(14)}b`;
    const app = createTestApp({
      env: { PASSKEY_ORIGINS: `https://app.example.net,${android}` },
    });
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person, { origin: android });
    expect((await tryPasskey(app, authenticator)).status).toBe(200);
    const related = { clientData: { origin: 'https://app.example.net' } };
    expect((await tryPasskey(app, authenticator, related)).status).toBe(200);
    const other = { clientData: { origin: `android:apk-key-hash:${'b'.repeat(43)}` } };
    expect((await tryPasskey(app, authenticator, other)).status).toBe(401);
  });
});

describe('a step-up by passkey', () => {
  it('is one by a passkey of the account, for this session, once', async () => {
    const app = createTestApp();
    const { person, authenticator, tokens } = await owner(app);
    const eve = await owner(app);
    type Options = Parameters<typeof authenticator.get>[0];
    const ask = async (by: { access_token: string }) => {
      const asked = await app.post('/api/v1/auth/step-up/options', {}, as(by).headers);
      return ((await asked.json()) as { passkey_options: Options }).passkey_options;
    };
    const prove = (by: { access_token: string }, credential: unknown) =>
      app.post('/api/v1/auth/step-up', { credential }, as(by).headers);
    const refused = [401, 'invalid_credentials'];
    const foreign = await eve.authenticator.get(await ask(person));
    expect(await refusal(await prove(person, foreign))).toEqual(refused);
    const elsewhere = await authenticator.get(await ask(tokens));
    expect(await refusal(await prove(person, elsewhere))).toEqual(refused);
    const credential = await authenticator.get(await ask(person));
    const raced = await Promise.all(Array.from({ length: 5 }, () => prove(person, credential)));
    expect(raced.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
    const fresh = await tokensIn(raced.find(({ status }) => status === 200) as Response);
    const options = await app.auth.passkeys.register.options.$post({}, as(fresh));
    expect(options.status).toBe(200);
  });
});
