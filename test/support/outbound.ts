import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * Stands between the tests and the network: passes on what goes to a server on this machine, and refuses everything else.
 * What that server does to its connection, it does to the test's.
 */
export function reachThisMachineOnly(incoming: IncomingMessage, response: ServerResponse): void {
  const { hostname, port, pathname, search, href } = new URL(
    incoming.url ?? '',
    `http://${incoming.headers.host}`,
  );
  if (hostname !== '127.0.0.1') {
    response.writeHead(500).end(`a test reached for the network: ${href}`);
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).filter(([name]) => !name.startsWith('mf-')),
  );
  const passedOn = request(
    { hostname, port, path: pathname + search, method: incoming.method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    },
  );
  passedOn.on('error', () => response.destroy());
  response.on('close', () => passedOn.destroy());
  incoming.pipe(passedOn);
}
