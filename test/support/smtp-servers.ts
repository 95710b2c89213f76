import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type SmtpUpset, startSmtpServer } from './smtp-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Ports of a server without TLS and of one that never greets; the URL that controls both. */
    smtp: { port: number; silentPort: number; control: string };
  }
}

/**
 * Starts SMTP servers for tests in workerd. Each user is an account of its own, which isolates
 * tests: `PUT /control/{user}` sets its upsets, `GET` returns what the server saw of it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const smtp = await startSmtpServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
  });
  const held = new Set<Socket>();
  const silent = createServer((socket) => {
    held.add(socket);
    socket.on('error', () => undefined).on('close', () => held.delete(socket));
    // Reads on, to learn that the other side has gone.
    socket.resume();
  });
  const control = createHttpServer((request, response) => {
    const account = smtp.accountOf(decodeURIComponent(request.url?.split('/')[2] ?? ''));
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'PUT') account.upsets = JSON.parse(text) as SmtpUpset[];
      response.end(JSON.stringify({ ...account, held: held.size }));
    });
  });
  project.provide('smtp', {
    port: smtp.port,
    silentPort: await portOf(silent),
    control: `http://127.0.0.1:${await portOf(control)}/control`,
  });
  return async () => {
    for (const socket of held) socket.destroy();
    silent.close();
    control.close();
    control.closeAllConnections();
    await smtp.close();
  };
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
