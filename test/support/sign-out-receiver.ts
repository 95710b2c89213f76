import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of a server of clients that are told of sign-outs. */
    signOutReceiver: string;
  }
}

/** An answer to come; without one it is 200. `silent`: none ever comes. */
export type Reply = { status: number; headers?: Record<string, string>; body?: string } | 'silent';
export type Told = { method: string; headers: Record<string, string>; body: string };

type Account = { replies: Reply[]; told: Told[] };

/**
 * Starts a server of clients on this machine. Each path below `/to` is a client of its own; `PUT
 * /control/{client}` sets its next answers, `GET` returns what it was told.
 */
export async function setup(project: TestProject): Promise<() => void> {
  const accounts = new Map<string, Account>();
  const accountOf = (name: string) => {
    const account = accounts.get(name) ?? { replies: [], told: [] };
    accounts.set(name, account);
    return account;
  };
  const server = createServer(async (incoming, response) => {
    const body = await readAll(incoming);
    const [, kind, name = ''] = (incoming.url ?? '').split('/');
    const account = accountOf(name);
    if (kind === 'control') return control(account, incoming, { body, response });
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([key, value]) => [key, String(value)]),
    );
    account.told.push({ method: incoming.method ?? '', headers, body });
    const reply = account.replies.shift() ?? { status: 200 };
    if (reply === 'silent') return;
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('signOutReceiver', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

function control(
  account: Account,
  { method }: IncomingMessage,
  { body, response }: { body: string; response: ServerResponse },
): void {
  if (method === 'PUT') account.replies = JSON.parse(body) as Reply[];
  response.end(JSON.stringify(account.told));
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text;
}
