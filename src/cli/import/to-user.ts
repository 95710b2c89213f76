import { readDjangoHash } from '../../methods/password/django-hash.ts';
import { toPlainText } from '../../shared/plain-text.ts';
import type { Role } from '../../shared/role.ts';
import {
  emailSchema,
  normalizeEmail,
  normalizeUsername,
  usernameSchema,
} from '../../users/identifiers.ts';
import type { ImportedUser } from '../../users/import-store.ts';
import { personNameSchema } from '../../users/profile-schemas.ts';
import { type Fields, flagOf, textOf, timeOf } from './field-values.ts';
import { importId } from './import-id.ts';

/** One object of `dumpdata`, or one line of a CSV file. */
export type SourceRow = {
  /** Where it stands: the object's number or the line's, from 1. */
  position: number;
  pk: string;
  /** `auth.user`; null in CSV, where all rows are users. */
  model: string | null;
  fields: Fields;
};

export type ImportRules = {
  /** Whose address counts as verified: all, none, or users for whom this field is true. */
  verified: 'all' | 'none' | { field: string };
  /** Whether `is_staff` and `is_superuser` become roles. */
  keepStaff: boolean;
  /** Whether a user whose hash is refused is imported without a password, or refused. */
  dropRefusedPasswords: boolean;
  /** Epoch milliseconds. */
  now: number;
};

/** A user to import, with notes on what is left behind; or the reason there is none. */
export type ReadUser =
  | { kind: 'user'; user: ImportedUser; notes: string[] }
  | { kind: 'refused'; reason: string }
  | { kind: 'other_model' };

/** Reads a user from a row, by itself. Reasons and notes never hold the password hash. */
export function toUser({ model, fields }: SourceRow, rules: ImportRules): ReadUser {
  if (!isUser(model, fields)) return { kind: 'other_model' };
  const email = emailSchema.safeParse(textOf(fields.email));
  if (!email.success)
    return refused(
      textOf(fields.email) === '' ? 'it has no email address' : 'its email address is not valid',
    );
  const joined = optionalTime(fields.date_joined);
  const lastLogin = optionalTime(fields.last_login);
  if (joined === 'no_time') return refused('date_joined is not a time');
  if (lastLogin === 'no_time') return refused('last_login is not a time');
  const active = fields.is_active === undefined ? true : flagOf(fields.is_active);
  if (active === null) return refused('is_active is neither true nor false');
  const verified = isVerified(fields, rules.verified);
  if (verified === null)
    return refused('the field for verified addresses is neither true nor false');

  const notes: string[] = [];
  const password = passwordOf(fields.password, rules, notes);
  if (password.refusal !== undefined) return refused(password.refusal);
  const emailNormalized = normalizeEmail(email.data);
  const user: ImportedUser = {
    id: importId(emailNormalized, joined ?? 0),
    email: email.data,
    emailNormalized,
    ...usernameOf(fields.username, emailNormalized, notes),
    passwordHash: password.hash,
    firstName: nameOf(fields, 'first_name', notes),
    lastName: nameOf(fields, 'last_name', notes),
    displayName: nameOf(fields, 'display_name', notes),
    status: active ? 'active' : 'disabled',
    roles: rolesOf(fields, rules.keepStaff, notes),
    emailVerifiedAt: verified ? rules.now : null,
    lastLoginAt: lastLogin,
    createdAt: joined ?? rules.now,
    importedAt: rules.now,
  };
  return { kind: 'user', user, notes };
}

/** Returns the user without a username. */
export function withoutUsername(user: ImportedUser): ImportedUser {
  return { ...user, username: null, usernameNormalized: null };
}

function refused(reason: string): ReadUser {
  return { kind: 'refused', reason };
}

// A dump may hold every table; a custom user model may have any name.
function isUser(model: string | null, fields: Fields): boolean {
  return (
    model === null ||
    model.toLowerCase().endsWith('.user') ||
    (fields.email !== undefined && fields.password !== undefined)
  );
}

function optionalTime(value: unknown): number | null | 'no_time' {
  return value === null || textOf(value) === '' ? null : (timeOf(value) ?? 'no_time');
}

function isVerified(fields: Fields, verified: ImportRules['verified']): boolean | null {
  return typeof verified === 'string'
    ? verified === 'all'
    : flagOf(fields[verified.field] ?? false);
}

function passwordOf(
  value: unknown,
  rules: ImportRules,
  notes: string[],
): { hash: string | null; refusal?: undefined } | { refusal: string } {
  const text = textOf(value);
  // The value of set_unusable_password(), or an empty column.
  if (text === '' || text.startsWith('!')) return { hash: null };
  const { refusal } = readDjangoHash(text);
  if (refusal === undefined) return { hash: text };
  if (!rules.dropRefusedPasswords) return { refusal };
  notes.push(`without a password: ${refusal}`);
  return { hash: null };
}

function usernameOf(
  value: unknown,
  emailNormalized: string,
  notes: string[],
): Pick<ImportedUser, 'username' | 'usernameNormalized'> {
  const text = textOf(value);
  const none = { username: null, usernameNormalized: null };
  if (text === '' || normalizeEmail(text) === emailNormalized) return none;
  const username = usernameSchema.safeParse(text);
  if (username.success)
    return { username: username.data, usernameNormalized: normalizeUsername(username.data) };
  notes.push('without a username: it must be 3 to 30 letters, digits, dots, dashes or underscores');
  return none;
}

function nameOf(fields: Fields, field: string, notes: string[]): string {
  const given = textOf(fields[field]);
  const plain = toPlainText(given);
  if (plain !== given.normalize('NFC'))
    notes.push(`${field} without line breaks and invisible characters`);
  const name = personNameSchema.safeParse(plain);
  if (name.success) return name.data;
  notes.push(`${field} is cut to 150 characters`);
  return toPlainText([...plain].slice(0, 150).join(''));
}

function rolesOf(fields: Fields, keepStaff: boolean, notes: string[]): Role[] {
  const role = flagOf(fields.is_superuser) ? 'admin' : flagOf(fields.is_staff) ? 'staff' : 'user';
  if (role === 'user') return ['user'];
  if (keepStaff) return ['user', role];
  notes.push(`imported as a plain user: was ${role === 'admin' ? 'a superuser' : 'staff'}`);
  return ['user'];
}
