import * as z from 'zod';
import type { Mailer } from './mail.ts';
import { assertTaken, type MailApiDeps, postMail } from './mail-api.ts';
import { MAIL_HEADERS } from './mail-headers.ts';

const RESEND_URL = 'https://api.resend.com/emails';

const errorBody = z.object({ name: z.string() });

/**
 * Sends through Resend (https://resend.com/docs/api-reference/emails/send-email), which remembers
 * the key of a mail for a day and sends it once. Throws `MailError`.
 */
export function createResendMailer(deps: MailApiDeps): Mailer {
  return async ({ to, subject, text, html }, key) => {
    const answer = await postMail(deps, {
      provider: 'Resend',
      url: deps.url ?? RESEND_URL,
      headers: { 'Idempotency-Key': key },
      body: { from: deps.from, to: [to], subject, text, html, headers: MAIL_HEADERS },
      reasonOf: (body) => errorBody.safeParse(body).data?.name,
    });
    // An earlier try was accepted but its response was lost. This try differs only in its code, and
    // the code already sent works as well.
    if (answer.status === 409 && answer.reason === 'invalid_idempotent_request') return;
    assertTaken('Resend', answer);
  };
}
