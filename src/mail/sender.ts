import { parseAddress } from '../shared/mail-address.ts';

/** The sender of a mail. */
export type Sender = { email: string; name?: string };

const WITH_NAME = /^\s*"?([^"<>\p{Cc}]*?)"?\s*<([^\s<>@]+@[^\s<>@]+)>\s*$/u;
const BARE = /^\s*([^\s<>@]+@[^\s<>@]+)\s*$/;

/**
 * Parses `Name <address>` or a bare address (RFC 5322 §3.4, without comments and escapes). Returns
 * null for other text.
 */
export function parseSender(text: string): Sender | null {
  const [, name = '', named] = WITH_NAME.exec(text) ?? [];
  const email = named ?? BARE.exec(text)?.[1];
  if (email === undefined) return null;
  return name === '' ? { email } : { email, name };
}

/** Returns the same sender with its domain in A-labels, the only form that providers accept. */
export function senderInAscii(text: string): string {
  const { email = '' } = parseSender(text) ?? {};
  return text.replace(email, parseAddress(email) ?? email);
}
