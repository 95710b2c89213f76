import autocannon from 'autocannon';

/** What one run of the load measured. Latencies in milliseconds. */
export type Measured = { rps: number; p50: number; p99: number; failures: number };

/** Somebody whom the load plays. */
export type Person = {
  email: string;
  password: string;
  access: string;
  refresh: string;
  ip: string;
};

/** A load, as `run.ts` hands it to this process: the people are shared out among the connections. */
export type Load = {
  url: string;
  path: string;
  kind: 'refresh' | 'me' | 'login';
  connections: number;
  seconds: number;
  people: Person[];
};

function headersOf({ ip, access }: Person, kind: Load['kind']): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'CF-Connecting-IP': ip,
    ...(kind === 'me' ? { Authorization: `Bearer ${access}` } : {}),
  };
}

function bodyOf({ email, password, refresh }: Person, kind: Load['kind']): string {
  if (kind === 'me') return '';
  return JSON.stringify(
    kind === 'login' ? { email, password, token_delivery: 'body' } : { refresh },
  );
}

// Runs as a process of its own, so that making the load does not take from what is measured more than it must.
process.once('message', async ({ url, path, kind, connections, seconds, people }: Load) => {
  let opened = 0;
  let repeated = 0;

  function play(client: autocannon.Client): void {
    const first = opened++;
    const own = people.filter((_, index) => index % connections === first % connections);
    let turn = 0;
    const send = () => {
      const person = own[turn % own.length];
      if (person !== undefined)
        client.setHeadersAndBody(headersOf(person, kind), bodyOf(person, kind));
    };
    send();
    if (kind === 'me') return;

    let answer = '';
    client.on('body', (part) => {
      answer += part.toString();
    });
    client.on('response', (status) => {
      const person = own[turn % own.length];
      const { refresh_token: token } = (status === 200 ? JSON.parse(answer) : {}) as {
        refresh_token?: string;
      };
      answer = '';
      if (kind === 'refresh' && person !== undefined && token !== undefined) {
        // A retired token would be answered without a write: the next request bears the token of this answer.
        if (token === person.refresh) repeated++;
        person.refresh = token;
      }
      turn++;
      send();
    });
  }

  const result = await autocannon({
    url: url + path,
    method: kind === 'me' ? 'GET' : 'POST',
    connections,
    duration: seconds,
    setupClient: play,
  });
  const measured: Measured = {
    rps: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + repeated,
  };
  process.send?.(measured);
  process.disconnect();
});
