import type { MailAbout } from './mail-kind.ts';

/**
 * A rendered mail. `links` and `codes` repeat those of the text, for the development mailbox and
 * for tests.
 */
export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  links: string[];
  codes: string[];
  /** What is kept of it; providers never see that. */
  about?: MailAbout | null;
};

/**
 * Sends a mail. If it throws, the queue retries later, unless it throws a permanent `MailError`.
 * `key` is the same for every try of a mail, so that a provider with idempotency sends it once.
 */
export type Mailer = (mail: Mail, key: string) => Promise<void>;
