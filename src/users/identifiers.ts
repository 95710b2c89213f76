import { decodeJwt } from 'jose';
import normalizeWithRules from 'validator/lib/normalizeEmail.js';
import * as z from 'zod';

/** An address mail can be sent to: at most 254 characters (RFC 5321 §4.5.3.1.3, erratum 1690). */
export const emailSchema = z
  .string()
  .trim()
  .max(254, 'An address has at most 254 characters.')
  .pipe(z.email('Not an e-mail address.'))
  .meta({ examples: ['ada@example.com'], format: 'email' });

/** 3 to 30 letters, digits, dots, dashes and underscores; never an `@`, so it cannot be taken for an address. */
export const usernameSchema = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,28})[A-Za-z0-9]$/,
    '3 to 30 letters, digits, dots, dashes or underscores.',
  )
  .meta({ examples: ['ada'] });

/**
 * The form by which two spellings of one mailbox are known to be the same: lower case, and for Gmail alone without
 * dots and plus-tags, since only there are they known to reach the same person.
 */
export function normalizeEmail(email: string): string {
  const normalized = normalizeWithRules(email.trim().normalize('NFKC'), {
    all_lowercase: true,
    gmail_remove_dots: true,
    gmail_remove_subaddress: true,
    gmail_convert_googlemaildotcom: true,
    outlookdotcom_remove_subaddress: false,
    yahoo_remove_subaddress: false,
    icloud_remove_subaddress: false,
    yandex_convert_yandexru: false,
  });
  // The library answers false for an address that is nothing but a tag; such a one is its own normal form.
  return normalized === false ? email.trim().toLowerCase() : normalized;
}

/** Usernames that differ in case alone are the same. */
export function normalizeUsername(username: string): string {
  return username.trim().normalize('NFKC').toLowerCase();
}

/**
 * The normalised name that a body is about, by whichever field it names it, the one that counts first; the empty string if by
 * none. Each token of a first step names the same user, so that a new one makes no new name.
 */
export function nameOfBody(body: Record<string, unknown>): string {
  if (typeof body.mfa_token === 'string') return subjectOf(body.mfa_token);
  const name = body.email_or_username ?? body.email ?? body.username;
  if (typeof name !== 'string') return '';
  return name.includes('@') ? normalizeEmail(name) : normalizeUsername(name);
}

// Unverified on purpose: a forged token opens nothing, whomever it names.
function subjectOf(token: string): string {
  try {
    return decodeJwt(token).sub ?? '';
  } catch {
    return '';
  }
}
