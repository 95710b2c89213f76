import type { ServerResponse } from 'node:http';
import type { Trouble } from './account.ts';

/** Answers as a server in trouble does. */
export function answerTrouble(trouble: Trouble, response: ServerResponse): void {
  const json = { 'Content-Type': 'application/json' };
  switch (trouble) {
    case 'slow':
      return;
    case 'slow_body':
      response.writeHead(200, json).write('{"sub":');
      return;
    case 'status_500':
      response.writeHead(500, json).end('{}');
      return;
    case 'status_429':
      response.writeHead(429, json).end('{}');
      return;
    case 'redirect':
      response.writeHead(302, { Location: '/elsewhere' }).end();
      return;
    case 'huge':
      response.writeHead(200, json).end(`{"x":"${'x'.repeat(300 * 1024)}"}`);
      return;
    case 'endless':
      endlessly(response.writeHead(200, json));
      return;
    case 'html':
      response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end('<h1>Log in to the network</h1>');
      return;
    case 'not_json':
      response.writeHead(200, json).end('{"half":');
      return;
    case 'dropped':
      response.destroy();
      return;
  }
}

function endlessly(response: ServerResponse): void {
  const write = () => {
    if (response.destroyed) return;
    response.write(' '.repeat(64 * 1024), () => setTimeout(write, 1));
  };
  write();
}
