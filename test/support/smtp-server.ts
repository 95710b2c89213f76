import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** Where a conversation may be upset. */
export type Stage = 'login' | 'sender' | 'recipient' | 'content';
/**
 * What replaces the server's reply: a code with its text, silence, or a closed connection. With
 * `lost` the mail is taken before.
 */
export type SmtpUpset = { at: Stage; reply: string };

/** What a server saw of one user; the empty name is whoever did not log in. */
export type SmtpAccount = {
  upsets: SmtpUpset[];
  mails: { from: string; to: string[]; raw: string; secure: boolean; client: string }[];
  /** Passwords that came, and whether they came over TLS. */
  logins: { password: string; secure: boolean }[];
  /** Connections that are logged in now, and the most that were at once. */
  open: number;
  most: number;
};

export type TestSmtpServer = {
  port: number;
  accountOf: (user: string) => SmtpAccount;
  /** How many connections were opened. */
  connections: () => number;
  close: () => Promise<void>;
};

/** The password of every user. */
export const RIGHT_PASSWORD = 'r1ght/p@ss:wörd %';

/** Starts an SMTP server on this machine that keeps what it takes and can be upset, by user. */
export async function startSmtpServer(
  options: SMTPServerOptions = {},
  port = 0,
): Promise<TestSmtpServer> {
  const accounts = new Map<string, SmtpAccount>();
  const accountOf = (user: string) => {
    const account = accounts.get(user) ?? { upsets: [], mails: [], logins: [], open: 0, most: 0 };
    accounts.set(user, account);
    return account;
  };
  let connections = 0;
  const hangUp = ({ id }: SMTPServerSession) =>
    [...server.connections].find((connection) => connection.id === id)?._socket.destroy();

  /** Answers as an upset of this stage says; returns whether there was one. */
  function upset(
    session: SMTPServerSession,
    stage: Stage,
    answer: (error: Error) => void,
    user = String(session.user ?? ''),
  ): boolean {
    const { upsets } = accountOf(user);
    if (upsets[0]?.at !== stage) return false;
    const { reply } = upsets.shift() as SmtpUpset;
    if (reply === 'hang up' || reply === 'lost') hangUp(session);
    else if (reply !== 'silent')
      answer(Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) }));
    return true;
  }

  const server = new SMTPServer({
    disableReverseLookup: true,
    onAuth({ username: user = '', password }, session, answer) {
      accountOf(user).logins.push({ password: password ?? '', secure: session.secure });
      if (upset(session, 'login', answer, user)) return;
      if (password !== RIGHT_PASSWORD) return answer(null, {});
      const account = accountOf(user);
      account.open++;
      account.most = Math.max(account.most, account.open);
      answer(null, { user });
    },
    onClose({ user }) {
      if (typeof user === 'string') accountOf(user).open--;
    },
    onMailFrom(_, session, answer) {
      if (!upset(session, 'sender', answer)) answer();
    },
    onRcptTo(_, session, answer) {
      if (!upset(session, 'recipient', answer)) answer();
    },
    onData(stream, session, answer) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString()));
      stream.on('end', () => {
        const { upsets, mails } = accountOf(String(session.user ?? ''));
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          secure: session.secure,
          client: session.hostNameAppearsAs,
        };
        if (upsets[0]?.at !== 'content' || upsets[0].reply === 'lost') mails.push(mail);
        if (!upset(session, 'content', answer)) answer();
      });
    },
    ...options,
  });
  // Clients that turn away are no fault of the server.
  server.on('error', () => undefined);
  server.server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  return {
    port: (server.server.address() as AddressInfo).port,
    accountOf,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of server.connections) connection._socket.destroy();
      }),
  };
}
