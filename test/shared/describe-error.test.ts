import fc from 'fast-check';
import { errors } from 'jose';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { describeError, errorInWords } from '../../src/shared/describe-error.ts';
import { SafeMessageError } from '../../src/shared/errors.ts';

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

/** Passwords of the composition policy, and mailed secrets: each has a digit. */
const secret = fc.stringMatching(/^[a-z][A-Z][0-9][a-zA-Z0-9!$%&*+,./:;<>?^~-]{6,20}$/);

describe('the description of an error', () => {
  it.each([
    ['Network connection lost.', 'Error: Network connection lost.'],
    ['D1_ERROR: no such table: users', 'Error: D1_ERROR: no such table: users'],
    ['KV GET failed: 503 Service Unavailable', 'Error: KV GET failed: 503 Service Unavailable'],
    ['no user ada@example.com in 203.0.113.7', 'Error: no user … in …'],
    ['the code 123456 is wrong', 'Error: the code … is wrong'],
    ['bad value "correct horse battery" given', 'Error: bad value … given'],
    ["cannot read 'a' of x", 'Error: cannot read … of x'],
    ['cut off in the middle of "correct hor', 'Error: cut off in the middle of …'],
    ['GET https://auth.test/verify-email?token=abc failed', 'Error: GET … failed'],
    ['first line\nsecond line', 'Error: first line'],
  ])('keeps the words of %j and none of its values', (message, told) => {
    expect(errorInWords(new Error(message))).toBe(told);
  });

  it('keeps messages of our own', () => {
    expect(
      errorInWords(
        new SafeMessageError(
          'JWT_KEYS: is not JSON; ARGON2_MEMORY_KIB: expected number to be >=7168',
        ),
      ),
    ).toContain('ARGON2_MEMORY_KIB: expected number to be >=7168');
  });

  it('names an error of jose by its code, since its class has a short name in a deployment', () => {
    class X extends errors.JWTClaimValidationFailed {}
    expect(errorInWords(new X('unexpected "aud" claim value', {}, 'aud'))).toMatch(
      /^ERR_JWT_CLAIM_VALIDATION_FAILED: unexpected … claim value/,
    );
    const other = Object.assign(new Error('no “nonce”'), {
      name: 'x',
      code: 'OAUTH_INVALID_RESPONSE',
    });
    expect(errorInWords(other)).toMatch(/^OAUTH_INVALID_RESPONSE/);
    const odd = Object.assign(new Error('no.'), { code: 'ERR_a secret' });
    expect(errorInWords(odd)).toBe('Error: no.');
  });

  it('drops what parsers quote from their input', () => {
    const body = '{"password": hunter}';
    expect(errorInWords(thrownBy(() => JSON.parse(body)))).toBe('SyntaxError');
    expect(errorInWords(thrownBy(() => z.strictObject({}).parse({ hunter: 1 })))).toBe('ZodError');
  });

  it('never contains a secret from a message, quoted or not', () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('refused: ', 'got "', "got '", 'pw=', '('),
        (value, before) => {
          const error = new TypeError(`${before}${value}`, { cause: new Error(`cause ${value}`) });
          expect(JSON.stringify(describeError(error))).not.toContain(value);
        },
      ),
    );
  });

  it('is not fooled by a message that looks like a stack', () => {
    const error = new Error('odd\n    at hunter (hunter:1:1)');
    expect(JSON.stringify(describeError(error))).not.toContain('hunter');
    error.message = 'changed since';
    expect(describeError(error)[0]?.frames).toEqual([]);
  });

  it('terminates for cyclic and long chains of causes', () => {
    const error = new Error('round');
    error.cause = error;
    expect(describeError(error)).toHaveLength(5);
    expect(errorInWords(null)).toBe('');
    expect(errorInWords(new Error('x', { cause: 'hunter2' }))).toBe('Error: x <- NotAnError');
    error.name = 'hunter2';
    expect(describeError(error)[0]?.name).toBe('Error');
  });
});
