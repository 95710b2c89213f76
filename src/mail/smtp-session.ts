import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { SECOND } from '../shared/clock.ts';
import { within } from '../shared/within.ts';
import { MAIL_HEADERS } from './mail-headers.ts';
import type { Sender } from './sender.ts';
import type { SmtpServer } from './smtp-url.ts';

/** A mail as it goes over the wire. */
export type Letter = {
  from: Sender;
  to: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
};

export type SessionOptions = {
  server: SmtpServer;
  /** Whether a server without STARTTLS is turned away. */
  requireTls: boolean;
  /** The name we give ourselves (RFC 5321 §4.1.1.1). */
  clientName: string;
  /** The longest silence, in milliseconds. */
  patience: number;
};

/** Longest wait for the answer to QUIT, in milliseconds: the mail has been taken by then. */
const FAREWELL = SECOND;
/** Bytes of a reply; servers say less (RFC 5321 §4.5.3.1.5: 512 a line). */
const LONGEST_REPLY = 64 * 1024;

/** One connection for one mail. `end` closes it, whatever has become of it. */
export type SmtpSession = { deliver: (letter: Letter) => Promise<void>; end: () => void };

/**
 * Connects to a server. The connection is opened here, not by nodemailer, which would look the host
 * up by requests of its own. The runtime checks certificate and name against its own roots.
 */
export function openSession({ server, ...options }: SessionOptions): SmtpSession {
  const { host, port, implicitTls } = server;
  const socket = implicitTls ? connectTls({ host, port }) : connectPlain({ host, port });
  let connection: SMTPConnection | undefined;
  return {
    async deliver(letter) {
      await opened(socket, implicitTls ? 'secureConnect' : 'connect');
      connection = talkOver(socket, server, options);
      await Promise.race([converse(connection, server, letter), brokenOff(connection)]);
      await within(FAREWELL, takeLeave(connection), () => new Error('no farewell')).catch(ignore);
    },
    end() {
      connection?.close();
      socket.destroy();
    },
  };
}

const ignore = () => undefined;

function talkOver(
  connection: Socket,
  { host, implicitTls }: SmtpServer,
  { requireTls, clientName, patience }: Omit<SessionOptions, 'server'>,
): SMTPConnection {
  return new SMTPConnection({
    connection,
    host,
    secure: implicitTls,
    secured: implicitTls,
    requireTLS: requireTls,
    name: clientName,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    // `end` must leave nothing open: a Worker has six connections.
    socketCloseTimeout: 0,
    maxResponseSize: LONGEST_REPLY,
  });
}

function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('close', () => reject(new Error('closed')));
    // Stays, since an error without a listener would be thrown.
    socket.on('error', reject);
  });
}

/** Rejects when the connection breaks off. */
function brokenOff(connection: SMTPConnection): Promise<never> {
  const broken = new Promise<never>((_, reject) => connection.on('error', reject));
  // It may break off after the mail was taken.
  broken.catch(ignore);
  return broken;
}

async function converse(
  connection: SMTPConnection,
  { login }: SmtpServer,
  letter: Letter,
): Promise<void> {
  await done((callback) => connection.connect(callback));
  if (login !== null && connection.allowsAuth)
    await done((callback) => connection.login({ credentials: login }, callback));
  const message = await compose(letter);
  const envelope = { from: letter.from.email, to: [letter.to], size: message.length };
  await done((callback) => connection.send(envelope, message, callback));
}

function done(start: (callback: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

function takeLeave(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve) => {
    connection.once('end', () => resolve());
    connection.quit();
  });
}

// Addresses are given as objects: as text, `a@b.example, c@d.example` would be two.
function compose({ from, to, ...content }: Letter): Promise<Buffer> {
  const { text, html, subject, messageId } = content;
  return new MailComposer({
    from: { name: from.name ?? '', address: from.email },
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId,
    headers: MAIL_HEADERS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
