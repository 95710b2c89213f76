import { describe, expect, it } from 'vitest';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { pageForm } from '../support/page-form.ts';
import { bearer, newcomer } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

/**
 * Marks of four combining classes in the wrong order, almost 64 KiB of them. Normalization sorts
 * them, which takes the square of their number: these hold an isolate up for seconds, before any
 * limit counts the request.
 */
const MARKS = `a${'\u0315\u0300\u0327\u0345'.repeat(7_500)}`;
/** UTF-16 units: more than any field takes; as many marks cost as much as a cheap query. */
const LONGEST = 2_048;

const { normalize } = String.prototype;

/** The length of the longest text that was normalized meanwhile. */
async function longestIn(work: () => Promise<Response>): Promise<number> {
  let longest = 0;
  String.prototype.normalize = function (this: string, form?: string) {
    longest = Math.max(longest, this.length);
    return normalize.call(this.slice(0, LONGEST), form);
  };
  try {
    const { status } = await work();
    expect(status).toBeGreaterThanOrEqual(400);
    expect([401, 403, 413, 429]).not.toContain(status);
    expect(status).toBeLessThan(500);
    return longest;
  } finally {
    String.prototype.normalize = normalize;
  }
}

describe('a whole body of marks is not normalized', () => {
  const app = createTestApp({ argon2: cheapArgon2 });
  let calls = 0;
  const nextIp = () => `192.0.2.${++calls}`;

  it.each([
    ['POST', 'register', ['email', 'username', 'password', 'first_name', 'display_name']],
    ['POST', 'login', ['email_or_username', 'password', 'device_name']],
    ['POST', 'otp/verify', ['email', 'otp', 'device_name']],
    ['POST', 'exchange-token', ['device_name']],
    ['POST', 'passkeys/authenticate', ['device_name']],
    ['POST', 'login/otp-verify', ['otp', 'recovery_code', 'password', 'email']],
    ['PATCH', 'profile', ['first_name', 'username']],
    ['POST', 'mfa/totp', ['label']],
  ])('by %s %s', async (method, path, fields) => {
    const { access_token } = await newcomer(app);
    for (const field of fields) {
      const body = { email: 'a@example.com', password: 'x', [field]: MARKS };
      const longest = await longestIn(() =>
        app.fetch(`/api/v1/auth/${path}`, {
          method,
          headers: { 'Content-Type': 'application/json', ...bearer(access_token) },
          body: JSON.stringify(body),
          ip: nextIp(),
        }),
      );
      expect({ field, longest }).toEqual({ field, longest: Math.min(longest, LONGEST) });
    }
  });

  it.each([
    ['/sign-in', ['email_or_username', 'password']],
    ['/sign-in/code/send', ['email']],
    ['/sign-up', ['email', 'password', 'display_name']],
    ['/forgot-password', ['email']],
  ])('on the page %s', async (path, fields) => {
    for (const field of fields) {
      const form = pageForm(app, {});
      // Not percent-encoded, which would take three times the room.
      const body = `${form.body}&${field}=${MARKS}`;
      const longest = await longestIn(() => app.fetch(path, { ...form, body, ip: nextIp() }));
      expect({ field, longest }).toEqual({ field, longest: Math.min(longest, LONGEST) });
    }
  });
});
