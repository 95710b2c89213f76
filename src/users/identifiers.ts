import { decodeJwt } from 'jose';
import normalizeWithRules from 'validator/lib/normalizeEmail.js';
import * as z from 'zod';
import { parseAddress, splitAddress } from '../shared/mail-address.ts';

const NO_ADDRESS = 'Not an e-mail address.';
const GMAIL_ALONE = {
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
 * An address that mail can be sent to: a dot-atom before the `@`, a domain behind it. A domain typed in letters beyond ASCII
 * is kept in A-labels, so that whoever delivers the mail needs to know nothing of IDNA.
 */
export const emailSchema = z
  .string()
  .trim()
  .max(254, { error: 'An address has at most 254 characters.', abort: true })
  .overwrite((typed) => parseAddress(typed) ?? typed)
  .superRefine((address, context) => {
    if (parseAddress(address) !== null) return;
    context.addIssue({ code: 'invalid_format', format: 'email', message: NO_ADDRESS });
  })
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
 * The form by which two spellings of one mailbox are known to be the same: lower case, the domain in A-labels, and for Gmail
 * alone without dots and plus-tags, since only there are they known to reach the same person. Takes any text: what is no
 * address has a form too, which no address has.
 */
export function normalizeEmail(email: string): string {
  const parts = splitAddress(email);
  if (parts === null) return toPlainForm(email);
  const { local, domain } = parts;
  if (domain === null) return toPlainForm(email);
  const address = `${local.normalize('NFKC')}@${domain}`.toLowerCase();
  const normalized = normalizeWithRules(address, GMAIL_ALONE);
  // The library answers false for an address that is nothing but a tag; such a one is its own normal form.
  return normalized === false ? address : normalized;
}

/** Usernames that differ in case alone are the same. */
export function normalizeUsername(username: string): string {
  return toPlainForm(username);
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

function toPlainForm(text: string): string {
  return text.trim().normalize('NFKC').toLowerCase();
}

// Unverified on purpose: a forged token opens nothing, whomever it names.
function subjectOf(token: string): string {
  try {
    return decodeJwt(token).sub ?? '';
  } catch {
    return '';
  }
}
