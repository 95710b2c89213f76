import { describe, expect, inject, it } from 'vitest';
import type { Mail, Mailer } from '../../src/mail/mail.ts';
import { MailError } from '../../src/mail/mail-error.ts';
import { createSmtpMailer, type SmtpMailerDeps } from '../../src/mail/smtp-mailer.ts';
import { readMail } from '../support/read-mail.ts';
import { RIGHT_PASSWORD, type SmtpAccount, type SmtpUpset } from '../support/smtp-server.ts';

const FROM = 'Latchkey <no-reply@auth.example.com>';
const LINK = `https://auth.example.com/verify-email?token=${'t0ken='.repeat(20)}&x=é`;
const mail = (overrides: Partial<Mail> = {}): Mail => ({
  to: 'ada@example.com',
  subject: 'Your code',
  text: `The code is 123456\n\n.\n..\n${LINK}\n`,
  html: `<p>Der Schlüssel: <a href="${LINK}">123456</a></p>`,
  links: [],
  codes: ['123456'],
  ...overrides,
});

type Overrides = Partial<SmtpMailerDeps> & { login?: SmtpMailerDeps['server']['login'] };

/** A separate account with the server on this machine, and a mailer that sends through it. */
function account(overrides: Overrides = {}) {
  const { port, control } = inject('smtp');
  const user = `${crypto.randomUUID()}@example.com`;
  const { login = { user, pass: RIGHT_PASSWORD }, ...deps } = overrides;
  const server = { host: '127.0.0.1', port, implicitTls: false, login };
  const url = `${control}/${encodeURIComponent(login?.user ?? '')}`;
  return {
    user,
    send: createSmtpMailer({ server, from: FROM, requireTls: false, ...deps }),
    seen: async () => (await fetch(url)).json<SmtpAccount & { held: number }>(),
    upset: async (...upsets: SmtpUpset[]) =>
      void (await (await fetch(url, { method: 'PUT', body: JSON.stringify(upsets) })).text()),
  };
}

/** Returns the error thrown, which must be a `MailError`. */
async function failureOf(work: ReturnType<Mailer>): Promise<MailError> {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof MailError)) throw error;
  return error;
}

/** Everything of an error that a log may show. */
const loggable = (failure: Error) =>
  `${failure.message} ${failure.stack} ${String(failure.cause)} ${JSON.stringify(failure)}`;

describe('mail by SMTP', () => {
  it('arrives as it was written, from our sender, with the id of its job', async () => {
    const { send, seen } = account();
    await send(mail(), 'job-1');
    const { mails, logins } = await seen();
    expect(logins).toEqual([{ password: RIGHT_PASSWORD, secure: false }]);
    expect(mails).toHaveLength(1);
    const { from, to, client, raw = '' } = mails[0] ?? {};
    expect({ from, to, client }).toEqual({
      from: 'no-reply@auth.example.com',
      to: ['ada@example.com'],
      client: 'auth.example.com',
    });
    const { headers, text, html } = readMail(raw);
    expect({ text, html }).toEqual({ text: mail().text, html: mail().html });
    expect(Object.fromEntries(headers)).toMatchObject({
      from: ['Latchkey <no-reply@auth.example.com>'],
      to: ['ada@example.com'],
      subject: ['Your code'],
      'message-id': ['<job-1@auth.example.com>'],
      'auto-submitted': ['auto-generated'],
      date: [expect.stringMatching(/^\w{3}, /)],
    });
    expect([...headers.keys()].filter((name) => /^(list-|bcc|x-|reply-to)/.test(name))).toEqual([]);
  });

  it('needs no login where the server asks for none, as MailHog and Mailpit do', async () => {
    const { send, seen } = account({ login: null });
    const to = `${crypto.randomUUID()}@example.com`;
    await send(mail({ to }), 'job-1');
    const { mails, logins } = await seen();
    expect(logins).toEqual([]);
    expect(mails.filter((taken) => taken.to.includes(to))).toHaveLength(1);
  });

  it.each([
    { subject: 'Code\r\nBcc: eve@example.com\r\n\r\n<b>' },
    { subject: 'Code\nBcc: eve@example.com' },
    { subject: 'Schlüssel\r\nBcc: eve@example.com' },
    { from: '"Ada, Bcc: eve@example.com" <no-reply@auth.example.com>' },
    { from: 'Müller: Bcc <no-reply@auth.example.com>' },
  ])('has no header that was smuggled into %j', async ({ from = FROM, subject = 'Code' }) => {
    const { send, seen } = account({ from });
    await send(mail({ subject }), 'job-1\r\nBcc: eve@example.com');
    const { mails } = await seen();
    expect(mails[0]?.to).toEqual(['ada@example.com']);
    const { headers, text } = readMail(mails[0]?.raw ?? '');
    expect([...headers.keys()].sort()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
    expect([...headers.values()].every((values) => values.length === 1)).toBe(true);
    expect(text).toBe(mail().text);
  });

  it.each([
    'eve@example.com>\r\nRCPT TO:<ada@example.com',
    'a@b.example\nDATA',
    'a<b>@example.com',
  ])('is refused for good before anything is said about %j', async (to) => {
    const { send, seen } = account();
    const failure = await failureOf(send(mail({ to }), 'job-1'));
    expect(failure).toMatchObject({ permanent: true });
    expect(loggable(failure)).not.toContain('example');
    expect((await seen()).mails).toEqual([]);
  });

  it('goes to one mailbox, whatever its name looks like', async () => {
    const { send, seen } = account();
    for (const to of ['ada+a,eve@example.com', '"a b"@example.com'])
      await send(mail({ to }), 'job-1').catch(() => undefined);
    for (const { to } of (await seen()).mails) expect(to).toHaveLength(1);
  });

  it('opens three connections at a time, and leaves none open', async () => {
    const { send, seen } = account();
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((job) => send(mail(), `job-${job}`)));
    const { mails, most } = await seen();
    expect({ mails: mails.length, most }).toEqual({ mails: 8, most: 3 });
    await expect.poll(async () => (await seen()).open).toBe(0);
  });
});

