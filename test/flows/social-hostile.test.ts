import { env as realEnv } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { OpenPage, PageClient } from '../support/page-client.ts';
import { register } from '../support/people.ts';
import { fakeProvider } from '../support/social.ts';
import { type SocialWorld, START, socialWorld } from '../support/social-world.ts';

const CALLBACK = `${START}/callback`;
const LOST = 'This took too long, or began in another browser';
const ELSEWHERE = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };

const attemptsIn = ({ jar }: PageClient) =>
  [...jar].filter(([name]) => name.startsWith('__Host-attempt-'));

/** Another browser with the same cookies. */
function copyOf(world: SocialWorld, client: PageClient): PageClient {
  const copy = world.browser();
  for (const [name, value] of client.jar) copy.jar.set(name, value);
  return copy;
}

/** A browser on its way, and what the provider would answer it. */
async function onTheWay(world: SocialWorld, query = '') {
  const client = world.browser();
  return { client, answer: await world.fake.decide(await world.begin(client, query)) };
}

const count = (sql: string, ...values: string[]) =>
  realEnv.DB.prepare(`select count(*) as n from ${sql}`)
    .bind(...values)
    .first<number>('n');

const exchanges = async ({ asked }: Pick<SocialWorld['fake'], 'asked'>) =>
  (await asked()).filter(({ endpoint }) => endpoint === 'token').length;

async function expectLost(world: SocialWorld, client: PageClient, page: OpenPage, what = '') {
  expect([what, page.url.split('?')[0], page.text.includes(LOST)]).toEqual([
    what,
    '/sign-in',
    true,
  ]);
  expect([what, await world.signedInAs(client)]).toEqual([what, null]);
}

describe('fifty callbacks at once with one state', () => {
  const race = async (world: SocialWorld) => {
    const { client, answer } = await onTheWay(world);
    const browsers = Array.from({ length: 50 }, () => copyOf(world, client));
    const pages = await Promise.all(
      browsers.map((one) => one.open(`${CALLBACK}?${answer}`, { follow: false })),
    );
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
    return Promise.all(browsers.map((one) => world.signedInAs(one)));
  };

  it('make one account, one session, and the mail of one', async () => {
    const world = await socialWorld({ change: { faults: ['codes_twice'] } });
    const single = await socialWorld();
    await single.go(single.browser());
    const signedIn = await race(world);
    expect(signedIn.filter((one) => one !== null)).toEqual([world.email]);
    expect(await count('users where email = ?', world.email)).toBe(1);
    const sessions = `sessions join users on users.id = sessions.user_id where users.email = ?`;
    expect(await count(sessions, world.email)).toBe(1);
    expect(await count('user_identities where subject = ?', world.person.sub)).toBe(1);
    expect(world.app.mails.length).toBe(single.app.mails.length);
  });

  it('sign a known person in once', async () => {
    const world = await socialWorld({ change: { faults: ['codes_twice'] } });
    await world.go(world.browser());
    const signedIn = await race(world);
    expect(signedIn.filter((one) => one !== null)).toEqual([world.email]);
  });
});

describe('a mix-up of two providers', () => {
  /** The service with an honest provider and one that somebody evil runs. */
  async function twoProviders() {
    const evil = await fakeProvider({ person: { sub: 'eve', email: 'eve@example.com' } });
    const world = await socialWorld();
    const list = [
      { id: 'ours', client_id: world.fake.clientId, issuer: world.fake.issuer },
      { id: 'evil', client_id: evil.clientId, issuer: evil.issuer },
    ].map((one) => ({ ...one, authority_for: ['example.com'] }));
    const secrets = { SOCIAL_OURS_SECRET: world.fake.secret, SOCIAL_EVIL_SECRET: evil.secret };
    const env = { SOCIAL_PROVIDERS: JSON.stringify(list), ...(secrets as Record<string, string>) };
    return { evil, mixed: await socialWorld({ env }), honest: world.fake };
  }

  it('gives no code of one to the other, whichever path it comes by', async () => {
    const { evil, honest, mixed } = await twoProviders();
    const client = mixed.browser();
    const way = await client.open('/sign-in/with/evil', { follow: false });
    const evilState = new URL(way.headers.get('Location') ?? '').searchParams.get('state') ?? '';
    const own = await client.open(START, { follow: false });
    const answer = await honest.decide(own.headers.get('Location') ?? '');
    // The honest code under the state of the evil way: the honest one names itself, and its own
    // path.
    const evilPath = '/sign-in/with/evil/callback';
    for (const [path, iss] of [
      [CALLBACK, honest.issuer],
      [CALLBACK, evil.issuer],
      [evilPath, honest.issuer],
      [evilPath, ''],
    ] as const) {
      const query = new URLSearchParams({ code: answer.get('code') ?? '', state: evilState });
      if (iss !== '') query.set('iss', iss);
      const thief = copyOf(mixed, client);
      await thief.open(`${path}?${query}`);
      expect([path, iss, await mixed.signedInAs(thief)]).toEqual([path, iss, null]);
    }
    expect(await exchanges(evil)).toBe(0);
    expect(await exchanges(honest)).toBe(0);
  });

  it('is noticed by the issuer that the answer names', async () => {
    const { evil, mixed, honest } = await twoProviders();
    const client = mixed.browser();
    const page = await client.open(START, { follow: false });
    const answer = await honest.decide(page.headers.get('Location') ?? '');
    answer.set('iss', evil.issuer);
    const back = await client.open(`${CALLBACK}?${answer}`);
    expect(back.text).toContain('We couldn’t verify the answer');
    expect([await exchanges(honest), await mixed.signedInAs(client)]).toEqual([0, null]);
  });
});

