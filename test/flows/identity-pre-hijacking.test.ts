import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { answerOf, codeOf, identitiesOf, sessionIn } from '../support/identities.ts';
import {
  as,
  freshEmail,
  mailedToken,
  newcomer,
  PASSWORD,
  register,
  signIn,
  type Tokens,
  tokenOf,
} from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { logIn, rowsOf, SQUATTERS, signUp } from '../support/unproved.ts';

// The five forms of Sudhodanan and Paverd, "Pre-hijacked accounts" (USENIX Security 2022), §4.

const SETTINGS = [
  ['required', createTestApp],
  ['optional', () => createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } })],
] as const;
const optional = SETTINGS[1][1];

const me = (app: TestApp, token: string) => app.auth.me.$get({}, as(token));

async function expectDead(app: TestApp, tokens: Tokens): Promise<void> {
  expect((await me(app, tokens.access_token)).status).toBe(401);
  const json = { refresh: tokens.refresh_token };
  expect((await app.auth.token.refresh.$post({ json })).status).toBe(401);
}

describe.each(SETTINGS)('with the verification of addresses %s', (_, create) => {
  it('classic-federated merge: a stranger’s password opens nothing of the victim’s', async () => {
    const app = create();
    const email = freshEmail();
    const { id } = await signUp(app, email, { password: SQUATTERS });
    const { user } = sessionIn(await identitiesOf(app).signIn(answerOf({ email })));
    expect(user.id).not.toBe(id);
    expect((await logIn(app, email, SQUATTERS)).status).toBe(401);
    expect(await rowsOf(email)).toMatchObject([{ id: user.id, has_password: 0 }]);
  });

  it('classic-federated merge: nor does the mail that the stranger’s registration sent', async () => {
    const app = create();
    const email = freshEmail();
    await signUp(app, email, { password: SQUATTERS });
    const token = await mailedToken(app, email);
    const { user } = sessionIn(await identitiesOf(app).signIn(answerOf({ email })));
    expect((await app.auth.email.verify.$post({ json: { token } })).ok).toBe(false);
    expect((await logIn(app, email, SQUATTERS)).status).toBe(401);
    expect(await rowsOf(email)).toMatchObject([{ id: user.id }]);
  });

  it('non-verifying provider: it opens nothing, before the victim comes or after', async () => {
    const app = create();
    const email = freshEmail();
    const forged = answerOf({ email, vouchesForEmail: false });
    expect(await identitiesOf(app).signIn(forged)).toEqual({ kind: 'prove_address' });
    await register(app, email);
    const victim = await signIn(app, email);
    expect(await identitiesOf(app).signIn(forged)).toEqual({ kind: 'prove_address' });
    expect(await identitiesOf(app).list(victim.user.id)).toEqual([]);
    // The victim, who comes by a provider of their own, finds nothing of it either.
    expect(await identitiesOf(app).connect(victim.user.id, answerOf({ email }))).toBe('connected');
  });

  it('unexpired change of address: what waited for the victim’s address is refused', async () => {
    const app = create();
    const stranger = await newcomer(app);
    const email = freshEmail();
    app.advance(61_000);
    await app.auth.email.change.$post(
      { json: { new_email: email, password: PASSWORD } },
      as(stranger),
    );
    const mail = await app.lastMail(email);
    const { user } = sessionIn(await identitiesOf(app).signIn(answerOf({ email })));
    const json = { token: tokenOf(mail.links[0]) };
    expect((await app.auth.email.change.confirm.$post({ json })).ok).toBe(false);
    expect(await rowsOf(email)).toMatchObject([{ id: user.id }]);
  });
});

describe('with accounts in use before their address is proved', () => {
  it('unexpired session: a stranger’s ends before the victim’s begins', async () => {
    const app = optional();
    const email = freshEmail();
    await signUp(app, email, { password: SQUATTERS });
    const stranger = await signIn(app, email, { password: SQUATTERS, remember_me: true });
    const { user, tokens } = sessionIn(await identitiesOf(app).signIn(answerOf({ email })));
    expect(user.id).not.toBe(stranger.user.id);
    await expectDead(app, stranger);
    expect((await me(app, tokens.accessToken)).status).toBe(200);
  });

  it('trojan identifier: a stranger’s identity cannot be connected, and opens nothing later', async () => {
    const app = optional();
    const email = freshEmail();
    await signUp(app, email, { password: SQUATTERS });
    const stranger = await signIn(app, email, { password: SQUATTERS });
    const trojan = answerOf();
    const connecting = identitiesOf(app).connect(stranger.user.id, trojan);
    expect(await codeOf(connecting)).toBe('email_not_verified');
    const victim = sessionIn(await identitiesOf(app).signIn(answerOf({ email })));
    const later = sessionIn(await identitiesOf(app).signIn(trojan));
    expect(later.isNew).toBe(true);
    expect(later.user.id).not.toBe(victim.user.id);
    const count = env.DB.prepare('select count(*) as n from user_identities where user_id = ?');
    expect(await count.bind(victim.user.id).first('n')).toBe(1);
  });

  it('unexpired change of address: a stranger’s account cannot move away with the victim', async () => {
    const app = optional();
    const [email, elsewhere] = [freshEmail(), freshEmail()];
    await signUp(app, email, { password: SQUATTERS });
    const stranger = await signIn(app, email, { password: SQUATTERS });
    app.advance(61_000);
    await app.auth.email.change.$post(
      { json: { new_email: elsewhere, password: SQUATTERS } },
      as(stranger),
    );
    const mail = await app.lastMail(elsewhere);
    const { user } = sessionIn(await identitiesOf(app).signIn(answerOf({ email })));
    const json = { token: tokenOf(mail.links[0]) };
    expect((await app.auth.email.change.confirm.$post({ json })).ok).toBe(false);
    expect(await rowsOf(elsewhere)).toEqual([]);
    expect(await rowsOf(email)).toMatchObject([{ id: user.id, verified: 1 }]);
  });
});
