import type { Mail, Mailer } from '../../src/mail/mail.ts';

/**
 * Keeps what is mailed in `mails`. Jobs of a batch run side by side, and which of their mails is
 * the first depends on the machine: once a batch is done, they are in the order of its messages.
 */
export function createMailbox(mails: Mail[]) {
  const turns = new Map<string, number>();
  const turnOf = new WeakMap<Mail, number>();
  const mailer: Mailer = async (mail, key) => {
    turnOf.set(mail, turns.get(key) ?? 0);
    mails.push(mail);
  };
  /** Sorts what arrives from now on, when called, by the messages of these ids. */
  function expect(ids: string[]): () => void {
    const from = mails.length;
    for (const id of ids) turns.set(id, turns.size + 1);
    const byTurn = (a: Mail, b: Mail) => (turnOf.get(a) ?? 0) - (turnOf.get(b) ?? 0);
    return () => mails.push(...mails.splice(from).sort(byTurn));
  }
  return { mailer, expect };
}
