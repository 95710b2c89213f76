import { createServer, type RequestListener } from 'node:http';
import { findFreePort } from '../../support/free-port.ts';

/** A site of this machine, which answers once it is given an app. */
export type Site = {
  /** How a browser reaches it. */
  origin: string;
  serve: (app: RequestListener) => void;
  close: () => void;
};

/** Opens a site on a port that is free: its origin is known before the app that is made for it. */
export async function openSite(): Promise<Site> {
  const port = await findFreePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return {
    origin: `http://localhost:${port}`,
    serve: (app) => void server.on('request', app),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
