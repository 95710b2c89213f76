import autocannon from 'autocannon';

/** What one run of the load measured. Latencies in milliseconds. */
export type Measured = { rps: number; p50: number; p99: number; failures: number };

/** A load, as `run.ts` hands it to this process: each connection has tokens of its own. */
export type Load = {
  url: string;
  path: string;
  kind: 'refresh' | 'me' | 'login';
  seconds: number;
  people: { email: string; access: string; refresh: string; ip: string }[];
};

// Runs as a process of its own, so that making the load does not take from what is measured more than it must.
process.once('message', async (load: Load) => {
  const { url, path, kind, seconds, people } = load;
  let next = 0;
  const result = await autocannon({
    url: url + path,
    method: kind === 'me' ? 'GET' : 'POST',
    connections: people.length,
    duration: seconds,
    headers: { 'Content-Type': 'application/json' },
    setupClient(client) {
      const person = people[next++ % people.length];
      if (person === undefined) return;
      client.setHeaders({
        'Content-Type': 'application/json',
        'CF-Connecting-IP': person.ip,
        ...(kind === 'me' ? { Authorization: `Bearer ${person.access}` } : {}),
      });
      if (kind === 'login')
        client.setBody(JSON.stringify({ email: person.email, password: 'correct-Horse-7-battery', token_delivery: 'body' }));
      if (kind !== 'refresh') return;
      // A retired token would be answered without a write: each connection goes on with the token it was given last.
      client.setBody(JSON.stringify({ refresh: person.refresh }));
      client.on('body', (body: Buffer) => {
        const { refresh_token: token } = JSON.parse(body.toString()) as { refresh_token: string };
        client.setBody(JSON.stringify({ refresh: token }));
      });
    },
  });
  const measured: Measured = {
    rps: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors,
  };
  process.send?.(measured);
  process.disconnect();
});
