import { describe, expect, it } from 'vitest';
import { emailSchema, normalizeEmail, normalizeUsername, usernameSchema } from '../../src/users/identifiers.ts';

describe('an address', () => {
  it.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['a.d.a+news@gmail.com', 'ada@gmail.com'],
    ['A.da@googlemail.com', 'ada@gmail.com'],
    ['a.da+news@example.com', 'a.da+news@example.com'],
    ['ada+x@outlook.com', 'ada+x@outlook.com'],
    ['ada-x@yahoo.com', 'ada-x@yahoo.com'],
    ['+tag@gmail.com', '+tag@gmail.com'],
  ])('%s is normalised to %s', (email, normalized) => {
    expect(normalizeEmail(email)).toBe(normalized);
    expect(normalizeEmail(normalized)).toBe(normalized);
  });

  it.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'a b@example.com',
    `${'x'.repeat(250)}@example.com`,
    'ada@example.com\nBcc: x@example.com',
  ])('%j is refused', (email) => {
    expect(emailSchema.safeParse(email).success).toBe(false);
  });
});

describe('a username', () => {
  it('is the same in any case, and never looks like an address', () => {
    expect(normalizeUsername('Ada')).toBe(normalizeUsername('aDA'));
    for (const good of ['ada', 'a.b-c_d', 'x1y']) expect(usernameSchema.safeParse(good).success).toBe(true);
    for (const bad of ['ab', 'ada@example.com', '.ada', 'ada.', 'a b c', 'x'.repeat(31), 'ädä'])
      expect(usernameSchema.safeParse(bad).success).toBe(false);
  });
});
