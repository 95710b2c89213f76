import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A mail that was taken. `times`: how often it was handed over under its key. */
export type TakenMail = {
  key: string;
  to: string;
  subject: string;
  text: string;
  times: number;
  at: number;
};

/** A token or code out of a mail. */
export const tokenIn = (mail: TakenMail) => /[?&]token=([\w-]+)/.exec(mail.text)?.[1] ?? '';
export const codeIn = (mail: TakenMail) => /^ {4}(\d{6})$/m.exec(mail.text)?.[1] ?? '';

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;

/**
 * A provider on this machine that speaks Resend's protocol
 * (https://resend.com/docs/api-reference/emails/send-email) and outlives the runtime. A key that
 * comes again is noted, and sends no second mail.
 */
export async function startMailServer() {
  const taken: TakenMail[] = [];
  const server = createServer(async (request, response) => {
    const key = String(request.headers['idempotency-key']);
    const body = JSON.parse(await text(request)) as {
      to: [string];
      subject: string;
      text: string;
    };
    const known = taken.find((mail) => mail.key === key);
    if (known !== undefined) known.times++;
    else {
      const [to] = body.to;
      taken.push({ key, to, subject: body.subject, text: body.text, times: 1, at: Date.now() });
    }
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ id: key }));
  });
  // A connection that is closed while a mail is on its way would look like a fault of the service.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const to = (address: string, subject: RegExp) =>
    taken.filter((mail) => mail.to === address && subject.test(mail.subject));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/emails`,
    taken,
    /** How many there are, to wait for another. */
    count: (address: string, subject: RegExp) => to(address, subject).length,
    /** The newest of these, once there are more than `known`; null if none comes in time. */
    async next(
      address: string,
      { subject, known, patience }: { subject: RegExp; known: number; patience: number },
    ): Promise<TakenMail | null> {
      for (const until = Date.now() + patience; Date.now() < until; await sleep(20)) {
        const found = to(address, subject);
        if (found.length > known) return found.at(-1) ?? null;
      }
      return null;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
