import { describe, expect, it } from 'vitest';
import { signIn } from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
import type { TestApp } from '../support/test-app.ts';
import { FIRST, personIn, VERSIONS, waitingFor } from './fixtures.ts';
import { upgrade } from './upgrade-world.ts';

const NEW = 'another-Horse-9-battery';
const post = (app: TestApp, route: string, body: object) => app.post(`/api/v1/auth/${route}`, body);

describe.each(VERSIONS)('what version $commit has mailed', (fixture) => {
  const isFirst = fixture === FIRST;

  it('proves an address by its link, once', async () => {
    const app = await upgrade(fixture);
    const person = personIn(fixture, 'unverified');
    const token = waitingFor(person, 'link');
    expect((await post(app, 'email/verify', { token })).status).toBe(200);
    expect((await post(app, 'email/verify', { token })).status).toBe(401);
  });

  it('proves an address by its code; one of the first version is refused once', async () => {
    const app = await upgrade(fixture);
    const { email, ...person } = personIn(fixture, 'unverified');
    const body = { email, otp: waitingFor({ email, ...person }, 'code') };
    const answer = await post(app, 'email/verify', body);
    expect(answer.status).toBe(isFirst ? 401 : 200);
    if (!isFirst) return;
    await post(app, 'email/resend', { email });
    const { codes } = await app.lastMail(email);
    expect((await post(app, 'email/verify', { email, otp: codes[0] })).status).toBe(200);
  });

  it('sets a new password by link and by code, once', async () => {
    const app = await upgrade(fixture);
    const one = personIn(fixture, 'recovering');
    const byLink = { token: waitingFor(one, 'link'), new_password: NEW };
    expect((await post(app, 'password/reset/confirm', byLink)).status).toBe(200);
    expect((await post(app, 'password/reset/confirm', byLink)).status).toBe(401);
    await signIn(app, one.email, { password: NEW });
    const other = personIn(fixture, 'forgetful');
    const byCode = { email: other.email, otp: waitingFor(other, 'code'), password: NEW };
    expect((await post(app, 'password-reset', byCode)).status).toBe(200);
    expect((await post(app, 'password-reset', byCode)).status).toBe(401);
    await signIn(app, other.email, { password: NEW });
  });

  it('signs in by a code and by an exchange token, once', async () => {
    const app = await upgrade(fixture);
    const coded = personIn(fixture, 'coded');
    const byCode = { email: coded.email, otp: waitingFor(coded, 'code') };
    expect((await post(app, 'otp/verify', byCode)).status).toBe(200);
    expect((await post(app, 'otp/verify', byCode)).status).toBe(401);
    const exchange = { exchange_token: waitingFor(personIn(fixture, 'registered'), 'exchange') };
    expect((await post(app, 'exchange-token', exchange)).status).toBe(200);
    expect((await post(app, 'exchange-token', exchange)).status).toBe(401);
  });

  it('moves to another address, and takes such a move back', async () => {
    const app = await upgrade(fixture);
    const token = waitingFor(personIn(fixture, 'moving'), 'link');
    expect((await post(app, 'email/change/confirm', { token })).status).toBe(200);
    await signIn(app, 'moved@example.com');
    const moved = personIn(fixture, 'moved');
    const undo = { token: waitingFor(moved, 'undo') };
    expect((await pressForm(app, '/undo-email-change', undo)).status).toBe(200);
    const body = { email: moved.email, password: moved.password };
    expect((await post(app, 'login', body)).status).toBe(401);
  });

  it('unlocks an account by its link', async () => {
    const app = await upgrade(fixture);
    const locked = personIn(fixture, 'locked');
    const { email, password } = locked;
    expect((await post(app, 'login', { email, password })).ok).toBe(false);
    const token = waitingFor(locked, 'link');
    expect((await pressForm(app, '/unlock-account', { token })).status).toBe(200);
    await signIn(app, email);
  });

  it('finishes a sign-in with two steps; one of the first version starts again', async () => {
    const app = await upgrade(fixture);
    const person = personIn(fixture, 'twoSteps');
    const body = { mfa_token: waitingFor(person, 'token'), otp: waitingFor(person, 'code') };
    expect((await post(app, 'login/otp-verify', body)).status).toBe(isFirst ? 401 : 200);
    const { email, password } = person;
    app.advance(60_000);
    const again = await post(app, 'login', { email, password });
    const { mfa_token } = await again.json<{ mfa_token: string }>();
    const { codes } = await app.lastMail(email, (mail) => mail.codes.length > 0);
    expect((await post(app, 'login/otp-verify', { mfa_token, otp: codes[0] })).status).toBe(200);
  });
});
