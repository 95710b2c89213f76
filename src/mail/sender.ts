import { parseAddress } from '../shared/mail-address.ts';

/** Whom a mail is from. */
export type Sender = { email: string; name?: string };

const WITH_NAME = /^\s*"?([^"<>]*?)"?\s*<([^\s<>@]+@[^\s<>@]+)>\s*$/;
const BARE = /^\s*([^\s<>@]+@[^\s<>@]+)\s*$/;

/** Reads `Name <address>` or an address alone (RFC 5322 §3.4, without its comments and escapes); null if it is neither. */
export function parseSender(text: string): Sender | null {
  const [, name = '', named] = WITH_NAME.exec(text) ?? [];
  const email = named ?? BARE.exec(text)?.[1];
  if (email === undefined) return null;
  return name === '' ? { email } : { email, name };
}

/** The same sender with the domain in A-labels, which is all that providers take. */
export function senderInAscii(text: string): string {
  const { email = '' } = parseSender(text) ?? {};
  return text.replace(email, parseAddress(email) ?? email);
}
