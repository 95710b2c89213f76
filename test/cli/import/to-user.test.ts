import { describe, expect, it } from 'vitest';
import type { Fields } from '../../../src/cli/import/field-values.ts';
import { type ImportRules, type ReadUser, toUser } from '../../../src/cli/import/to-user.ts';
import type { ImportedUser } from '../../../src/users/import-store.ts';
import django from '../../vectors/django.json';

const NOW = Date.UTC(2026, 0, 1);
const HASH = django.vectors[0]?.hash ?? '';
const MD5 = 'md5$salt$5d41402abc4b2a76b9719d911017c592';
const RULES: ImportRules = {
  verified: { field: 'is_active' },
  keepStaff: false,
  dropRefusedPasswords: false,
  now: NOW,
};

const FIELDS: Fields = {
  email: 'Ada.Lovelace@Example.com',
  username: 'Ada',
  password: HASH,
  first_name: ' Ada ',
  last_name: 'Lovelace',
  is_active: true,
  is_staff: false,
  is_superuser: false,
  date_joined: '2020-01-02T03:04:05Z',
  last_login: null,
};

const read = (
  fields: Fields,
  rules: Partial<ImportRules> = {},
  model: string | null = 'auth.user',
): ReadUser =>
  toUser({ position: 1, pk: '7', model, fields: { ...FIELDS, ...fields } }, { ...RULES, ...rules });

function userOf(
  fields: Fields,
  rules: Partial<ImportRules> = {},
): ImportedUser & { notes: string[] } {
  const result = read(fields, rules);
  if (result.kind !== 'user') throw new Error(JSON.stringify(result));
  return { ...result.user, notes: result.notes };
}

function reasonOf(fields: Fields, rules: Partial<ImportRules> = {}): string {
  const result = read(fields, rules);
  return result.kind === 'refused' ? result.reason : result.kind;
}

