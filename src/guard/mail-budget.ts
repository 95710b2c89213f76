import { HOUR, MINUTE } from '../shared/clock.ts';

/** Mails of one purpose to one address (issue "Recovery", account budget): five an hour, a minute between two. */
export const MAILS_PER_HOUR = 5;
/** Milliseconds. */
export const MAIL_WINDOW = HOUR;
const MAIL_INTERVAL = MINUTE;

/** Whether another mail may go out, given when earlier ones did (epoch milliseconds). `interval` in milliseconds. */
export function mayMail(sentAt: number[], now: number, interval = MAIL_INTERVAL): boolean {
  const recent = sentAt.filter((at) => at > now - MAIL_WINDOW);
  return recent.length < MAILS_PER_HOUR && recent.every((at) => at <= now - interval);
}
