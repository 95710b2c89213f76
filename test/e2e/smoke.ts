import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChecks } from './checks.ts';
import { type DevServer, startDevServer } from './dev-server.ts';
import { checkEmailBinding } from './email-binding.ts';
import { type Mail, mailTo } from './mailbox.ts';

// Walks the main job against `npm run dev`, as the curl session of README.md does.
const PASSWORD = 'correct-Horse-7-battery';
const checks = createChecks();
const { check, finish } = checks;

async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** The latest mail to an address, and how long it took to come. */
async function latestMail(
  { url }: DevServer,
  to: string,
): Promise<{ message: Mail; waited: number }> {
  const begun = Date.now();
  return { message: await mailTo(url, to), waited: Date.now() - begun };
}

function cookieOf(response: Response, name: string): string {
  const cookie = response.headers
    .getSetCookie()
    .find((candidate) => candidate.startsWith(`${name}=`));
  return cookie?.split(';')[0] ?? '';
}

async function walkMainJob(server: DevServer): Promise<void> {
  const api = `${server.url}/api/v1/auth`;
  const email = 'ada@example.com';
  check(
    'register answers 201',
    (await post(`${api}/register`, { email, password: PASSWORD })).status === 201,
  );
  const { message, waited } = await latestMail(server, email);
  check(`the mail is there within two seconds (${waited} ms)`, waited <= 2000);

  const link = message.links[0] ?? '';
  check(
    'the link leads to where the service is',
    link.startsWith(`${server.url}/verify-email?token=`),
    link,
  );
  await fetch(link);
  const opened = await fetch(link);
  const browser = opened.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
  const page = await opened.text();
  const isBare = !/<script(?![^>]* src=)/.test(page);
  check('the page has a form, and no script in it', page.includes('<form') && isBare);
  const token = new URL(link).searchParams.get('token') ?? '';
  const csrf = /name="csrf_token" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const press = () =>
    fetch(`${server.url}/verify-email`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Origin: new URL(server.url).origin, Cookie: browser },
      body: new URLSearchParams({ token, csrf_token: csrf }),
    });
  check('opening it twice used nothing up: the button works', (await press()).status === 303);
  check('the button works once', (await press()).status === 401);

  const login = await post(`${api}/login`, { email, password: PASSWORD });
  const { access_token: access } = (await login.json()) as { access_token: string };
  const cookie = cookieOf(login, 'refresh_token');
  check(
    'login answers an access token and a cookie that works on http://localhost',
    login.status === 200 &&
      cookie !== '' &&
      !login.headers.getSetCookie().join().includes('Secure'),
  );
  check(
    'me knows who it is',
    (
      (await (
        await fetch(`${api}/me`, { headers: { Authorization: `Bearer ${access}` } })
      ).json()) as { email: string }
    ).email === email,
  );

  const refreshes = await Promise.all(
    Array.from({ length: 6 }, () =>
      fetch(`${api}/token/refresh`, { method: 'POST', headers: { Cookie: cookie } }),
    ),
  );
  check(
    'six tabs refresh at once',
    refreshes.every((response) => response.status === 200),
  );
  const logout = await fetch(`${api}/logout`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${access}` },
  });
  check('logout answers 200', logout.status === 200);
  check(
    'me is refused after it',
    (await fetch(`${api}/me`, { headers: { Authorization: `Bearer ${access}` } })).status === 401,
  );
}

/** Clients that hang up in the middle of a sign-in, at different moments of it. */
async function checkHangUps(server: DevServer): Promise<void> {
  const login = (signal?: AbortSignal) =>
    fetch(`${server.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password: PASSWORD }),
      ...(signal === undefined ? {} : { signal }),
    });
  const hangUps = Array.from({ length: 20 }, (_, index) =>
    login(AbortSignal.timeout(1 + 3 * index)).then(
      () => false,
      () => true,
    ),
  );
  const aborted = (await Promise.all(hangUps)).filter(Boolean).length;
  // Tries that are still being judged count as failures until they are.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const after = await Promise.all(Array.from({ length: 3 }, () => login()));
  check(
    `clients that hang up (${aborted}) do no harm to those that come after`,
    aborted > 0 && after.every(({ status }) => status === 200),
    after.map(({ status }) => status).join(),
  );
}

async function walkExchange(server: DevServer): Promise<void> {
  const api = `${server.url}/api/v1/auth`;
  const email = 'grace@example.com';
  await post(`${api}/register`, { email, password: PASSWORD });
  const { message } = await latestMail(server, email);
  const verified = (await (
    await post(`${api}/email/verify`, { email, otp: message.codes[0] })
  ).json()) as { exchange_token: string };
  const exchanged = await post(`${api}/exchange-token`, {
    exchange_token: verified.exchange_token,
    token_delivery: 'body',
  });
  const tokens = (await exchanged.json()) as { refresh_token?: string; first_login?: boolean };
  check(
    'a code is exchanged for tokens in the body',
    exchanged.status === 200 && tokens.refresh_token !== undefined && tokens.first_login === true,
  );
}

async function walkDocs(server: DevServer): Promise<void> {
  const document = (await (await fetch(`${server.url}/api/schema`)).json()) as {
    openapi: string;
    paths: object;
  };
  check(
    'the OpenAPI document is there',
    document.openapi === '3.1.0' && Object.keys(document.paths).length > 10,
  );
  for (const path of [
    '/api/docs',
    '/swagger',
    '/api/redoc',
    '/redoc',
    '/api/docs/viewers/swagger-ui-bundle.js',
    '/api/docs/viewers/redoc.standalone.js',
  ]) {
    check(`${path} is served`, (await fetch(server.url + path)).status === 200);
  }
}

