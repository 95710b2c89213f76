import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the fake Sentry. */
    sentryUrl: string;
  }
}

/** A received request: path, headers and body as sent. */
export type Received = { path: string; headers: Record<string, string>; body: string };

const received = new Map<string, Received[]>();

async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
  const path = request.url ?? '';
  const [, asked] = /^\/received\/(\w+)$/.exec(path) ?? [];
  if (asked !== undefined) return { status: 200, body: JSON.stringify(received.get(asked) ?? []) };
  const [, id] = /^\/api\/(\d+)\/envelope\/(?:\?|$)/.exec(path) ?? [];
  if (id === undefined || request.method !== 'POST') return { status: 404, body: '{}' };
  const envelope = {
    path,
    headers: request.headers as Record<string, string>,
    body: await text(request),
  };
  received.set(id, [...(received.get(id) ?? []), envelope]);
  return { status: Number(id) >= 500 ? 500 : 200, body: '{}' };
}

const server = createServer((request, response) => {
  void answer(request).then(({ status, body }) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body),
  );
});

/**
 * Starts a fake Sentry on this machine. It takes envelopes at `/api/{project}/envelope/`, returns
 * them at `/received/{project}`, and responds 500 for projects from 500 on.
 */
export async function setup(project: TestProject): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('sentryUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** Stops it. */
export function teardown(): void {
  server.close();
}
