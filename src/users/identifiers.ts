import { decodeJwt } from 'jose';
import normalizeWithRules from 'validator/lib/normalizeEmail.js';
import * as z from 'zod';
import { parseAddress, splitAddress } from '../shared/mail-address.ts';
import { toNormalForm } from '../shared/normal-form.ts';

const NO_ADDRESS = 'Not an email address.';
const GMAIL_ONLY = {
  all_lowercase: true,
  gmail_remove_dots: true,
  gmail_remove_subaddress: true,
  gmail_convert_googlemaildotcom: true,
  outlookdotcom_remove_subaddress: false,
  yahoo_remove_subaddress: false,
  icloud_remove_subaddress: false,
  yandex_convert_yandexru: false,
};

/**
 * An address that mail can be sent to: a dot-atom before the `@`, a domain after it. A non-ASCII
 * domain is kept in A-labels, so that the mail service needs no IDNA support.
 */
export const emailSchema = z
  .string()
  .trim()
  .max(254, { error: 'At most 254 characters.', abort: true })
  .overwrite((typed) => parseAddress(typed) ?? typed)
  .superRefine((address, context) => {
    if (parseAddress(address) !== null) return;
    context.addIssue({ code: 'invalid_format', format: 'email', message: NO_ADDRESS });
  })
  .meta({ examples: ['ada@example.com'], format: 'email' });

/**
 * 3 to 30 letters, digits, dots, hyphens and underscores; no `@`, so it cannot be mistaken for an
 * address.
 */
export const usernameSchema = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,28})[A-Za-z0-9]$/,
    '3 to 30 letters, digits, dots, hyphens or underscores.',
  )
  .meta({ examples: ['ada'] });

/**
 * The normal form that all spellings of one mailbox share: lower case, the domain in A-labels, and
 * for Gmail without dots and plus-tags, since only there do they reliably reach the same person.
 * Accepts any text: one that is not an address gets a form that no address has.
 */
export function normalizeEmail(email: string): string {
  const parts = splitAddress(email);
  if (parts === null) return toPlainForm(email);
  const { local, domain } = parts;
  if (domain === null) return toPlainForm(email);
  const address = `${local.normalize('NFKC')}@${domain}`.toLowerCase();
  const normalized = normalizeWithRules(address, GMAIL_ONLY);
  // The library returns false if the local part is only a tag; the address is then its normal form.
  return normalized === false ? address : normalized;
}

/** The normal form of a username: usernames that differ only in case are the same. */
export function normalizeUsername(username: string): string {
  return toPlainForm(username);
}

/**
 * The form of a display name that is searched: without differences of case and of spelling in
 * Unicode.
 */
export function normalizeName(name: string): string {
  return toPlainForm(name);
}

/**
 * The normalised name in a body: the subject of `mfa_token`, else the first of
 * `email_or_username`, `email` and `username`; empty without any. Every `mfa_token` of a user
 * yields the same name, so a new token does not evade a limit.
 */
export function nameOfBody(body: Record<string, unknown>): string {
  if (typeof body.mfa_token === 'string') return subjectOf(body.mfa_token);
  const name = body.email_or_username ?? body.email ?? body.username;
  if (typeof name !== 'string') return '';
  return name.includes('@') ? normalizeEmail(name) : normalizeUsername(name);
}

function toPlainForm(text: string): string {
  return toNormalForm(text.trim(), 'NFKC').toLowerCase();
}

// Unverified on purpose: a forged token grants nothing.
function subjectOf(token: string): string {
  try {
    const { sub }: { sub?: unknown } = decodeJwt(token);
    return typeof sub === 'string' ? sub : '';
  } catch {
    return '';
  }
}
