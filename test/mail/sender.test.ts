import { describe, expect, it } from 'vitest';
import { parseSender, senderInAscii } from '../../src/mail/sender.ts';

describe('the sender of mails', () => {
  it.each([
    ['ada@example.com', { email: 'ada@example.com' }],
    [' <ada@example.com> ', { email: 'ada@example.com' }],
    ['Ada <ada@example.com>', { email: 'ada@example.com', name: 'Ada' }],
    ['"Ada, Countess" <ada@example.com>', { email: 'ada@example.com', name: 'Ada, Countess' }],
    ['Ada Lovelace<ada@localhost>', { email: 'ada@localhost', name: 'Ada Lovelace' }],
  ])('is read from %o', (text, sender) => {
    expect(parseSender(text)).toEqual(sender);
  });

  it.each([
    '',
    'Ada',
    'ada@',
    '@example.com',
    'Ada ada@example.com',
    'Ada <ada@example.com',
    'a@b@c',
    'Ada <a@b> <c@d>',
    'Ada\r\nBcc: eve@example.com <ada@example.com>',
  ])('is not read from %o', (text) => {
    expect(parseSender(text)).toBeNull();
  });

  it.each([
    ['Müller <post@müller.de>', 'Müller <post@xn--mller-kva.de>'],
    ['post@müller.de', 'post@xn--mller-kva.de'],
    ['"Ada, Countess" <Ada@Example.com>', '"Ada, Countess" <Ada@Example.com>'],
    ['Ada <ada@localhost>', 'Ada <ada@localhost>'],
  ])('%o reaches providers as %o', (text, ascii) => {
    expect(senderInAscii(text)).toBe(ascii);
  });
});
