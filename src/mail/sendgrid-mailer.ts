import * as z from 'zod';
import type { Mailer } from './mail.ts';
import { assertTaken, type MailApiDeps, postMail } from './mail-api.ts';
import { MAIL_HEADERS } from './mail-headers.ts';
import { parseSender } from './sender.ts';

const SENDGRID_URL = 'https://api.sendgrid.com/v3/mail/send';

const errorBody = z.object({ errors: z.array(z.object({ field: z.string().nullish() })) });

/** Links are secrets: tracking would send them through the provider's redirects. */
const NO_TRACKING = {
  click_tracking: { enable: false, enable_text: false },
  open_tracking: { enable: false },
};

/**
 * Sends through SendGrid (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send).
 * SendGrid has no idempotency: a mail whose response is lost is sent again. Throws `MailError`.
 */
export function createSendgridMailer(deps: MailApiDeps): Mailer {
  return async ({ to, subject, text, html }) => {
    const answer = await postMail(deps, {
      provider: 'SendGrid',
      url: deps.url ?? SENDGRID_URL,
      body: {
        personalizations: [{ to: [{ email: to }] }],
        from: parseSender(deps.from),
        subject,
        headers: MAIL_HEADERS,
        // SendGrid requires plain text first.
        content: [
          { type: 'text/plain', value: text },
          { type: 'text/html', value: html },
        ],
        tracking_settings: NO_TRACKING,
      },
      reasonOf: (body) => errorBody.safeParse(body).data?.errors[0]?.field ?? undefined,
    });
    assertTaken('SendGrid', answer);
  };
}