describe('a server that is not well', () => {
  it.each<[SmtpUpset, string]>([
    [{ at: 'login', reply: '454 4.7.0 later' }, '454 4.7.0 to AUTH PLAIN'],
    [{ at: 'sender', reply: '451 4.3.0 busy' }, '451 4.3.0 to MAIL FROM'],
    [{ at: 'recipient', reply: '450 4.2.1 greylisted' }, '450 4.2.1 to RCPT TO'],
    [{ at: 'login', reply: '421 4.3.2 closing' }, '421 4.3.2 to AUTH PLAIN'],
    [{ at: 'content', reply: '452 4.3.1 full' }, '452 4.3.1 to DATA'],
  ])('is tried again after %j', async (upset, said) => {
    const { send, upset: setUpsets, seen } = account();
    await setUpsets(upset);
    const failure = await failureOf(send(mail(), 'job-1'));
    expect(failure).toMatchObject({
      permanent: false,
      retryAfter: 0,
      message: `SMTP server answered ${said}`,
    });
    await send(mail(), 'job-1');
    expect((await seen()).mails).toHaveLength(1);
  });

  it.each<[SmtpUpset, string]>([
    [{ at: 'recipient', reply: '550 5.1.1 no such user' }, '550 5.1.1 to RCPT TO'],
    [{ at: 'recipient', reply: '553 no such user' }, '553 to RCPT TO'],
    [{ at: 'content', reply: '554 5.6.0 spam' }, '554 5.6.0 to DATA'],
    [{ at: 'content', reply: '552 5.3.4 too large' }, '552 5.3.4 to DATA'],
  ])('refuses the mail for good with %j', async (upset, said) => {
    const { send, upset: setUpsets } = account();
    await setUpsets(upset);
    expect(await failureOf(send(mail(), 'job-1'))).toMatchObject({
      permanent: true,
      message: `SMTP server answered ${said}`,
    });
  });

  it.each<[SmtpUpset, string]>([
    [{ at: 'login', reply: '535 5.7.8 wrong' }, '535 5.7.8 to AUTH PLAIN'],
    [{ at: 'sender', reply: '553 5.7.1 not yours' }, '553 5.7.1 to MAIL FROM'],
    [{ at: 'recipient', reply: '530 5.7.0 log in' }, '530 5.7.0 to RCPT TO'],
  ])('waits for the operator after %j', async (upset, said) => {
    const { send, upset: setUpsets } = account();
    await setUpsets(upset);
    expect(await failureOf(send(mail(), 'job-1'))).toMatchObject({
      permanent: false,
      retryAfter: 300,
      message: `SMTP server answered ${said}`,
    });
  });

  it('waits for the operator after a wrong password', async () => {
    const { send, seen } = account({ login: { user: 'ada', pass: 'wr0ng' } });
    const failure = await failureOf(send(mail(), 'job-1'));
    expect(failure).toMatchObject({ permanent: false, retryAfter: 300 });
    expect(loggable(failure)).not.toContain('wr0ng');
    expect((await seen()).mails).toEqual([]);
  });

  it.each<SmtpUpset['at']>(['login', 'sender', 'recipient', 'content'])(
    'is given up when it falls silent or hangs up at the %s',
    async (at) => {
      const { send, upset, seen, user } = account({ timeLimit: 1500 });
      const patient = account({ login: { user, pass: RIGHT_PASSWORD } });
      await upset({ at, reply: 'silent' }, { at, reply: 'hang up' });
      for (const _ of [1, 2])
        expect(await failureOf(send(mail(), 'job-1'))).toMatchObject({
          permanent: false,
          retryAfter: 0,
          message: expect.stringContaining('SMTP server did not answer'),
        });
      await patient.send(mail(), 'job-1');
      expect((await seen()).mails).toHaveLength(1);
    },
  );

  it('is given up when it never greets', async () => {
    const { silentPort } = inject('smtp');
    const server = { host: '127.0.0.1', port: silentPort, implicitTls: false, login: null };
    const { send, seen } = account({ server, timeLimit: 1500 });
    const sending = failureOf(send(mail(), 'job-1'));
    await expect.poll(async () => (await seen()).held).toBe(1);
    expect(await sending).toMatchObject({
      permanent: false,
      message: expect.stringContaining('SMTP server did not answer'),
    });
    await expect.poll(async () => (await seen()).held).toBe(0);
  });

  it.each([false, true])('is tried again when nobody is there (TLS: %s)', async (implicitTls) => {
    const server = { host: '127.0.0.1', port: 1, implicitTls, login: null };
    const { send } = account({ server, timeLimit: 2000 });
    expect(await failureOf(send(mail(), 'job-1'))).toMatchObject({ permanent: false });
  });

  it('gets no password without TLS where TLS is required', async () => {
    const { send, seen } = account({ requireTls: true });
    expect(await failureOf(send(mail(), 'job-1'))).toMatchObject({
      permanent: false,
      retryAfter: 300,
      message: expect.stringMatching(/^SMTP server answered 50\d .*to STARTTLS$/),
    });
    expect(await seen()).toMatchObject({ logins: [], mails: [] });
  });

  it('sends a mail whose answer was lost again, with the same id', async () => {
    const { send, upset, seen } = account();
    await upset({ at: 'content', reply: 'lost' });
    expect(await failureOf(send(mail(), 'job-1'))).toMatchObject({ permanent: false });
    await send(mail(), 'job-1');
    const ids = (await seen()).mails.map(({ raw }) => readMail(raw).headers.get('message-id'));
    expect(ids).toEqual([['<job-1@auth.example.com>'], ['<job-1@auth.example.com>']]);
  });

  it('leaves neither password nor address nor its own words in loggable errors', async () => {
    const { send, upset, user } = account({ timeLimit: 300 });
    const telltale = `hunter2@example.com ${RIGHT_PASSWORD} 123456`;
    const upsets: SmtpUpset[] = [
      { at: 'login', reply: `535 5.7.8 ${telltale}` },
      { at: 'login', reply: `535 ${telltale}` },
      { at: 'sender', reply: `550 ${telltale}` },
      { at: 'recipient', reply: `550 5.1.1 ${telltale}` },
      { at: 'content', reply: `451 ${telltale}` },
      { at: 'content', reply: 'hang up' },
      { at: 'content', reply: 'silent' },
    ];
    await upset(...upsets);
    for (const _ of upsets) {
      const failure = await failureOf(send(mail({ to: 'hunter2@example.com' }), 'job-1'));
      for (const secret of ['hunter2', RIGHT_PASSWORD, btoa('hunter2'), '123456', user])
        expect(loggable(failure)).not.toContain(secret);
    }
  });
});
