import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emailSchema,
  normalizeEmail,
  normalizeUsername,
  usernameSchema,
} from '../../src/users/identifiers.ts';

describe('an address', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada@EXAMPLE.com', 'ada@example.com'],
    ['  ada@example.com ', 'ada@example.com'],
    ['Ada.Love.Lace@gmail.com', 'adalovelace@gmail.com'],
    ['ada+news@gmail.com', 'ada@gmail.com'],
    ['a.da+news@googlemail.com', 'ada@gmail.com'],
    ['ada.love@example.com', 'ada.love@example.com'],
    ['ada+news@example.com', 'ada+news@example.com'],
    ['ada.love+x@outlook.com', 'ada.love+x@outlook.com'],
    ['ada-news@yahoo.com', 'ada-news@yahoo.com'],
    ['ada+x@icloud.com', 'ada+x@icloud.com'],
    ['+tag@gmail.com', '+tag@gmail.com'],
    ['＋ada＠example.com', '+ada@example.com'],
  ])('%o has the normal form %o', (typed, normal) => {
    expect(normalizeEmail(typed)).toBe(normal);
  });

  it.each(['yandex.com', 'yandex.ua', 'ya.ru'])(
    'at %s stays there: only Gmail is known to fold its spellings',
    (domain) => {
      expect(normalizeEmail(`ada@${domain}`)).toBe(`ada@${domain}`);
    },
  );

  it('has a normal form that is its own, whatever its case', () => {
    fc.assert(
      fc.property(
        fc.emailAddress(),
        fc.constantFrom('gmail.com', 'googlemail.com', ''),
        (address, domain) => {
          const typed = domain === '' ? address : `${address.split('@')[0]}@${domain}`;
          const normal = normalizeEmail(typed);
          expect(normalizeEmail(normal)).toBe(normal);
          expect(normalizeEmail(typed.toUpperCase())).toBe(normal);
        },
      ),
    );
  });

  it('is trimmed, and bounded', () => {
    expect(emailSchema.parse(' Ada@Example.com ')).toBe('Ada@Example.com');
    const long = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.com`;
    expect(emailSchema.safeParse(long).success).toBe(true);
    expect(emailSchema.safeParse(`${'x'.repeat(10)}${long}`).success).toBe(false);
  });

  it.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'a da@example.com',
    'ada@exa mple.com',
    'ada@example.com\nBcc: eve@example.com',
    'a@b@c.de',
  ])('is not %o', (text) => {
    expect(emailSchema.safeParse(text).success).toBe(false);
  });
});

describe('a username', () => {
  it.each(['ada', 'Ada-1815', 'a.b_c', '0x0', 'a'.repeat(30)])('may be %o', (name) => {
    expect(usernameSchema.parse(` ${name} `)).toBe(name);
  });

  it.each([
    '',
    'ad',
    'a'.repeat(31),
    'ada@example.com',
    '-ada',
    'ada.',
    'a da',
    'äda',
    'ada\n1',
    'аda',
  ])('may not be %o', (name) => {
    expect(usernameSchema.safeParse(name).success).toBe(false);
  });

  it('is the same in any case', () => {
    for (const typed of ['ada', 'ADA', ' Ada ', 'Ａda'])
      expect(normalizeUsername(typed)).toBe('ada');
  });
});
