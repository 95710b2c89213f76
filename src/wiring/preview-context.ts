import type { Config } from '../config.ts';

/** Sample contents for previews of mails. */
export type PreviewContext = ReturnType<typeof createPreviewContext>;

/** Creates the sample contents: one reader, place, time and code, with the configured durations. */
export function createPreviewContext(config: Config) {
  const { appName, appUrl, otpTtl, emailVerificationTtl, passwordResetTtl, lockout } = config;
  return {
    to: 'ada@example.com',
    from: 'Firefox on Linux in Austria (203.0.113.7)',
    reader: { timezone: 'Europe/Vienna', locale: null },
    code: '123456',
    at: 1_800_000_000_000,
    appName,
    appUrl,
    codeTtl: otpTtl,
    emailVerificationTtl,
    passwordResetTtl,
    lockDuration: lockout.duration,
    linkTo: (page: string) => `${appUrl}/${page}?token=example`,
  };
}
