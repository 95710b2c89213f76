import { env } from 'cloudflare:workers';
import { describe, expect, inject, it } from 'vitest';
import { createCloudflareMailer } from '../../src/mail/cloudflare-mailer.ts';
import type { Mail, Mailer } from '../../src/mail/mail.ts';
import type { MailApiDeps } from '../../src/mail/mail-api.ts';
import { MailError } from '../../src/mail/mail-error.ts';
import { createResendMailer } from '../../src/mail/resend-mailer.ts';
import { createSendgridMailer } from '../../src/mail/sendgrid-mailer.ts';
import type { SeenRequest, Upset } from '../support/mail-providers.ts';

const FROM = 'Latchkey <no-reply@auth.example.com>';
const mail = (to: string, code = '123456'): Mail => ({
  to,
  subject: 'Your code',
  text: `The code is ${code}`,
  html: `<p>The code is ${code}</p>`,
  links: [],
  codes: [code],
});

const PROVIDERS = {
  resend: { create: createResendMailer, path: '/emails', key: 're_' },
  sendgrid: { create: createSendgridMailer, path: '/v3/mail/send', key: 'SG.' },
};
type Provider = keyof typeof PROVIDERS;
const BOTH: Provider[] = ['resend', 'sendgrid'];

/** A separate account with the local provider, and a mailer that sends through it. */
function account(provider: Provider, options: Partial<MailApiDeps> = {}) {
  const { create, path, key } = PROVIDERS[provider];
  const apiKey = options.apiKey ?? `${key}${crypto.randomUUID()}`;
  const server = inject('mailProviders')[provider];
  const control = `${server}/control/${apiKey}`;
  return {
    apiKey,
    send: create({
      from: FROM,
      apiKey,
      url: server + path,
      fetch: (input, init) => fetch(input, init),
      ...options,
    }),
    seen: async () => (await fetch(control)).json<SeenRequest[]>(),
    upset: async (...upsets: Upset[]) =>
      (await fetch(control, { method: 'PUT', body: JSON.stringify(upsets) })).text(),
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

describe('Resend', () => {
  it('receives one mail with the key of its job', async () => {
    const { send, seen, apiKey } = account('resend');
    await send(mail('ada@example.com'), 'job-1');
    const [request, ...others] = await seen();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/emails',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'idempotency-key': 'job-1',
        'content-type': 'application/json',
      },
    });
    const { to, subject, text, html } = mail('ada@example.com');
    expect(request?.body).toEqual({
      from: FROM,
      to: [to],
      subject,
      text,
      html,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  });

  it('accepts a mail once: a retry after a lost response counts as sent, even with another code', async () => {
    const { send, seen, upset } = account('resend');
    await upset('lost');
    expect((await failureOf(send(mail('ada@example.com', '111111'), 'job-1'))).permanent).toBe(
      false,
    );
    await send(mail('ada@example.com', '222222'), 'job-1');
    await send(mail('ada@example.com', '111111'), 'job-1');
    expect(await seen()).toHaveLength(3);
  });

  it('is retried when another attempt is still in flight', async () => {
    const { send, upset } = account('resend');
    await upset({
      status: 409,
      body: { statusCode: 409, name: 'concurrent_idempotent_requests', message: 'In progress.' },
    });
    expect(await failureOf(send(mail('ada@example.com'), 'job-1'))).toMatchObject({
      permanent: false,
      message: 'Resend answered 409 concurrent_idempotent_requests',
    });
    await send(mail('ada@example.com'), 'job-1');
  });

  it('rejects an address permanently', async () => {
    const failure = await failureOf(account('resend').send(mail('nobody'), 'job-1'));
    expect(failure).toMatchObject({
      permanent: true,
      message: 'Resend answered 422 validation_error',
    });
  });

  it('rejects a wrong key temporarily, so that the operator can fix it', async () => {
    const failure = await failureOf(
      account('resend', { apiKey: 'rotated' }).send(mail('ada@example.com'), 'job-1'),
    );
    expect(failure).toMatchObject({
      permanent: false,
      retryAfter: 300,
      message: 'Resend answered 403 invalid_api_key',
    });
  });
});

describe('SendGrid', () => {
  it('receives one mail, plain text first, with link rewriting switched off', async () => {
    const { send, seen, apiKey } = account('sendgrid');
    await send(mail('ada@example.com'), 'job-1');
    const [request, ...others] = await seen();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v3/mail/send',
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const { subject, text, html } = mail('ada@example.com');
    expect(request?.body).toEqual({
      personalizations: [{ to: [{ email: 'ada@example.com' }] }],
      from: { email: 'no-reply@auth.example.com', name: 'Latchkey' },
      subject,
      headers: { 'Auto-Submitted': 'auto-generated' },
      content: [
        { type: 'text/plain', value: text },
        { type: 'text/html', value: html },
      ],
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
      },
    });
  });

  it('rejects an address permanently', async () => {
    const failure = await failureOf(account('sendgrid').send(mail('nobody'), 'job-1'));
    expect(failure).toMatchObject({
      permanent: true,
      message: 'SendGrid answered 400 personalizations.0.to.0.email',
    });
  });

  it('rejects a wrong key temporarily, so that the operator can fix it', async () => {
    const failure = await failureOf(
      account('sendgrid', { apiKey: 'rotated' }).send(mail('ada@example.com'), 'job-1'),
    );
    expect(failure).toMatchObject({
      permanent: false,
      retryAfter: 300,
      message: 'SendGrid answered 401',
    });
  });
});

