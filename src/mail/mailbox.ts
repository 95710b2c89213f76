import * as z from 'zod';
import { type Clock, DAY, SECOND, toIso } from '../shared/clock.ts';
import { createKvScope } from '../shared/kv-scope.ts';
import { parseAddress } from '../shared/mail-address.ts';
import type { Mail, Mailer } from './mail.ts';

/** A mail as the development mailbox keeps it. */
export const mailboxMessage = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  links: z.array(z.string()),
  codes: z.array(z.string()),
  sent_at: z.iso.datetime(),
});
/** A mail as the mailbox shows it. `code` is its first code, null if it has none. */
export type MailboxMessage = z.infer<typeof mailboxMessage> & { code: string | null };

/** Mails are kept for a day (in seconds); this many are shown. */
const TTL = DAY / SECOND;
const SHOWN = 50;
const LARGEST_TIME = 10 ** 15;

const addressKey = (address: string) => (parseAddress(address) ?? address.trim()).toLowerCase();

/**
 * Creates the mailbox, which keeps mails in KV instead of sending them: for development and
 * staging.
 */
export function createMailbox(kv: KVNamespace, clock: Clock) {
  const scope = createKvScope(kv, 'mailbox', mailboxMessage);
  const deliver: Mailer = async (mail: Mail, key: string) => {
    const now = clock();
    // KV lists keys in order, so the newest mail gets the smallest key. A retried mail may appear
    // twice, which is fine here.
    const order = String(LARGEST_TIME - now).padStart(16, '0');
    await scope.put(
      `${addressKey(mail.to)}:${order}:${key}`,
      { ...mail, sent_at: toIso(now) },
      TTL,
    );
  };

  /** Returns the latest mails to an address, or to all addresses, newest first. */
  async function list(to: string | undefined): Promise<MailboxMessage[]> {
    const prefix = to === undefined ? 'mailbox:' : `mailbox:${addressKey(to)}:`;
    const { keys } = await kv.list({ prefix, limit: 1000 });
    const latest = keys
      .map((key) => key.name.slice('mailbox:'.length))
      .sort(byOrder)
      .slice(0, SHOWN);
    const messages = await Promise.all(latest.map((key) => scope.get(key)));
    return messages
      .filter((message) => message !== null)
      .map((message) => ({ ...message, code: message.codes[0] ?? null }));
  }

  return { deliver, list };
}
export type Mailbox = ReturnType<typeof createMailbox>;

function byOrder(a: string, b: string): number {
  const order = (key: string) => key.split(':').at(-2) ?? '';
  return order(a) < order(b) ? -1 : 1;
}
