import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/shared/clock.ts';
import { newcomer, pendingIn, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { prove, setUpTotp, wrongCode } from '../support/totp.ts';

type Held = Awaited<ReturnType<typeof holder>>;

async function holder(app: TestApp) {
  const person = await newcomer(app);
  const device = await setUpTotp(app, person);
  await app.deliverJobs();
  return { app, email: person.email, device };
}

/** What whoever reads the mail can set. */
const passwordOf = (round: number) => `Read-by-mail-${round}-Zz!`;

/** Sets a password by mail. Returns the cookies of the answer. */
async function reset({ app, email }: Held, round: number): Promise<string[]> {
  app.advance(2 * MINUTE);
  await app.auth.password.reset.$post({ json: { email } });
  const [link] = (await app.lastMail(email)).links;
  const json = { token: tokenOf(link), new_password: passwordOf(round) };
  const done = await app.auth.password.reset.confirm.$post({ json });
  expect([round, done.status]).toEqual([round, 200]);
  return done.headers.getSetCookie();
}

async function begin({ app, email }: Held, round: number): Promise<string> {
  const json = { email, password: passwordOf(round), token_delivery: 'body' as const };
  return (await pendingIn(await app.auth.login.$post({ json }))).mfa_token;
}

/** Wrong codes at two sign-ins: all that an hour allows. */
async function guess(held: Held, round: number): Promise<void> {
  const { app, device } = held;
  for (let signIn = 0; signIn < 2; signIn++) {
    const token = await begin(held, round);
    for (let count = 0; count < 5; count++)
      await prove(app, token, { otp: wrongCode(await device.code()) });
  }
}

/** Whether a right code is taken, which says whether there are tries left. */
async function isOpen(held: Held, round: number): Promise<boolean> {
  const token = await begin(held, round);
  const done = await prove(held.app, token, { otp: await held.device.code() });
  held.app.advance(2 * MINUTE);
  return done.status === 200;
}

describe('who reads the mail of an account with an authenticator app', () => {
  it('gets no more tries at its codes by setting passwords', async () => {
    const held = await holder(createTestApp());
    for (let round = 0; round < 4; round++) {
      await reset(held, round);
      await guess(held, round);
    }
    await reset(held, 4);
    expect(await isOpen(held, 4)).toBe(false);
    // The hour passes for its owner as for anyone.
    held.app.advance(60 * MINUTE);
    expect(await isOpen(held, 4)).toBe(true);
  });

  it('does not become a known device, which has tries of its own', async () => {
    const held = await holder(createTestApp());
    const cookies = await reset(held, 0);
    expect(cookies.filter((cookie) => /^(__Host-)?device_/.test(cookie))).toEqual([]);
  });
});