describe.each(BOTH)('%s', (provider) => {
  it.each([400, 406, 410, 413, 415, 422, 451])('rejects the mail with %i', async (status) => {
    const { send, upset } = account(provider);
    await upset({ status });
    expect(await failureOf(send(mail('ada@example.com'), 'job-1'))).toMatchObject({
      permanent: true,
    });
  });

  it.each([408, 409, 425, 429, 500, 502, 503, 504])('is retried after %i', async (status) => {
    const { send, upset } = account(provider);
    await upset({ status, body: '<html>' });
    expect(await failureOf(send(mail('ada@example.com'), 'job-1'))).toMatchObject({
      permanent: false,
      retryAfter: 0,
    });
    await send(mail('ada@example.com'), 'job-1');
  });

  it.each([401, 402, 403, 404, 405])(
    'is retried after %i with a pause for the operator',
    async (status) => {
      const { send, upset } = account(provider);
      await upset({ status });
      expect(await failureOf(send(mail('ada@example.com'), 'job-1'))).toMatchObject({
        permanent: false,
        retryAfter: 300,
      });
    },
  );

  it('is given the pause it asks for, and a senseless pause is ignored', async () => {
    const { send, upset } = account(provider);
    const waits = ['17', '0', '-5', '1.5', 'soon', 'Wed, 21 Oct 2026 07:28:00 GMT'];
    await upset(...waits.map((wait) => ({ status: 429, headers: { 'Retry-After': wait } })));
    const failures: MailError[] = [];
    for (const _ of waits) failures.push(await failureOf(send(mail('ada@example.com'), 'job-1')));
    expect(failures.map(({ retryAfter }) => retryAfter)).toEqual([17, 0, 0, 0, 0, 0]);
  });

  it.each(['silent', 'hang up'] as const)('is retried when it falls %s', async (upset) => {
    const { send, apiKey, ...control } = account(provider, { timeLimit: 1500 });
    const patient = account(provider, { apiKey });
    await control.upset(upset);
    expect(await failureOf(send(mail('ada@example.com'), 'job-1'))).toMatchObject({
      permanent: false,
    });
    await patient.send(mail('ada@example.com'), 'job-1');
    expect(await control.seen()).toHaveLength(2);
  });

  it('is not followed when it redirects, since the key would be sent along', async () => {
    const { send, upset, seen } = account(provider);
    await upset({
      status: 307,
      headers: { Location: `${inject('mailProviders')[provider]}${PROVIDERS[provider].path}` },
    });
    expect(await failureOf(send(mail('ada@example.com'), 'job-1'))).toMatchObject({
      permanent: false,
      retryAfter: 300,
    });
    expect(await seen()).toHaveLength(1);
  });

  it('has neither key nor address nor code in its loggable errors', async () => {
    const { send, upset, apiKey } = account(provider, { timeLimit: 200 });
    const telltale = `hunter2@example.com ${apiKey} 123456`;
    const bodies = [
      { name: telltale, message: telltale, errors: [{ field: telltale, message: telltale }] },
      telltale,
    ];
    await upset(...bodies.map((body) => ({ status: 422, body })), 'hang up', 'silent');
    for (const _ of [...bodies, 1, 2]) {
      const failure = await failureOf(send(mail('hunter2@example.com'), 'job-1'));
      const logged = `${failure.message} ${failure.stack} ${String(failure.cause)}`;
      for (const secret of ['hunter2', apiKey, '123456']) expect(logged).not.toContain(secret);
    }
  });
});