/**
 * What was acknowledged outlives the process, and a client that lost its answer goes on with the
 * token that it had.
 */
async function checkKill(): Promise<void> {
  // Long enough for a start on a busy machine.
  const grace = ['--var', 'REFRESH_GRACE_SECONDS:300'];
  const first = await startDevServer(grace);
  const api = `${first.url}/api/v1/auth`;
  const email = 'joan@example.com';
  await post(`${api}/register`, { email, password: PASSWORD });
  const { message } = await latestMail(first, email);
  await post(`${api}/email/verify`, { email, otp: message.codes[0] });
  const login = await post(`${api}/login`, { email, password: PASSWORD, token_delivery: 'body' });
  const tokens = (await login.json()) as { access_token: string; refresh_token: string };
  const ended = (await (
    await post(`${api}/login`, { email, password: PASSWORD, token_delivery: 'body' })
  ).json()) as typeof tokens;
  await fetch(`${api}/logout`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${ended.access_token}` },
  });
  const lost = await post(`${api}/token/refresh`, { refresh: tokens.refresh_token });
  await first.kill();

  const again = await startDevServer(grace, first);
  try {
    const answers = await Promise.all([
      post(`${api}/token/refresh`, { refresh: tokens.refresh_token }),
      fetch(`${api}/me`, { headers: { Authorization: `Bearer ${tokens.access_token}` } }),
      post(`${api}/token/refresh`, { refresh: ended.refresh_token }),
      post(`${api}/email/verify`, { email, otp: message.codes[0] }),
    ]);
    check(
      'killed and started again, it knows who was signed in and out, and which code was used',
      lost.status === 200 && answers.map(({ status }) => status).join() === '200,200,401,401',
      answers.map(({ status }) => status).join(),
    );
  } finally {
    await again.stop();
  }
}

function checkKeys(): void {
  const run = (args: string[], input = '') =>
    JSON.parse(
      execFileSync('npm', ['run', '--silent', 'keys', '--', ...args], { input, encoding: 'utf8' }),
    ) as {
      keys: { kid: string; alg: string }[];
    };
  const first = run(['generate']);
  const rotated = run(['rotate', '--alg', 'EdDSA'], JSON.stringify(first));
  check(
    'keys are generated and rotated',
    first.keys.map(({ alg }) => alg).join() === 'ES256,RS256' &&
      rotated.keys.map(({ alg }) => alg).join() === 'EdDSA,RS256,ES256,RS256' &&
      first.keys.every(({ kid }, index) => rotated.keys[index + 2]?.kid === kid),
  );
}

/**
 * A range service on this machine that speaks the protocol of Have I Been Pwned and knows one
 * password.
 */
async function serveRanges(password: string): Promise<{ url: string; close: () => void }> {
  const digest = createHash('sha1').update(password).digest('hex').toUpperCase();
  const ranges = createServer((request, response) => {
    const padding = `${'0'.repeat(35)}:0`;
    const hit =
      request.url === `/range/${digest.slice(0, 5)}` && request.headers['add-padding'] === 'true';
    response.end(hit ? `${padding}\r\n${digest.slice(5)}:42` : padding);
  });
  await new Promise<void>((resolve) => ranges.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(ranges.address() as AddressInfo).port}/range/`,
    close: () => ranges.close(),
  };
}

async function checkBreaches(): Promise<void> {
  const ranges = await serveRanges('leaked-Horse-9-battery');
  const breachServer = await startDevServer([
    '--var',
    'BREACH_CHECK:reject',
    '--var',
    `BREACH_CHECK_URL:${ranges.url}`,
  ]);
  try {
    const register = async (password: string) =>
      (
        await post(`${breachServer.url}/api/v1/auth/register`, {
          email: 'eve@example.com',
          password,
        })
      ).status;
    check(
      'a password that a range service knows is refused',
      (await register('leaked-Horse-9-battery')) === 400,
    );
    check('one that it does not know is taken', (await register(PASSWORD)) === 201);
  } finally {
    await breachServer.stop();
    ranges.close();
  }
}

async function checkStaging(): Promise<void> {
  const server = await startDevServer(['--var', 'ENVIRONMENT:staging']);
  try {
    const [, secret] = /^MAILBOX_SECRET='(.+)'$/m.exec(readFileSync('.dev.vars', 'utf8')) ?? [];
    const statusWith = async (password: string) => {
      const headers = { Authorization: `Basic ${btoa(`mailbox:${password}`)}` };
      return (await fetch(`${server.url}/dev/mailbox`, { headers })).status;
    };
    check(
      'outside development the mailbox opens by its secret alone',
      (await statusWith(secret ?? '')) === 200 && (await statusWith('another')) === 401,
    );
  } finally {
    await server.stop();
  }
}

const server = await startDevServer([
  '--var',
  'RATE_LIMITS:{"login":{"limit":100},"login_name":{"limit":100}}',
]);
console.log(`npm run dev serves after ${server.startedIn} ms`);
try {
  await walkMainJob(server);
  await checkHangUps(server);
  await walkExchange(server);
  await walkDocs(server);
} finally {
  await server.stop();
}
checkKeys();
// Each has a server of its own, whose start is mostly a wait.
await Promise.all([
  checkKill(),
  checkStaging(),
  checkBreaches(),
  checkEmailBinding(checks, PASSWORD),
]);
finish();