describe('a cookie of a way', () => {
  const flip = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

  it('counts only as it was written, under its own name, by this deployment', async () => {
    const world = await socialWorld();
    const other = await socialWorld({ env: { AUTH_SECRET: 'x'.repeat(48) } });
    const { client, answer } = await onTheWay(world);
    const [[name, value] = ['', '']] = attemptsIn(client);
    const [[, foreign] = ['', '']] = attemptsIn((await onTheWay(other)).client);
    const [[, second] = ['', '']] = attemptsIn((await onTheWay(world)).client);
    const forged: Record<string, string> = {
      invented: 'x'.repeat(300),
      empty: '',
      json: encodeURIComponent(JSON.stringify({ provider: 'ours', state: answer.get('state') })),
      'of another deployment': foreign,
      'of another state': second,
      'without its end': value.slice(0, -4),
      ...Object.fromEntries(
        [0, 5, 40, value.length >> 1, value.length - 6].map((at) => [
          `altered at ${at}`,
          flip(value, at),
        ]),
      ),
    };
    for (const [what, cookie] of Object.entries(forged)) {
      const thief = world.browser();
      thief.jar.set(name, cookie);
      await expectLost(world, thief, await thief.open(`${CALLBACK}?${answer}`), what);
    }
    expect(await exchanges(world.fake)).toBe(0);
    await client.open(`${CALLBACK}?${answer}`);
    expect(await world.signedInAs(client)).toBe(world.email);
  });

  it('is no cookie of another kind, nor is another kind one of it', async () => {
    const world = await socialWorld({ vouches: false });
    const { client, answer } = await onTheWay(world);
    const [[name, attempt] = ['', '']] = attemptsIn(client);
    await client.post(CALLBACK, Object.fromEntries(answer), { headers: ELSEWHERE, follow: false });
    const parked = client.jar.get('__Host-parked-answer') ?? '';
    await client.open(CALLBACK);
    const pending = client.jar.get('__Host-pending-identity') ?? '';
    expect([attempt, parked, pending]).not.toContain('');
    for (const cookie of [parked, pending]) {
      const thief = world.browser();
      thief.jar.set(name, cookie);
      await expectLost(world, thief, await thief.open(`${CALLBACK}?${answer}`));
    }
    for (const cookie of [parked, attempt]) {
      const thief = world.browser();
      thief.jar.set('__Host-pending-identity', cookie);
      await expectLost(world, thief, await thief.open(`${START}/address`));
    }
  });

  it('is not asked for by a name without its prefix, which a neighbour could set', async () => {
    const world = await socialWorld();
    const { client, answer } = await onTheWay(world);
    const [[name, value] = ['', '']] = attemptsIn(client);
    const thief = world.browser();
    thief.jar.set(name.replace('__Host-', ''), value);
    await expectLost(world, thief, await thief.open(`${CALLBACK}?${answer}`));
  });
});

describe('an answer that another site posts', () => {
  it('brings the victim into no account of the thief, and leaves their own way alone', async () => {
    const world = await socialWorld({ change: { faults: ['codes_twice'] } });
    const thief = await onTheWay(world);
    const victim = await onTheWay(world);
    const fields = Object.fromEntries(thief.answer);
    await victim.client.post(CALLBACK, fields, { headers: ELSEWHERE, follow: false });
    await expectLost(world, victim.client, await victim.client.open(CALLBACK));
    await victim.client.post(CALLBACK, fields, { headers: ELSEWHERE, follow: false });
    await victim.client.open(`${CALLBACK}?${victim.answer}`);
    expect(await world.signedInAs(victim.client)).toBe(world.email);
  });

  it('ends no session, and no way, of whoever is signed in', async () => {
    const world = await socialWorld();
    const client = world.browser();
    await world.go(client);
    for (const fields of [{}, { error: 'access_denied' }, { state: 'x', code: 'y' }])
      await client.post(CALLBACK, fields, { headers: ELSEWHERE });
    expect(await world.signedInAs(client)).toBe(world.email);
  });
});

