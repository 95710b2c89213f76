import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { countHops } from '../support/count-hops.ts';
import { freshEmail, PASSWORD, register, WRONG } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';
import { SQUATTERS, signUp } from '../support/unproved.ts';

/** A request about an address for each anonymous route. */
const QUESTIONS: [string, (email: string) => object][] = [
  ['register', (email) => ({ email, password: PASSWORD })],
  ['login', (email) => ({ email, password: WRONG })],
  ['email/resend', (email) => ({ email })],
  ['email/verify', (email) => ({ email, otp: '000001' })],
  ['password/reset', (email) => ({ email })],
  ['forgot-password', (email) => ({ email })],
  ['otp/request', (email) => ({ email })],
  ['otp/verify', (email) => ({ email, otp: '000001' })],
  ['login/otp-verify', (email) => ({ email, otp: '000001' })],
  ['password-reset', (email) => ({ email, otp: '000001', password: 'another-Horse-8-battery' })],
];

/** After the answer an event is recorded: at the guard of a known user, else in D1. */
const withoutPlace = (call: string) => call.replace(/guard\.record|d1\.run/, 'event');

/** The service with its storage calls recorded, including those after the response. */
function watchedApp() {
  const counter = countHops({ ...realEnv, JOBS: { send: async () => undefined } });
  return { app: createTestApp({ env: counter.env }), counter };
}

/** An address that two users have registered and neither has verified. */
async function unproved(): Promise<string> {
  const email = freshEmail();
  for (const password of [SQUATTERS, PASSWORD])
    await signUp(createTestApp(), email, { password, username: 'mallory' });
  return email;
}

describe.each(QUESTIONS)('%s', (path, question) => {
  it('treats known, unverified and unknown addresses alike, storage calls included', async () => {
    const known = await register(createTestApp());
    const seen = [];
    for (const email of [known, await unproved(), freshEmail()]) {
      const { app, counter } = watchedApp();
      const response = await app.post(`/api/v1/auth/${path}`, question(email), {
        'X-Request-Id': 'same',
      });
      const body = await response.text();
      seen.push({
        status: response.status,
        headers: [...response.headers.keys()].sort(),
        body: body.replaceAll(email, '<email>').replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '<id>'),
        calls: counter.read().calls.map(withoutPlace),
        hashes: app.hashes.count,
      });
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('keeps treating them alike when repeated', async () => {
    const app = createTestApp();
    const known = await register(app);
    const sequences = [];
    for (const email of [known, await unproved(), freshEmail()]) {
      const statuses = [];
      for (let times = 0; times < 8; times++) {
        const response = await app.post(`/api/v1/auth/${path}`, question(email));
        statuses.push([response.status, response.headers.get('Retry-After')]);
      }
      sequences.push(statuses);
    }
    expect(sequences[1]).toEqual(sequences[0]);
    expect(sequences[2]).toEqual(sequences[0]);
  });
});
