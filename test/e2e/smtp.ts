import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { findFreePort } from '../support/free-port.ts';
import { readMail } from '../support/read-mail.ts';
import {
  RIGHT_PASSWORD,
  type SmtpAccount,
  startSmtpServer,
  type TestSmtpServer,
} from '../support/smtp-server.ts';
import { createChecks } from './checks.ts';
import { type DevServer, startDevServer } from './dev-server.ts';
import { makeCertificate } from './smtp-certificates.ts';
import { eventually } from './until.ts';

// Sends mail by SMTP from `npm run dev`, in staging, to servers on this machine: what needs TLS,
// which the tests in workerd cannot have.
const { check, finish } = createChecks();
const USER = 'ada@example.com';
const PASSWORD = 'correct-Horse-7-battery';

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-smtp-'));
const trusted = makeCertificate(folder, 'trusted', 'localhost');
const unknown = makeCertificate(folder, 'unknown', 'localhost');
const ofAnother = makeCertificate(folder, 'of-another', 'mail.example.com');
const roots = path.join(folder, 'roots.pem');
writeFileSync(roots, trusted.cert + ofAnother.cert);
// The runtime trusts these as it trusts the authorities of browsers.
process.env.NODE_EXTRA_CA_CERTS = roots;

function startStaging(scheme: string, port: number): Promise<DevServer> {
  const login = `${encodeURIComponent(USER)}:${encodeURIComponent(RIGHT_PASSWORD)}`;
  const vars = {
    EMAIL_PROVIDER: 'smtp',
    // More people than usual sign up from one address.
    RATE_LIMITS: JSON.stringify({ register: { limit: 100, window: 3600 } }),
    EMAIL_FROM: 'Latchkey <no-reply@auth.example.com>',
    SMTP_URL: `${scheme}://${login}@localhost:${port}`,
  };
  const args = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  return startDevServer(['--env', 'staging', ...args]);
}

let people = 0;
async function register({ url }: DevServer): Promise<string> {
  const email = `grace${people++}@example.com`;
  const response = await fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  if (!response.ok) throw new Error(`register: ${response.status} ${await response.text()}`);
  return email;
}

/** Waits for the mail to an address. */
const mailTo = (server: TestSmtpServer, email: string) =>
  eventually(() => server.accountOf(USER).mails.find(({ to }) => to.includes(email)));

async function checkArrival(server: TestSmtpServer, dev: DevServer, how: string): Promise<void> {
  const email = await register(dev);
  const mail = await mailTo(server, email);
  check(`${how}: the mail arrives over TLS`, mail?.secure === true, JSON.stringify(mail));
  const { logins } = server.accountOf(USER);
  const right = logins.every(({ password, secure }) => secure && password === RIGHT_PASSWORD);
  check(`${how}: the password is sent as it is, over TLS`, logins.length > 0 && right);
  const { headers, text } = readMail(mail?.raw ?? '');
  check(
    `${how}: it says that a program wrote it`,
    headers.get('auto-submitted')?.join() === 'auto-generated',
  );
  const link = /https?:\/\/\S+\/verify-email\?token=\S+/.exec(text)?.[0] ?? '';
  const page = await fetch(link);
  check(`${how}: its link opens the page that verifies`, page.status === 200, link);
  const otp = /\b\d{6}\b/.exec(text)?.[0];
  const verified = await fetch(`${dev.url}/api/v1/auth/email/verify`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, otp }),
  });
  check(`${how}: its code verifies the address`, verified.status === 200);
}

/** Runs a server in the place of the former one, while somebody registers. */
async function withServer(
  { port, options }: { port: number; options: SMTPServerOptions },
  use: (server: TestSmtpServer) => Promise<void>,
): Promise<void> {
  const server = await startSmtpServer(options, port);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

/** Registers somebody and expects that the mail waits, with nothing given away. */
async function checkRefusal(
  how: string,
  at: { dev: DevServer; port: number; options: SMTPServerOptions; because: RegExp },
): Promise<void> {
  await withServer(at, async (server) => {
    const before = at.dev.output().length;
    await register(at.dev);
    const line = await eventually(() =>
      at.dev
        .output()
        .slice(before)
        .split('\n')
        // Of this person, not of who came before.
        .find((printed) => /"attempts":1,.*"outcome":"retried"/.test(printed)),
    );
    check(`${how}: the job is retried`, at.because.test(line ?? ''), line ?? 'it is not');
    const { logins, mails }: SmtpAccount = server.accountOf(USER);
    check(`${how}: no password is sent`, server.connections() > 0 && logins.length === 0);
    check(`${how}: no mail is sent`, mails.length === 0);
  });
}

async function checkStartTls(): Promise<void> {
  const port = await findFreePort();
  const dev = await startStaging('smtp', port);
  try {
    await withServer({ port, options: trusted }, async (server) => {
      await checkArrival(server, dev, 'STARTTLS');
      await checkReplies(server, dev);
    });
    const plain = { disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authOptional: true };
    const here = { dev, port };
    await checkRefusal('without STARTTLS', {
      ...here,
      options: plain,
      because: /SMTP server answered 5\d\d to STARTTLS/,
    });
    const because = /SMTP server did not answer/;
    await checkRefusal('a self-signed certificate', { ...here, options: unknown, because });
    await checkRefusal('a certificate of another host', { ...here, options: ofAnother, because });
    check('the password is in no log', !dev.output().includes(RIGHT_PASSWORD));
  } finally {
    await dev.stop();
  }
}

async function checkReplies(server: TestSmtpServer, dev: DevServer): Promise<void> {
  const { upsets } = server.accountOf(USER);
  upsets.push({ at: 'recipient', reply: '451 4.3.0 try again' });
  const later = await mailTo(server, await register(dev));
  check('after 451 the mail comes with the next try', later !== undefined && upsets.length === 0);
  upsets.push({ at: 'recipient', reply: '550 5.1.1 no such user' });
  const refused = await register(dev);
  const dead = await eventually(() =>
    dev.output().includes('"outcome":"dead"') ? true : undefined,
  );
  check('after 550 the job is given up', dead === true);
  const none = !server.accountOf(USER).mails.some(({ to }) => to.includes(refused));
  check('and its mail is not sent', none);
}

async function checkImplicitTls(): Promise<void> {
  const port = await findFreePort();
  const dev = await startStaging('smtps', port);
  try {
    await withServer({ port, options: { ...trusted, secure: true } }, (server) =>
      checkArrival(server, dev, 'implicit TLS'),
    );
    await checkRefusal('implicit TLS with a self-signed certificate', {
      dev,
      port,
      options: { ...unknown, secure: true },
      because: /SMTP server did not answer/,
    });
  } finally {
    await dev.stop();
  }
}

try {
  await checkStartTls();
  await checkImplicitTls();
} catch (error) {
  check('the walk finishes', false, String(error));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
finish();
