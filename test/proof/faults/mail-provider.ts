import type { Mail, Mailer } from '../../../src/mail/mail.ts';
import { createResendMailer } from '../../../src/mail/resend-mailer.ts';
import type { Switchboard } from './switchboard.ts';

/** A mail that was handed over; `key` is the one by which the provider knows it again. */
export type Handed = { key: string; mail: Mail };

/**
 * A provider of mail that keeps what it takes, as Resend does: a key that it knows is answered and
 * not sent again. The service talks to it as it does to Resend.
 */
export function createMailProvider(board: Switchboard) {
  const composed = new Map<string, Mail>();
  const inbox: Handed[] = [];
  /** How often each key was handed over. */
  const handed = new Map<string, number>();

  async function take(init: RequestInit | undefined): Promise<Response> {
    const key = new Headers(init?.headers).get('Idempotency-Key') ?? '';
    const { text } = JSON.parse(String(init?.body)) as { text: string };
    const mail = composed.get(text);
    if (mail === undefined) throw new Error('a mail that nobody has written');
    const times = (handed.get(key) ?? 0) + 1;
    handed.set(key, times);
    const known = inbox.find((one) => one.key === key);
    if (known === undefined) inbox.push({ key, mail });
    else if (known.mail.text !== text)
      return Response.json({ name: 'invalid_idempotent_request' }, { status: 409 });
    return Response.json({ id: key });
  }

  const fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
    // A request without a limit of its own would wait for ever.
    const kinds =
      init?.signal == null ? (['fail', 'lost', 'hang'] as const) : (['fail', 'lost'] as const);
    return board.through('fetch mail', kinds, () => take(init));
  };
  const resend = createResendMailer({
    from: 'a@auth.test',
    apiKey: 'key',
    fetch: fetch as typeof globalThis.fetch,
  });
  const mailer: Mailer = async (mail, key) => {
    composed.set(mail.text, mail);
    await resend(mail, key);
  };

  return {
    mailer,
    inbox,
    handed,
    /** The latest mail to an address. */
    last: (to: string): Mail | undefined => inbox.findLast(({ mail }) => mail.to === to)?.mail,
  };
}
