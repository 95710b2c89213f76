import * as z from 'zod';
import { clientDescriptionSchema } from '../http/client-info.ts';
import type { JobKind } from '../mail/job-queue.ts';
import { type Block, renderMail } from '../mail/layout.tsx';
import { localTime, type Reader } from '../mail/local-time.ts';
import type { Mail } from '../mail/mail.ts';
import { paragraph, wasNotYou } from '../mail/phrases.ts';
import { NOTICES, type NoticeText } from './notice-words.ts';

export type NoticeKind = keyof typeof NOTICES;
export const NOTICE_KINDS = Object.keys(NOTICES) as NoticeKind[];

const payload = z.object({
  userId: z.string(),
  kind: z.enum(NOTICE_KINDS),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Where the request came from, in words; null if no request caused the notice. */
  from: clientDescriptionSchema.nullable(),
});
export type SecurityNotice = z.infer<typeof payload>;

/** Mails the owner of an account a notice about its security. */
export const securityNoticeJob: JobKind<SecurityNotice> = { type: 'security.notice', payload };

/** Renders a security notice. */
export function renderSecurityNotice({
  to,
  appName,
  appUrl,
  reader,
  notice,
}: {
  to: string;
  appName: string;
  appUrl: string;
  reader: Reader;
  notice: SecurityNotice;
}): Promise<Mail> {
  const { subject, text, came, wasNotYou: advice, link }: NoticeText = NOTICES[notice.kind];
  const { at, from } = notice;
  const where = came === undefined || from === null ? [] : [`${came} from ${from}`];
  const blocks: Block[] = [
    paragraph(text),
    ...where.map((words) => paragraph(`${words} on ${localTime(at, reader)}.`)),
    ...(advice === undefined ? [] : wasNotYou(advice)),
    { kind: 'link', ...link(appUrl) },
  ];
  return renderMail({ to, appName, subject: subject(appName), blocks });
}