describe('too much of something', () => {
  const long = 'x'.repeat(100_000);

  it('in an address is refused or ignored', async () => {
    const world = await socialWorld();
    const paths = [
      `${CALLBACK}?state=${long}`,
      `${CALLBACK}?code=${long}&state=x`,
      `${CALLBACK}?error=${long}&state=x`,
      `${START}?return_to=/${long}`,
      `/sign-in/with/${long}`,
    ];
    for (const path of paths) {
      const page = await world.browser().open(path, { follow: false });
      expect([path.slice(0, 40), page.status < 500]).toEqual([path.slice(0, 40), true]);
      for (const cookie of page.headers.getSetCookie()) expect(cookie.length).toBeLessThan(4097);
    }
  });

  it('in a form is parked nowhere', async () => {
    const { browser } = await socialWorld();
    for (const fields of [{ code: long }, { user: long, state: 'x' }, { x: long.repeat(20) }]) {
      const client = browser();
      const page = await client.post(CALLBACK, fields, { headers: ELSEWHERE, follow: false });
      expect(page.status).toBeLessThan(500);
      const kept = client.jar.get('__Host-parked-answer') ?? '';
      expect(kept.length).toBeLessThan(4097);
    }
  });

  it('of cookies is no way in, and a new way begins all the same', async () => {
    const world = await socialWorld();
    const client = world.browser();
    for (let n = 0; n < 60; n++)
      client.jar.set(`__Host-attempt-${String(n).padStart(16, 'x')}`, 'y'.repeat(60));
    await world.go(client);
    expect(await world.signedInAs(client)).toBe(world.email);
    expect(attemptsIn(client)).toEqual([]);
  });
});

it('parameters that come twice sign nobody in', async () => {
  const world = await socialWorld();
  for (const name of ['state', 'code', 'iss', 'error']) {
    for (const other of ['another', null]) {
      const { client, answer } = await onTheWay(world);
      const twice = name === 'error' ? 'access_denied' : (other ?? answer.get(name) ?? '');
      if (name === 'error') answer.append(name, 'server_error');
      answer.append(name, twice);
      const page = await client.open(`${CALLBACK}?${answer}`);
      expect([name, page.url, await world.signedInAs(client)]).toEqual([name, '/sign-in', null]);
    }
  }
  expect(await exchanges(world.fake)).toBe(0);
});

describe('texts of a provider', () => {
  const SCRIPT = '<script>alert(1)</script>';

  it('split no header, and are no markup, link or line of ours', async () => {
    const crlf = '\r\nSet-Cookie: stolen=1\r\n\r\n';
    const world = await socialWorld();
    const errors = [SCRIPT, `access_denied${crlf}`, 'x'.repeat(3000), '\u0000', '<img src=x>'];
    for (const error of errors) {
      const { client, answer } = await onTheWay(world);
      answer.delete('code');
      answer.set('error', error);
      answer.set('error_description', `${SCRIPT}${crlf}https://evil.example`);
      answer.set('error_uri', 'https://evil.example');
      const page = await client.open(`${CALLBACK}?${answer}`);
      expect(page.url).toBe('/sign-in');
      for (const part of [SCRIPT, 'evil.example', '<img src=x', 'stolen'])
        expect([part, page.html.includes(part)]).toEqual([part, false]);
      expect(client.jar.has('stolen')).toBe(false);
    }
  });

  it.each([
    ['markup', SCRIPT],
    ['lines', 'Ada\r\nBcc: all'],
    ['a link', 'Win at https://evil.example/now'],
    ['what turns text around', 'Ada \u202eecalevoL'],
    ['an object', { toString: 'x' }],
    ['a number', 7],
    ['far too much', 'x'.repeat(50_000)],
  ])('are shown as a name at most if they are %s, and the person gets in', async (_, name) => {
    const person = { name, given_name: name, family_name: name } as Record<string, unknown>;
    const world = await socialWorld({ change: { person } });
    const client = world.browser();
    await world.go(client);
    expect(await world.signedInAs(client)).toBe(world.email);
    const page = await client.open('/account/profile');
    for (const part of [SCRIPT, '\r\nBcc', '\u202e'])
      expect([part, page.html.includes(part)]).toEqual([part, false]);
    for (const mail of world.app.mails) expect(JSON.stringify(mail)).not.toContain('evil.example');
  });

  it.each([
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com,eve@example.com',
    `${SCRIPT}@example.com`,
    'ada@example.com\u0000',
    { email: 'ada@example.com' },
    ['ada@example.com'],
  ])('are no address if they are %j', async (email) => {
    const world = await socialWorld({ change: { person: { email } } });
    const client = world.browser();
    const page = await world.go(client);
    expect(page.url).toBe(`${START}/address`);
    expect(page.html).not.toContain(SCRIPT);
    expect(world.app.mails).toEqual([]);
  });
});