describe('Cloudflare’s binding', () => {
  const failing = (error: unknown): Mailer =>
    createCloudflareMailer({
      binding: { send: () => Promise.reject(error) },
      from: FROM,
      timeLimit: 200,
    });
  const coded = (code: string) => Object.assign(new Error('hunter2@example.com'), { code });

  it('sends what it is given', async () => {
    await createCloudflareMailer({ binding: env.EMAIL, from: FROM })(
      mail('ada@example.com'),
      'job-1',
    );
    await createCloudflareMailer({ binding: env.EMAIL, from: 'no-reply@auth.example.com' })(
      mail('ada@example.com'),
      'job-1',
    );
  });

  it('is told that a program wrote the mail, and of no list', async () => {
    const given: unknown[] = [];
    const binding = {
      send: async (message: unknown) => {
        given.push(message);
        return { messageId: '1' };
      },
    };
    await createCloudflareMailer({ binding, from: FROM })(mail('ada@example.com'), 'job-1');
    expect(given).toEqual([
      expect.objectContaining({ headers: { 'Auto-Submitted': 'auto-generated' } }),
    ]);
  });

  it.each([
    'E_VALIDATION_ERROR',
    'E_FIELD_MISSING',
    'E_TOO_MANY_RECIPIENTS',
    'E_TOO_MANY_ATTACHMENTS',
    'E_CONTENT_TOO_LARGE',
    'E_RECIPIENT_NOT_ALLOWED',
    'E_RECIPIENT_SUPPRESSED',
    'E_HEADER_NOT_ALLOWED',
    'E_HEADERS_TOO_LARGE',
  ])('rejects a mail permanently with %s', async (code) => {
    expect(await failureOf(failing(coded(code))(mail('nobody'), 'job-1'))).toMatchObject({
      permanent: true,
    });
  });

  it.each([
    'E_RATE_LIMIT_EXCEEDED',
    'E_DELIVERY_FAILED',
    'E_INTERNAL_SERVER_ERROR',
    'E_SOMETHING_NEW',
  ])('is retried after %s', async (code) => {
    const failure = await failureOf(failing(coded(code))(mail('ada@example.com'), 'job-1'));
    expect(failure).toMatchObject({
      permanent: false,
      retryAfter: 0,
      message: `Cloudflare answered ${code}`,
    });
  });

  it.each(['E_SENDER_NOT_VERIFIED', 'E_SENDER_DOMAIN_NOT_AVAILABLE', 'E_DAILY_LIMIT_EXCEEDED'])(
    'is retried with a pause for the operator after %s',
    async (code) => {
      expect(await failureOf(failing(coded(code))(mail('ada@example.com'), 'job-1'))).toMatchObject(
        { permanent: false, retryAfter: 300 },
      );
    },
  );

  it.each([new Error('hunter2@example.com'), coded('hunter2@example.com'), 'hunter2', undefined])(
    'is retried after an error without a code, and logs nothing of it',
    async (error) => {
      const failure = await failureOf(failing(error)(mail('ada@example.com'), 'job-1'));
      expect(failure).toMatchObject({
        permanent: false,
        message: 'Cloudflare answered an error without a code',
      });
      expect(`${failure.message} ${failure.stack} ${String(failure.cause)}`).not.toContain(
        'hunter2',
      );
    },
  );

  it('is retried when it does not respond', async () => {
    const send = createCloudflareMailer({
      binding: { send: () => new Promise(() => undefined) },
      from: FROM,
      timeLimit: 50,
    });
    expect(await failureOf(send(mail('ada@example.com'), 'job-1'))).toMatchObject({
      permanent: false,
      message: 'Cloudflare did not answer',
    });
  });
});
