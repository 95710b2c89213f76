import type { Config } from '../config.ts';
import type { Envelope } from '../mail/letterhead.ts';
import type { Language } from '../words/language.ts';
import { letterheadOf } from './letterhead.ts';

/** Sample contents for previews of mails. */
export type PreviewContext = ReturnType<typeof createPreviewContext>;

/** Creates the sample contents: one reader, place, time and code, with the configured durations. */
export function createPreviewContext(config: Config, language: Language) {
  const { appUrl, otpTtl, emailVerificationTtl, passwordResetTtl, lockout } = config;
  const envelope: Envelope = {
    to: 'ada@example.com',
    reader: { timezone: 'Europe/Vienna', locale: language },
    letterhead: letterheadOf(config),
  };
  return {
    envelope,
    from: 'Firefox on Linux in Austria (203.0.113.7)',
    code: '123456',
    at: 1_800_000_000_000,
    codeTtl: otpTtl,
    emailVerificationTtl,
    passwordResetTtl,
    lockDuration: lockout.duration,
    linkTo: (page: string) => `${appUrl}/${page}?token=example`,
  };
}
