import { describe, expect, it } from 'vitest';
import { renderFactorChange } from '../../../src/second-step/factor-changes/factor-change-mail.ts';

const AT = Date.UTC(2027, 0, 15, 9, 30);
const ENVELOPE = {
  to: 'ada@example.com',
  reader: { timezone: 'UTC' },
  letterhead: { appName: 'Acme', appUrl: 'https://auth.test', color: null, supportUrl: null },
};
const LINK = 'https://auth.test/undo-factor-change?token=fac_x';
const MAIL = { from: 'Firefox on Linux', link: LINK, at: AT };

describe('the mail after a change of factors', () => {
  it.each([
    ['added', 'passkey', 'factor_added', /passkey was added/i],
    ['added', 'totp', 'factor_added', /authenticator app was (added|set up)/i],
    ['removed', 'passkey', 'factor_removed', /passkey was removed/i],
    ['removed', 'totp', 'factor_removed', /authenticator app was removed/i],
  ] as const)('says what was %s: %s', async (change, kind, mailKind, said) => {
    const mail = await renderFactorChange(ENVELOPE, { ...MAIL, change, kinds: [kind] });
    expect(mail).toMatchObject({ about: { kind: mailKind }, links: [LINK] });
    expect(mail.subject).toMatch(said);
    expect(mail.text).toContain('Firefox on Linux');
  });

  it('says when it was, and until when the link is good: 72 hours later', async () => {
    const { text } = await renderFactorChange(ENVELOPE, {
      ...MAIL,
      change: 'added',
      kinds: ['passkey'],
    });
    expect(text).toMatch(/15 January 2027/);
    expect(text).toMatch(/18 January 2027/);
  });
});
