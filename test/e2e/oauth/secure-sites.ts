import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../support/free-port.ts';
import { makeCertificate } from '../smtp-certificates.ts';

/** Sites of the domain `example` with TLS, which a browser with these `flags` finds. */
export type SecureSites = {
  flags: string[];
  /** Puts an app in the place of the empty page that a site has at first. */
  serve: (host: string, app: RequestListener) => void;
  close: () => void;
};

/** Serves every site of the domain `example` on one port. */
export async function openSecureSites(): Promise<SecureSites> {
  const port = await findFreePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-sites-'));
  const apps = new Map<string, RequestListener>();
  const server = createServer(makeCertificate(folder, 'site', '*.example'), (request, response) => {
    const app = apps.get(request.headers.host ?? '');
    if (app !== undefined) return app(request, response);
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>site</title>');
  });
  rmSync(folder, { recursive: true });
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return {
    flags: [`--host-resolver-rules=MAP *.example 127.0.0.1:${port}`],
    serve: (host, app) => void apps.set(host, app),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
