import { DAY, HOUR } from '../shared/clock.ts';
import type { MailLimits } from './lanes.ts';

/** Whether another mail of a purpose may go out in a lane, given when earlier ones did (epoch milliseconds). */
export function mayMail(sentAt: number[], now: number, limits: MailLimits): boolean {
  const since = (age: number) => sentAt.filter((at) => at > now - age).length;
  return (
    since(HOUR) < limits.perHour &&
    since(DAY) < limits.perDay &&
    (limits.interval === 0 || since(limits.interval) === 0)
  );
}
