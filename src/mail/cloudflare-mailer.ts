import type { Mailer } from './mail.ts';

/** Sends through Cloudflare's Email Service binding. Throws when it refuses; the queue then tries again. */
export function createCloudflareMailer(binding: SendEmail, from: string): Mailer {
  return async ({ to, subject, text, html }) => {
    await binding.send({ from, to, subject, text, html });
  };
}
