import { describe, expect, it } from 'vitest';
import {
  addPasskey,
  askToSignIn,
  offerPasskey,
  PASSKEYS,
  presentPasskey,
  tryPasskey,
} from '../support/passkeys.ts';
import {
  as,
  mailedCode,
  newcomer,
  PASSWORD,
  refusal,
  tokenOf,
  tokensIn,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { createAuthenticator, FLAGS } from '../support/virtual-authenticator.ts';

const AUTH = '/api/v1/auth';
const REFUSED = [401, 'invalid_credentials'];
const UNVERIFIED = { flags: FLAGS.UP | FLAGS.BE | FLAGS.BS };
type Options = {
  rpId: string;
  challenge: string;
  allowCredentials: { id: string; transports: string[] }[];
};

/** Someone who has signed in by a passkey. */
async function owner(app: TestApp, changes = {}) {
  const person = await newcomer(app);
  const authenticator = await createAuthenticator();
  const made = await offerPasskey(app, person, authenticator, changes);
  expect(made.status).toBe(201);
  const tokens = await tokensIn(await tryPasskey(app, authenticator));
  return { person, authenticator, tokens };
}
const optionsOf = async (app: TestApp, by: { access_token: string }) =>
  (await (await app.auth.passkeys.register.options.$post({}, as(by))).json()) as {
    user: object & { id: string };
    excludeCredentials: { transports: string[] }[];
  };

describe('user verification', () => {
  it('is demanded of the second step and of a step-up too', async () => {
    const app = createTestApp();
    const { person, authenticator, tokens } = await owner(app);
    const json = { email: person.email, password: PASSWORD, token_delivery: 'body' as const };
    const waiting = (await (await app.auth.login.$post({ json })).json()) as unknown as {
      mfa_token: string;
      passkey_options: Options;
    };
    const finish = async (changes: object) => {
      const credential = await authenticator.get(waiting.passkey_options, changes);
      const body = { mfa_token: waiting.mfa_token, credential, token_delivery: 'body' };
      return app.post(`${AUTH}/login/otp-verify`, body);
    };
    expect(await refusal(await finish(UNVERIFIED))).toEqual(REFUSED);
    expect((await finish({})).status).toBe(200);

    const stepUp = async (changes: object) => {
      const asked = await app.post(`${AUTH}/step-up/options`, {}, as(tokens).headers);
      const { passkey_options } = (await asked.json()) as { passkey_options: Options };
      const credential = await authenticator.get(passkey_options, changes);
      return app.post(`${AUTH}/step-up`, { credential }, as(tokens).headers);
    };
    expect(await refusal(await stepUp(UNVERIFIED))).toEqual(REFUSED);
    expect((await stepUp({})).status).toBe(200);
  });

  it('is no wish of the client: what it asks of the options changes nothing', async () => {
    const app = createTestApp();
    const { authenticator, tokens } = await owner(app);
    const wishes = {
      userVerification: 'discouraged',
      authenticatorSelection: { userVerification: 'discouraged', residentKey: 'discouraged' },
      pubKeyCredParams: [{ type: 'public-key', alg: -65535 }],
      attestation: 'direct',
      timeout: 1,
      rpId: 'evil.test',
    };
    const same = { challenge: expect.any(String), challenge_token: expect.any(String) };
    const asked = await app.post(`${PASSKEYS}/authenticate/options`, wishes);
    const options = (await asked.json()) as Options & { challenge_token: string };
    expect(options).toEqual({ ...(await askToSignIn(app)), ...same });
    const proof = await authenticator.get(options, UNVERIFIED);
    expect(await refusal(await presentPasskey(app, proof, options.challenge_token))).toEqual(
      REFUSED,
    );
    const making = await app.post(`${PASSKEYS}/register/options`, wishes, as(tokens).headers);
    const { challenge_token: _, ...kept } = same;
    expect(await making.json()).toEqual({ ...(await optionsOf(app, tokens)), ...kept });
  });
});

describe('a new passkey', () => {
  it('needs a session at both of its steps', async () => {
    const app = createTestApp();
    const { tokens } = await owner(app);
    const authenticator = await createAuthenticator();
    const credential = await authenticator.create((await optionsOf(app, tokens)) as never);
    for (const headers of [{}, { Authorization: 'Bearer nonsense' }])
      for (const [path, body] of [
        ['register/options', {}],
        ['register', { credential }],
      ] as const)
        expect((await app.post(`${PASSKEYS}/${path}`, body, headers)).status).toBe(401);
    const body = { credential };
    expect((await app.post(`${PASSKEYS}/register`, body, as(tokens).headers)).status).toBe(201);
  });

  it('has its transports sent back as they came, unknown ones too', async () => {
    const app = createTestApp();
    const transports = ['internal', 'smart-card', 'of-tomorrow'];
    const { person, tokens } = await owner(app, { response: { transports } });
    const { excludeCredentials } = await optionsOf(app, tokens);
    expect(excludeCredentials).toMatchObject([{ transports }]);
    const json = { email: person.email, password: PASSWORD };
    const waiting = (await (await app.auth.login.$post({ json })).json()) as unknown as {
      passkey_options: Options;
    };
    expect(waiting.passkey_options.allowCredentials).toMatchObject([{ transports }]);
  });

  it('is for a handle that a change of name and address leaves as it is', async () => {
    const app = createTestApp();
    const { person, authenticator, tokens } = await owner(app);
    const before = await optionsOf(app, tokens);
    expect(before.user).toMatchObject({ name: person.email, displayName: person.email });
    const renamed = { json: { username: 'ada_lovelace', display_name: 'Ada L' } };
    expect((await app.auth.profile.$patch(renamed, as(tokens))).status).toBe(200);
    const new_email = `moved-${person.email}`;
    const change = { json: { new_email, password: PASSWORD } };
    expect((await app.auth.email.change.$post(change, as(tokens))).status).toBe(200);
    const { links } = await app.lastMail(new_email);
    const confirm = { json: { token: tokenOf(links[0]) } };
    expect((await app.auth.email.change.confirm.$post(confirm)).status).toBe(200);
    app.advance(1000);
    const fresh = await tokensIn(await tryPasskey(app, authenticator));
    const { user } = await optionsOf(app, fresh);
    expect(user).toMatchObject({ id: before.user.id, name: new_email, displayName: 'Ada L' });
  });
});

describe('a passkey that is refused', () => {
  it('leaves nothing of what it sent in the log', async () => {
    const app = createTestApp();
    const { authenticator, tokens } = await owner(app);
    const sent: string[] = [];
    const remember = (credential: Record<string, unknown>) => {
      const response = credential.response as Record<string, string>;
      sent.push(String(credential.id), ...Object.values(response).map(String));
      return credential;
    };
    const wrong = { clientData: { origin: 'https://evil.test' } };
    const options = await askToSignIn(app);
    const proof = remember(await authenticator.get(options, wrong));
    await presentPasskey(app, proof, options.challenge_token);
    const made = await createAuthenticator();
    const credential = remember(
      await made.create((await optionsOf(app, tokens)) as never, { ...wrong, fmt: 'evil-format' }),
    );
    const answer = await app.post(`${PASSKEYS}/register`, { credential }, as(tokens).headers);
    const said = JSON.stringify([app.logs, await answer.json()], (_, value: unknown) =>
      value instanceof Error ? [value.message, value.stack, value.cause] : value,
    );
    for (const part of [...sent, 'evil.test', 'evil-format', options.challenge])
      expect(said).not.toContain(part);
  });
});

describe('the last passkey of an account without a password', () => {
  it('may go where the mailbox is a way in', async () => {
    const app = createTestApp();
    const { person, tokens } = await owner(app);
    await app.env.DB.prepare('update users set password_hash = null, version = version + 1').run();
    const { passkeys } = await (await app.auth.passkeys.$get({}, as(tokens))).json();
    const id = passkeys[0]?.id ?? '';
    const removed = await app.fetch(`${PASSKEYS}/${id}`, { method: 'DELETE', ...as(tokens) });
    expect(removed.status).toBe(200);
    const { email } = person;
    app.advance(60_000);
    await app.auth.otp.request.$post({ json: { email } });
    const json = { email, otp: await mailedCode(app, email), token_delivery: 'body' as const };
    expect((await app.auth.otp.verify.$post({ json })).status).toBe(200);
  });

  it('stays where two steps are due', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'always' } });
    const person = await newcomer(createTestApp());
    const { authenticator, id } = await addPasskey(createTestApp(), person);
    const tokens = await tokensIn(await tryPasskey(app, authenticator));
    await app.env.DB.prepare('update users set password_hash = null, version = version + 1').run();
    const again = await tokensIn(await tryPasskey(app, authenticator));
    for (const by of [tokens, again]) {
      const kept = await app.fetch(`${PASSKEYS}/${id}`, { method: 'DELETE', ...as(by) });
      expect(await refusal(kept)).toEqual([409, 'factor_needed']);
    }
    expect((await tryPasskey(app, authenticator)).status).toBe(200);
  });
});
