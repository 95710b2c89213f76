/** A rendered mail. `links` and `codes` repeat what the text holds, for the development mailbox and for tests. */
export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  links: string[];
  codes: string[];
};

/**
 * Sends a mail, or throws: then the queue tries again later, unless it was a `MailError` that says it is of no use. `key` is
 * the same for every try of one mail, so that a provider that knows idempotency sends it once.
 */
export type Mailer = (mail: Mail, key: string) => Promise<void>;
