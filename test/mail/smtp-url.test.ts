import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSmtpUrl } from '../../src/mail/smtp-url.ts';

describe('the URL of an SMTP server', () => {
  it.each([
    ['smtps://ada:pw@mail.example.com:465', 'mail.example.com', 465, true, ['ada', 'pw']],
    ['smtps://ada:pw@mail.example.com', 'mail.example.com', 465, true, ['ada', 'pw']],
    ['smtp://ada:pw@mail.example.com', 'mail.example.com', 587, false, ['ada', 'pw']],
    ['smtp://ada:pw@mail.example.com:2525/', 'mail.example.com', 2525, false, ['ada', 'pw']],
    ['smtps://ada:pw@mail.example.com:443', 'mail.example.com', 443, true, ['ada', 'pw']],
    ['smtp://localhost:1025', 'localhost', 1025, false, null],
    ['smtp://127.0.0.1:1025', '127.0.0.1', 1025, false, null],
    ['smtp://[::1]:1025', '::1', 1025, false, null],
    ['SMTPS://ada:pw@Mail.Example.com', 'mail.example.com', 465, true, ['ada', 'pw']],
    ['smtps://ada:pw@müller.de', 'xn--mller-kva.de', 465, true, ['ada', 'pw']],
    [
      'smtps://ada%40example.com:p%2Fw%3A%40%25%20@h.example',
      'h.example',
      465,
      true,
      ['ada@example.com', 'p/w:@% '],
    ],
  ])('is read from %s', (text, host, port, implicitTls, login) => {
    expect(parseSmtpUrl(text)).toEqual({
      host,
      port,
      implicitTls,
      login: login === null ? null : { user: login[0], pass: login[1] },
    });
  });

  it.each([
    ['hunter2', 'is no URL'],
    ['https://ada:hunter2@mail.example.com', 'is no URL'],
    ['mail.example.com:587', 'is no URL'],
    ['smtp://ada:hunter2@mail.example.com:99999', 'is no URL'],
    ['smtp://ada:hunter2@:587', 'is no URL'],
    ['smtp:mail.example.com', 'has more'],
    ['smtp://', 'has no valid host'],
    ['smtp://ada:hunter2@mail.example.com:25', 'port 25, which Workers block'],
    ['smtps://ada:hunter2@mail.example.com:25', 'port 25, which Workers block'],
    ['smtp://ada:hunter2@mail.example.com:465', 'use smtps'],
    ['smtps://ada:hunter2@mail.example.com:587', 'use smtp'],
    ['smtps://ada:hunter2@mail.example.com:0', 'port 0'],
    ['smtps://ada:hunter2@mail.example.com/x', 'has more'],
    ['smtps://ada:hunter2@mail.example.com?x=hunter2', 'has more'],
    ['smtps://ada:hunter2@mail.example.com#hunter2', 'has more'],
    ['smtps://ada:hun#ter2@mail.example.com', ''],
    ['smtps://hunter2@mail.example.com', 'without a password'],
    ['smtps://:hunter2@mail.example.com', 'without a password'],
    ['smtps://ada:hunter2%@mail.example.com', 'write %25'],
    ['smtps://ada:hunter2%ff@mail.example.com', 'write %25'],
    ['smtps://ada:hunter2%00@mail.example.com', 'control characters'],
    ['smtps://ada%0D%0AQUIT:hunter2@mail.example.com', 'control characters'],
    ['smtps://ada:hunter2@mail exam.ple', ''],
    ['smtps://ada:hunter2@mail%20exam.ple', 'has no valid host'],
  ])('is not read from %s', (text, problem) => {
    const read = parseSmtpUrl(text);
    expect(read).toEqual(expect.stringContaining(problem));
    expect(read).not.toContain('hunter2');
  });

  it('gives back every user and password that is percent-encoded', () => {
    const typed = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(typed, typed, (user, pass) => {
        const text = `smtps://${encodeURIComponent(user)}:${encodeURIComponent(pass)}@h.example`;
        expect(parseSmtpUrl(text)).toMatchObject({ login: { user, pass } });
      }),
    );
  });
});