describe('return_to', () => {
  const EVIL = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    '/\t/evil.example',
    '/%09/evil.example/..//evil.example',
    ' https://evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://auth.test@evil.example',
    'https://auth.test.evil.example',
    '/x\r\nLocation: https://evil.example',
    '/\u2028/evil.example',
  ];

  it('leads to no other site, from wherever it comes', async () => {
    const world = await socialWorld();
    for (const evil of EVIL) {
      const query = `return_to=${encodeURIComponent(evil)}`;
      const client = world.browser();
      const page = await world.go(client, { query: `?${query}` });
      // The client throws if it is led to another origin.
      expect([evil, page.refresh, /^\/(?![/\\])/.test(page.url)]).toEqual([evil, null, true]);
      expect(await world.signedInAs(client)).toBe(world.email);
      const lost = await world.browser().open(`${CALLBACK}?state=x&${query}`, { follow: false });
      const to = new URL(lost.headers.get('Location') ?? '', 'https://auth.test');
      expect([evil, to.origin, to.searchParams.get('return_to') ?? '']).toEqual([
        evil,
        'https://auth.test',
        expect.not.stringMatching(/^(https?:|\/[/\\]|\\|javascript|data)/),
      ]);
    }
  });
});

it.each([
  '%00',
  'OURS',
  'ours%0d%0aSet-Cookie:x',
  'ours%20',
  '%2e%2e%2fours',
  '__proto__',
  'constructor',
  'toString',
  'ours%2fcallback',
  '%E0%A4%A',
  '%F0%9F%92%A5',
  "'%20or%201=1--",
])('a provider called %s is not there', async (id) => {
  const { browser, app } = await socialWorld();
  for (const rest of ['', '/callback', '/callback?state=x', '/address', '/finish', '/existing']) {
    const page = await browser().open(`/sign-in/with/${id}${rest}`, { follow: false });
    expect([rest, [400, 404].includes(page.status)]).toEqual([rest, true]);
    expect(page.headers.getSetCookie().filter((one) => /attempt|parked/.test(one))).toEqual([]);
  }
  const posted = await app.fetch(`/sign-in/with/${id}/callback`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'state=x',
  });
  expect([400, 404]).toContain(posted.status);
  expect(posted.headers.getSetCookie()).toEqual([]);
});

describe('other methods', () => {
  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s does nothing', async (method) => {
    const world = await socialWorld();
    const { client, answer } = await onTheWay(world);
    for (const path of [START, `${CALLBACK}?${answer}`, `${START}/address`]) {
      const headers = { Cookie: client.cookies() };
      const response = await world.app.fetch(path, { method, headers, redirect: 'manual' });
      expect([path, response.status < 500, response.headers.getSetCookie()]).toEqual([
        path,
        true,
        [],
      ]);
      expect(response.headers.get('Location')).toBeNull();
    }
    expect(await exchanges(world.fake)).toBe(0);
  });

  it('HEAD uses no answer up', async () => {
    const world = await socialWorld();
    const { client, answer } = await onTheWay(world);
    const headers = { Cookie: client.cookies() };
    await world.app.fetch(`${CALLBACK}?${answer}`, { method: 'HEAD', headers, redirect: 'manual' });
    expect(await exchanges(world.fake)).toBe(0);
    await client.open(`${CALLBACK}?${answer}`);
    expect(await world.signedInAs(client)).toBe(world.email);
  });
});

describe('a callback in a browser where somebody else is signed in by now', () => {
  it('is the session of the person at the provider, and connects nothing', async () => {
    const world = await socialWorld();
    const { client, answer } = await onTheWay(world);
    const eve = await register(world.app);
    await client.signIn(eve);
    await client.open(`${CALLBACK}?${answer}`);
    expect(await world.signedInAs(client)).toBe(world.email);
    const connected = 'user_identities i join users u on u.id = i.user_id where u.email = ?';
    expect([await count(connected, eve), await count(connected, world.email)]).toEqual([0, 1]);
  });

  it('of a way that was to connect it connects nothing to them', async () => {
    const world = await socialWorld();
    const [ada, eve] = [await register(world.app), await register(world.app)];
    const client = world.browser();
    await client.signIn(ada);
    const list = await client.open('/account/connections');
    const action = '/account/connections/with/ours';
    const going = await client.submit(list, {}, { action });
    const answer = await world.fake.decide(going.refresh ?? '');
    await client.signIn(eve);
    const back = await client.open(`${CALLBACK}?${answer}`);
    expect([back.url, back.text]).toEqual([
      '/account/connections',
      expect.stringContaining('There’s nothing to connect'),
    ]);
    expect(await count('user_identities where subject = ?', world.person.sub)).toBe(0);
  });
});
