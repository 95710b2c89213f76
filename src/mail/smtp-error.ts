import * as z from 'zod';
import { MailError, mailDelayed, mailRefused, OPERATOR_PAUSE } from './mail-error.ts';

/** What of nodemailer's errors is read (nodemailer/lib/errors). */
const failure = z.object({
  code: z.string().catch(''),
  /** What was answered, or a part of the connection: `CONN`, `API`. */
  command: z.string().catch(''),
  response: z.string().catch(''),
});

/** A reply and its enhanced code (RFC 5321 §4.2, RFC 2034 §4). Its text may repeat an address. */
const REPLY = /^([245]\d\d)(?:[ -]([245]\.\d{1,3}\.\d{1,3})(?!\S))?/;
/** Names of commands and errors, as the library writes them. */
const NAME = /^[A-Z][A-Z0-9 -]{1,20}$/;
/** Commands whose refusal is about the mail, not about the sender or the login. */
const ABOUT_THE_MAIL = new Set(['RCPT TO', 'DATA']);
/** Replies to a client that is not logged in as the server wants (RFC 4954 §6). */
const ABOUT_THE_LOGIN = new Set(['530', '534', '535', '538']);
/** The library's own refusals of an address or a size, before the server is asked. */
const OUR_OWN = new Set(['EENVELOPE', 'EMESSAGE']);

/**
 * Turns what nodemailer throws into a `MailError`. A reply of 4xx and a lost connection pass. A 5xx
 * to recipient or content is for good; any other, as to login or sender, waits for the operator.
 * Keeps codes and no text: neither address nor password.
 */
export function toSmtpError(error: unknown): MailError {
  if (error instanceof MailError) return error;
  const { code, command, response } = failure.safeParse(error).data ?? EMPTY;
  const [, reply = '', enhanced = ''] = REPLY.exec(response) ?? [];
  if (reply === '') return withoutReply(nameOf(code));
  const said = `SMTP server answered ${`${reply} ${enhanced}`.trim()} to ${nameOf(command)}`;
  if (!reply.startsWith('5')) return mailDelayed(said);
  if (ABOUT_THE_MAIL.has(command) && !ABOUT_THE_LOGIN.has(reply)) return mailRefused(said);
  return mailDelayed(said, { retryAfter: OPERATOR_PAUSE });
}

const EMPTY = { code: '', command: '', response: '' };
const nameOf = (text: string) => (NAME.test(text) ? text : 'something');

function withoutReply(code: string): MailError {
  if (OUR_OWN.has(code)) return mailRefused(`SMTP cannot carry this mail: ${code}`);
  // A login that the server has no mechanism for.
  if (code === 'EAUTH') return mailDelayed(`SMTP failed: ${code}`, { retryAfter: OPERATOR_PAUSE });
  return mailDelayed(`SMTP server did not answer: ${code}`);
}