describe('a Django row', () => {
  it('becomes a user with all its known fields', () => {
    expect(userOf({ last_login: '2024-05-06T07:08:09Z' })).toEqual({
      id: expect.stringMatching(/^016f6435-cc88-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      email: 'Ada.Lovelace@Example.com',
      emailNormalized: 'ada.lovelace@example.com',
      username: 'Ada',
      usernameNormalized: 'ada',
      passwordHash: HASH,
      firstName: 'Ada',
      lastName: 'Lovelace',
      displayName: '',
      status: 'active',
      roles: ['user'],
      emailVerifiedAt: NOW,
      lastLoginAt: Date.UTC(2024, 4, 6, 7, 8, 9),
      createdAt: Date.UTC(2020, 0, 2, 3, 4, 5),
      importedAt: NOW,
      notes: [],
    });
  });

  it('has its names normalised, and reports what was dropped', () => {
    const user = userOf({
      first_name: 'Ada\u0000\u202e',
      last_name: 'علی\u200cرضا',
      display_name: 'x\n y',
    });
    expect(user).toMatchObject({ firstName: 'Ada', lastName: 'علی\u200cرضا', displayName: 'x  y' });
    expect(user.notes).toEqual([
      'first_name without line breaks and invisible characters',
      'display_name without line breaks and invisible characters',
    ]);
    const long = '💥'.repeat(151);
    expect(userOf({ first_name: long }).firstName).toBe('💥'.repeat(150));
  });

  it('gets the same id in every run, and each mailbox its own', () => {
    expect(userOf({ date_joined: null }, { now: NOW + 1 }).id).toBe(
      userOf({ date_joined: null }).id,
    );
    expect(userOf({ email: 'ADA.LOVELACE@example.com' }).id).toBe(userOf({}).id);
    expect(userOf({ email: 'grace@example.com' }).id).not.toBe(userOf({}).id);
  });

  it('gets its address in A-labels, and one id for all spellings', () => {
    const typed = userOf({ email: 'Ada@Тест.рф' });
    expect(typed).toMatchObject({
      email: 'Ada@xn--e1aybc.xn--p1ai',
      emailNormalized: 'ada@xn--e1aybc.xn--p1ai',
    });
    expect(userOf({ email: 'ada@xn--e1aybc.xn--p1ai' }).id).toBe(typed.id);
    expect(userOf({ email: 'o&m/sales=eu@example.com' }).email).toBe('o&m/sales=eu@example.com');
  });

  it('is rejected without a deliverable address', () => {
    for (const email of ['', null, undefined, '  '])
      expect(reasonOf({ email })).toBe('it has no email address');
    for (const email of ['ada', 'ada@', `${'x'.repeat(250)}@example.com`])
      expect(reasonOf({ email })).toContain('not valid');
    expect(reasonOf({ email: `${'x'.repeat(65)}@example.com` })).toContain('not valid');
  });

  it('is rejected with an invalid time or flag', () => {
    expect(reasonOf({ date_joined: 'soon' })).toBe('date_joined is not a time');
    expect(reasonOf({ last_login: 'never' })).toBe('last_login is not a time');
    expect(reasonOf({ is_active: 'perhaps' })).toContain('is_active');
    expect(reasonOf({ confirmed: 'perhaps' }, { verified: { field: 'confirmed' } })).toContain(
      'verified',
    );
  });

  it('becomes a disabled user when it is inactive', () => {
    expect(userOf({ is_active: false })).toMatchObject({
      status: 'disabled',
      emailVerifiedAt: null,
    });
    expect(userOf({ is_active: undefined })).toMatchObject({ status: 'active' });
  });

  it('is verified according to the option', () => {
    const verified = (fields: Fields, rule: ImportRules['verified']) =>
      userOf(fields, { verified: rule }).emailVerifiedAt !== null;
    expect([verified({ is_active: false }, 'all'), verified({}, 'none')]).toEqual([true, false]);
    const rule = { field: 'confirmed' };
    expect([
      verified({ confirmed: true }, rule),
      verified({ confirmed: false }, rule),
      verified({}, rule),
    ]).toEqual([true, false, false]);
  });

  it('keeps its roles only with the option, and reports dropped ones', () => {
    expect(userOf({ is_staff: true })).toMatchObject({
      roles: ['user'],
      notes: ['imported as a plain user: was staff'],
    });
    expect(userOf({ is_superuser: true })).toMatchObject({
      roles: ['user'],
      notes: ['imported as a plain user: was a superuser'],
    });
    expect(userOf({ is_staff: true }, { keepStaff: true })).toMatchObject({
      roles: ['user', 'staff'],
      notes: [],
    });
    expect(userOf({ is_staff: true, is_superuser: true }, { keepStaff: true })).toMatchObject({
      roles: ['user', 'admin'],
      notes: [],
    });
  });

  it('loses a username that is invalid here', () => {
    for (const username of ['ab', 'a+b', 'x'.repeat(31), 'someone@else.example'])
      expect(userOf({ username })).toMatchObject({
        username: null,
        usernameNormalized: null,
        notes: [expect.stringContaining('username')],
      });
    for (const username of ['', null, 'ada.lovelace@EXAMPLE.com'])
      expect(userOf({ username })).toMatchObject({ username: null, notes: [] });
  });

  it('has no password where Django has none', () => {
    for (const password of [django.unusable, '!', '', null, undefined])
      expect(userOf({ password })).toMatchObject({ passwordHash: null, notes: [] });
  });

  it('is rejected for an unsupported hash or loses it with the option; the report contains none of it', () => {
    expect(reasonOf({ password: MD5 })).toContain('protects nothing');
    const dropped = userOf({ password: MD5 }, { dropRefusedPasswords: true });
    expect(dropped).toMatchObject({
      passwordHash: null,
      notes: [expect.stringContaining('without a password')],
    });
    expect(JSON.stringify([reasonOf({ password: MD5 }), dropped])).not.toContain('5d41402abc');
  });

  it('has names cut to 150 characters, and reports that', () => {
    expect(userOf({ last_name: 'x'.repeat(200) })).toMatchObject({
      lastName: 'x'.repeat(150),
      notes: [expect.stringContaining('last_name')],
    });
  });

  it('of another model is skipped unless it has an address and a password', () => {
    const fields = { name: 'editors', permissions: [] };
    expect(toUser({ position: 1, pk: '1', model: 'auth.group', fields }, RULES).kind).toBe(
      'other_model',
    );
    expect(read({}, {}, 'shop.customer').kind).toBe('user');
    expect(toUser({ position: 1, pk: '1', model: 'accounts.User', fields }, RULES).kind).toBe(
      'refused',
    );
  });
});
