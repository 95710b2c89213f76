import autocannon from 'autocannon';
import type { Person } from './person.ts';
import { ROUTES, type Route, type RouteName } from './routes.ts';

/**
 * What one run of the load measured: requests a second, and the milliseconds within which half and
 * 99 % of the answers came. All of that is noise on a busy machine.
 */
export type Measured = {
  rps: number;
  p50: number;
  p99: number;
  answers: number;
  failures: number;
};

/** A load, as it is sent to this process. People are shared out among the connections. */
export type Load = {
  origin: string;
  path: string;
  route: RouteName;
  requests: number;
  people: Person[];
};

function headersOf({ bearer }: Route, { ip, access }: Person): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'CF-Connecting-IP': ip,
    ...(bearer ? { Authorization: `Bearer ${access}` } : {}),
  };
}

function bodyOf({ body }: Route, person: Person): string {
  const value = body(person);
  return value === null ? '' : JSON.stringify(value);
}

/** Plays some of the people on a connection, in turn. Returns how many answers repeated a token. */
function play(client: autocannon.Client, route: Route, own: Person[]): () => number {
  let turn = 0;
  let repeated = 0;
  const send = () => {
    const person = own[turn % own.length];
    if (person !== undefined)
      client.setHeadersAndBody(headersOf(route, person), bodyOf(route, person));
  };
  send();
  let answer = '';
  if (route.uses === 'token')
    client.on('body', (part) => {
      answer += part.toString();
    });
  client.on('response', (status) => {
    const person = own[turn % own.length];
    if (route.uses === 'token' && person !== undefined && status === 200) {
      // A retired token would be answered without a write: the next request bears the new one.
      const { refresh_token: token } = JSON.parse(answer) as { refresh_token: string };
      if (token === person.refresh) repeated++;
      person.refresh = token;
    }
    answer = '';
    turn++;
    if (own.length > 1 || route.uses !== 'nothing') send();
  });
  return () => repeated;
}

async function runLoad({ origin, path, route: name, requests, people }: Load): Promise<Measured> {
  const route: Route = ROUTES[name];
  const { method, connections } = route;
  const players: (() => number)[] = [];
  const begun = performance.now();
  let last = begun;
  const result = await autocannon({
    url: origin + path,
    method,
    connections,
    amount: requests,
    setupClient: (client) => {
      const first = players.length;
      const own = people.filter((_, index) => index % connections === first);
      players.push(play(client, route, own));
      client.on('response', () => {
        last = performance.now();
      });
    },
  });
  const repeated = players.reduce((sum, count) => sum + count(), 0);
  const answers = result['2xx'] + result.non2xx;
  return {
    rps: (answers * 1000) / (last - begun),
    p50: result.latency.p50,
    p99: result.latency.p99,
    answers,
    failures: result.non2xx + result.errors + repeated,
  };
}

// Runs as a process of its own, so that making the load takes little from what is measured.
process.once('message', async (load: Load) => {
  process.send?.(await runLoad(load));
  process.disconnect();
});
