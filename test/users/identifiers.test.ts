import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emailSchema,
  nameOfBody,
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
    ['Ada@MÜNCHEN.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@XN--MNCHEN-3YA.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@münchen。de', 'ada@xn--mnchen-3ya.de'],
    ['a.da+news@ⓖmail.com', 'ada@gmail.com'],
    ['\u200eada@example.com\u2069', 'ada@example.com'],
    ['ada', 'ada'],
    ['Ada@127.1', 'ada@127.1'],
  ])('%o normalises to %o', (typed, normal) => {
    expect(normalizeEmail(typed)).toBe(normal);
  });

  it.each(['yandex.com', 'yandex.ua', 'ya.ru'])(
    'at %s is left alone: only Gmail folds its spellings',
    (domain) => {
      expect(normalizeEmail(`ada@${domain}`)).toBe(`ada@${domain}`);
    },
  );

  it('has one normal form in any case', () => {
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

  it('is trimmed and limited in length', () => {
    expect(emailSchema.parse(' Ada@Example.com ')).toBe('Ada@Example.com');
    expect(emailSchema.parse('\u200bada@example.com\u2069')).toBe('ada@example.com');
    const long = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.com`;
    expect(emailSchema.safeParse(long).success).toBe(true);
    const longest = long.replace('.com', `.${'e'.repeat(254 - long.length + 3)}`);
    expect(longest).toHaveLength(254);
    expect(emailSchema.safeParse(longest).success).toBe(true);
    expect(emailSchema.safeParse(`${longest}e`).success).toBe(false);
    expect(emailSchema.safeParse(`${'a'.repeat(65)}@example.com`).success).toBe(false);
    // The length on the wire counts, in A-labels.
    const umlauts = `${'a'.repeat(64)}@${`${'ü日'.repeat(8)}.`.repeat(8)}de`;
    expect(umlauts.length).toBeLessThan(254);
    expect(emailSchema.safeParse(umlauts).success).toBe(false);
  });

  it.each([
    ['user@xn--e1aybc.xn--p1ai', 'user@xn--e1aybc.xn--p1ai'],
    ['user@тест.рф', 'user@xn--e1aybc.xn--p1ai'],
    ['user@münchen.de', 'user@xn--mnchen-3ya.de'],
    ['user@例え.テスト', 'user@xn--r8jz45g.xn--zckzah'],
    ['o&m/sales=eu@example.com', 'o&m/sales=eu@example.com'],
    ["!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"],
    ['x@a.co', 'x@a.co'],
    ['ada@1.2.3.example.com', 'ada@1.2.3.example.com'],
  ])('accepts %o, and keeps %o', (typed, kept) => {
    expect(emailSchema.parse(typed)).toBe(kept);
    expect(emailSchema.parse(kept)).toBe(kept);
  });

  const atext = fc.stringMatching(/^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,20}$/);
  const localPart = fc.array(atext, { minLength: 1, maxLength: 3 }).map((atoms) => atoms.join('.'));
  // Letters of scripts that have U-labels, in the form that a label keeps them.
  const uLabel = fc
    .stringMatching(/^[a-z0-9äöüéèñçłøабвгдежзиклмнαβγδεζאבגדה一二三四五かきくけこ]{1,12}$/)
    .filter((label) => isIdn(`x${label}.de`) || isIdn(`${label}.de`));
  const domain = fc
    .tuple(uLabel, fc.constantFrom('de', 'com', 'рф', 'テスト', 'co.uk'))
    .map(([label, tld]) => `${label}.${tld}`)
    .filter(isIdn);

  function isIdn(host: string): boolean {
    return URL.canParse(`http://${host}`);
  }

  it('is the same in U-labels and in A-labels, whatever its local part and domain', () => {
    fc.assert(
      fc.property(localPart, domain, (local, host) => {
        const typed = `${local}@${host}`;
        const kept = emailSchema.parse(typed);
        const aLabels = `${local}@${new URL(`http://${host}`).hostname}`;
        expect(kept).toBe(aLabels);
        expect(kept).toMatch(/^[!-~]+$/);
        expect(emailSchema.parse(kept)).toBe(kept);
        expect(normalizeEmail(kept)).toBe(normalizeEmail(typed));
        expect(normalizeEmail(typed.toUpperCase())).toBe(normalizeEmail(typed.toLowerCase()));
      }),
    );
  });

  it('is stored as ASCII, with 64 bytes before the @ and 254 in all', () => {
    const anything = fc
      .tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
      .map(([local, host]) => `${local}@${host}.com`);
    fc.assert(
      fc.property(fc.oneof(anything, fc.string({ unit: 'binary' }), fc.emailAddress()), (typed) => {
        const { success, data = '' } = emailSchema.safeParse(typed);
        if (!success) return;
        expect(data).toMatch(/^[!-~]{1,64}@[a-z\d.-]+$/i);
        expect(data.length).toBeLessThanOrEqual(254);
        expect(normalizeEmail(data)).toBe(normalizeEmail(typed));
        expect(emailSchema.parse(data)).toBe(data);
      }),
    );
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
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    '"a da"@example.com',
    'äda@example.com',
    'ada@-example.com',
    'ada@example-.com',
    'ada@exa_mple.com',
    'ada@example..com',
    'ada@example.com.',
    'ada@127.0.0.1',
    'ada@１２７.1',
    'ada@[127.0.0.1]',
    'ada@example.c',
    'ada@example.com/x',
    'ada@ex%61mple.com',
    'ada@example.com:25',
    `ada@${'a'.repeat(64)}.com`,
    'ada@a\u200db.com',
  ])('rejects %o', (text) => {
    expect(emailSchema.safeParse(text).success).toBe(false);
  });
});

describe('a username', () => {
  it.each(['ada', 'Ada-1815', 'a.b_c', '0x0', 'a'.repeat(30)])('accepts %o', (name) => {
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
  ])('rejects %o', (name) => {
    expect(usernameSchema.safeParse(name).success).toBe(false);
  });

  it('is the same in any case', () => {
    for (const typed of ['ada', 'ADA', ' Ada ', 'Ａda'])
      expect(normalizeUsername(typed)).toBe('ada');
  });
});

describe('the name in a body', () => {
  const tokenFor = (sub: unknown) =>
    ['{"alg":"none"}', JSON.stringify({ sub }), 'x'].map((part) => btoa(part)).join('.');

  it('is the subject of a token, whoever made it', () => {
    expect(nameOfBody({ mfa_token: tokenFor('ada') })).toBe('ada');
  });

  // Limits make a digest of it, and fail on what is no text.
  it.each([[{ toString: null }], [[['ada']]], [5], [null], [undefined]])(
    'is none for %o',
    (sub) => {
      expect(nameOfBody({ mfa_token: tokenFor(sub) })).toBe('');
    },
  );
});
