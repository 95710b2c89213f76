import type { Config } from '../config.ts';
import type { Letterhead } from '../mail/letterhead.ts';

/** What every mail of a deployment has in common. */
export const letterheadOf = ({ appName, appUrl, pages }: Config): Letterhead => ({
  appName,
  appUrl,
  color: pages.color,
  supportUrl: pages.supportUrl,
});
