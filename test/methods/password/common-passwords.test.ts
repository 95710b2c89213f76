import { describe, expect, it } from 'vitest';
import { isCommonPassword } from '../../../src/methods/password/common-passwords.ts';

describe('the list of common passwords', () => {
  it.each(['123456', 'password', 'PassWord', 'qwerty', 'iloveyou', 'letmein', 'trustno1'])(
    'has %o',
    async (password) => {
      expect(await isCommonPassword(password)).toBe(true);
    },
  );

  it.each(['', 'correct-Horse-7-battery', 'password ', 'constructor', '__proto__'])(
    'has not %o',
    async (password) => {
      expect(await isCommonPassword(password)).toBe(false);
    },
  );
});
