import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to the service, read whole. */
export type Passing = {
  method: string;
  path: string;
  headers: Headers;
  /** Its JSON body, or its form; empty for none. */
  body: Record<string, unknown>;
};
export type Replied = { status: number; headers: Headers; text: string };
/** Sends a request on, as it is or changed. */
export type Forward = (request: Passing) => Promise<Replied>;
/** What a proxy does instead of forwarding. */
export type Fault = (request: Passing, forward: Forward) => Promise<Replied>;

export type Proxy = { url: string; close: () => void };

/** Serves what is at `target`, with a fault, on a port of its own. */
export async function startProxy(target: string, fault: Fault): Promise<Proxy> {
  const forward = createForward(target);
  const server = createServer((incoming, outgoing) => {
    const answer = async () => {
      const request = await read(incoming, target);
      const { status, headers, text } = await fault(request, forward);
      for (const [name, value] of headers)
        if (name !== 'set-cookie') outgoing.setHeader(name, value);
      outgoing.setHeader('set-cookie', headers.getSetCookie());
      outgoing.writeHead(status).end(text);
    };
    answer().catch((error: Error) => outgoing.writeHead(502).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function read(incoming: IncomingMessage, target: string): Promise<Passing> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (!HOP_BY_HOP.has(name)) headers.set(name, String(value));
  // The service knows itself by its own origin.
  const own = `http://${incoming.headers.host}`;
  const origin = headers.get('origin');
  if (origin === own) headers.set('origin', target);
  const { method = 'GET', url: path = '/' } = incoming;
  return { method, path, headers, body: bodyIn(text, headers) };
}

const isForm = (headers: Headers) => /urlencoded/.test(headers.get('content-type') ?? '');

function bodyIn(text: string, headers: Headers): Passing['body'] {
  if (isForm(headers)) return Object.fromEntries(new URLSearchParams(text));
  return text === '' ? {} : JSON.parse(text);
}

const textIn = (body: Passing['body'], headers: Headers) =>
  isForm(headers)
    ? new URLSearchParams(body as Record<string, string>).toString()
    : JSON.stringify(body);

const HOP_BY_HOP = new Set(['connection', 'content-length', 'transfer-encoding']);

function createForward(target: string): Forward {
  return async ({ method, path, headers, body }) => {
    const hasBody = Object.keys(body).length > 0 || headers.has('content-type');
    const passed = new Headers(headers);
    passed.delete('host');
    const response = await fetch(`${target}${path}`, {
      method,
      headers: passed,
      redirect: 'manual',
      ...(hasBody && method !== 'GET' ? { body: textIn(body, headers) } : {}),
    });
    const text = await response.text();
    const kept = new Headers(response.headers);
    for (const name of [...HOP_BY_HOP, 'content-encoding']) kept.delete(name);
    return { status: response.status, headers: kept, text };
  };
}
