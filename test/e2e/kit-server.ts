import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { Hono } from 'hono';

/** A server of the kit's sample pages, with what their forms sent, newest last. */
export type KitServer = { url: string; sent: URLSearchParams[]; stop: () => void };

/** Serves the sample pages of `kit-pages.tsx` on localhost. */
export async function startKitServer(): Promise<KitServer> {
  const app = await loadPages();
  const sent: URLSearchParams[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'POST') sent.push(new URLSearchParams(body));
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const answer = await app.fetch(new Request(url, { method: request.method ?? 'GET' }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://localhost:${port}`, sent, stop };
}

// Node runs TypeScript, but no JSX.
async function loadPages(): Promise<Hono> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'kit-pages.tsx')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
  });
  const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const { kitPages } = (await import(`data:text/javascript;base64,${source}`)) as {
    kitPages: Hono;
  };
  return kitPages;
}
