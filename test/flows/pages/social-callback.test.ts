import { describe, expect, it } from 'vitest';
import type { PageClient } from '../../support/page-client.ts';
import { LABEL, START, socialWorld } from '../../support/social-world.ts';

const LOST = 'This took too long, or began in another browser';
const attemptsIn = ({ jar }: PageClient) =>
  [...jar.keys()].filter((name) => name.startsWith('__Host-attempt-'));

describe('a callback', () => {
  it('belongs to the browser that began the way', async () => {
    const world = await socialWorld();
    const [owner, thief] = [world.browser(), world.browser()];
    const answer = await world.fake.decide(await world.begin(owner));
    await world.begin(thief);
    const page = await thief.open(`${START}/callback?${answer}`);
    expect([page.url, page.text]).toEqual(['/sign-in', expect.stringContaining(LOST)]);
    expect(await world.signedInAs(thief)).toBeNull();
    // Nothing of it was used up.
    await owner.open(`${START}/callback?${answer}`);
    expect(await world.signedInAs(owner)).toBe(world.email);
  });

  it('works once: the cookie goes with it, and what it held works nowhere else', async () => {
    const world = await socialWorld({ change: { faults: ['codes_twice'] } });
    const client = world.browser();
    const answer = await world.fake.decide(await world.begin(client));
    const copy = world.browser();
    for (const [name, value] of client.jar) copy.jar.set(name, value);
    await client.open(`${START}/callback?${answer}`);
    expect(attemptsIn(client)).toEqual([]);
    expect((await client.open(`${START}/callback?${answer}`)).h1).toBe('You’re already signed in');
    const page = await copy.open(`${START}/callback?${answer}`);
    expect([page.url, page.text]).toEqual(['/sign-in', expect.stringContaining(LOST)]);
    expect(await world.signedInAs(copy)).toBeNull();
  });

  it('of many at once makes one account and one sign-in', async () => {
    const world = await socialWorld({ change: { faults: ['codes_twice'] } });
    const client = world.browser();
    const answer = await world.fake.decide(await world.begin(client));
    const browsers = Array.from({ length: 8 }, () => {
      const one = world.browser();
      for (const [name, value] of client.jar) one.jar.set(name, value);
      return one;
    });
    await Promise.all(browsers.map((one) => one.open(`${START}/callback?${answer}`)));
    const signedIn = await Promise.all(browsers.map((one) => world.signedInAs(one)));
    expect(signedIn.filter((one) => one !== null)).toEqual([world.email]);
  });

  it('is refused after ten minutes', async () => {
    const world = await socialWorld();
    const client = world.browser();
    const location = await world.begin(client);
    world.app.advance(10 * 60_000);
    expect((await world.comeBack(client, location)).text).toContain(LOST);
    expect(await world.signedInAs(client)).toBeNull();
  });

  it('is refused at the address of another provider', async () => {
    const world = await socialWorld();
    const { issuer, clientId } = world.fake;
    const both = [
      { id: 'ours', client_id: clientId, issuer, authority_for: ['example.com'] },
      { id: 'other', client_id: clientId, issuer, authority_for: ['example.com'] },
    ];
    const mixed = await socialWorld({ env: { SOCIAL_PROVIDERS: JSON.stringify(both) } });
    const client = mixed.browser();
    const page = await client.open(START, { follow: false });
    const answer = await world.fake.decide(page.headers.get('Location') ?? '');
    const back = await client.open(`/sign-in/with/other/callback?${answer}`);
    expect([back.url, back.text]).toEqual(['/sign-in', expect.stringContaining(LOST)]);
    expect(await mixed.signedInAs(client)).toBeNull();
  });

  it('without an answer, or with an unknown state, leads to sign in', async () => {
    const { browser } = await socialWorld();
    for (const query of ['', '?code=x', '?state=x&code=x', '?error=access_denied'])
      expect((await browser().open(`${START}/callback${query}`)).text).toContain(LOST);
  });

  it('is limited by address where it is refused, and not where it is right', async () => {
    const world = await socialWorld({
      env: { RATE_LIMITS: JSON.stringify({ provider_refused: { limit: 2 } }) },
    });
    const statuses: number[] = [];
    for (let tries = 0; tries < 3; tries++)
      statuses.push((await world.browser().open(`${START}/callback?state=x&code=x`)).status);
    expect(statuses).toEqual([200, 200, 429]);
    const client = world.browser();
    await world.go(client);
    expect(await world.signedInAs(client)).toBe(world.email);
  });

  it('is limited by address before the provider is asked, however often one attempt is shown', async () => {
    const world = await socialWorld({
      env: { RATE_LIMITS: JSON.stringify({ provider_answer: { limit: 3 } }) },
    });
    const client = world.browser();
    const state = new URL(await world.begin(client)).searchParams.get('state') ?? '';
    const cookies = [...client.jar];
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries++) {
      for (const [name, value] of cookies) client.jar.set(name, value);
      const query = new URLSearchParams({ state, code: `junk-${tries}`, iss: world.fake.issuer });
      const path = `${START}/callback?${query}`;
      statuses.push((await client.open(path, { follow: false })).status);
    }
    expect(statuses).toEqual([303, 303, 303, 429, 429, 429]);
    const exchanges = (await world.fake.asked()).filter(({ endpoint }) => endpoint === 'token');
    expect(exchanges).toHaveLength(3);
  });
});

describe('tabs', () => {
  it('each go their own way, four at once; the oldest is dropped', async () => {
    const world = await socialWorld({ change: { faults: ['codes_twice'] } });
    const client = world.browser();
    const ways: string[] = [];
    for (let tab = 0; tab < 5; tab++) {
      ways.push(await world.begin(client, `?return_to=%2Faccount%2Fsessions%3Ftab%3D${tab}`));
      world.app.advance(1000);
    }
    expect(attemptsIn(client)).toHaveLength(4);
    const [oldest = '', ...others] = ways;
    expect((await world.comeBack(client, oldest)).text).toContain(LOST);
    const ends: string[] = [];
    for (const way of others) ends.push((await world.comeBack(client, way)).url);
    expect(ends).toEqual([1, 2, 3, 4].map((tab) => `/account/sessions?tab=${tab}`));
  });

  it('keep no more cookies than servers take', async () => {
    const world = await socialWorld();
    const client = world.browser();
    const long = `?return_to=${encodeURIComponent(`/account/sessions?x=${'y'.repeat(1400)}`)}`;
    for (let tab = 0; tab < 8; tab++) {
      await world.begin(client, long);
      world.app.advance(1000);
    }
    expect(client.cookies().length).toBeLessThan(8000);
    for (const [name, value] of client.jar) expect(name.length + value.length).toBeLessThan(4000);
  });
});

describe('an answer by form', () => {
  const post = (client: PageClient, fields: Record<string, string>) =>
    client.post(`${START}/callback`, fields, {
      headers: { Origin: 'https://appleid.apple.com', 'Sec-Fetch-Site': 'cross-site' },
      follow: false,
    });

  it('of another site, without our cookies, is parked and then taken up', async () => {
    const world = await socialWorld();
    const client = world.browser();
    const answer = await world.fake.decide(await world.begin(client));
    // What a form of another site brings: none of our cookies.
    const bare = world.browser();
    const parked = await post(bare, Object.fromEntries(answer));
    expect([parked.status, parked.headers.get('Location')]).toEqual([303, `${START}/callback`]);
    const [cookie = ''] = parked.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-parked-answer=[^;]+; .*Max-Age=\d+/);
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Secure']) expect(cookie).toContain(part);
    for (const secret of answer.values()) expect(cookie).not.toContain(secret);
    for (const [name, value] of bare.jar) client.jar.set(name, value);
    await client.open(`${START}/callback`);
    expect(await world.signedInAs(client)).toBe(world.email);
    expect(client.jar.has('__Host-parked-answer')).toBe(false);
  });

  it('signs nobody in without the cookie of the way', async () => {
    const world = await socialWorld();
    const answer = await world.fake.decide(await world.begin(world.browser()));
    const client = world.browser();
    await post(client, Object.fromEntries(answer));
    expect((await client.open(`${START}/callback`)).text).toContain(LOST);
    expect(await world.signedInAs(client)).toBeNull();
  });

  it('that is too long, or too old, is as if there was none', async () => {
    const world = await socialWorld();
    const client = world.browser();
    const answer = Object.fromEntries(await world.fake.decide(await world.begin(client)));
    const long = await post(client, { ...answer, code: 'x'.repeat(5000) });
    expect([long.status, long.headers.getSetCookie()]).toEqual([303, []]);
    await post(client, answer);
    world.app.advance(3 * 60_000);
    expect((await client.open(`${START}/callback`)).text).toContain(LOST);
  });

  it('sets one cookie however often it comes, and must be a form', async () => {
    const world = await socialWorld();
    const client = world.browser();
    for (let posts = 0; posts < 5; posts++) await post(client, { state: `state-${posts}` });
    expect([...client.jar.keys()]).toEqual(['__Host-parked-answer']);
    const json = await client.post(
      `${START}/callback`,
      {},
      {
        headers: { 'Content-Type': 'application/json' },
        follow: false,
      },
    );
    expect(json.status).toBe(415);
  });
});

it('labels, names and addresses of providers are text and never markup', async () => {
  const hostile = '<img src=x onerror=alert(1)>';
  const world = await socialWorld({
    vouches: false,
    change: { person: { name: hostile, given_name: hostile, email: '"<b>x</b>"@example.com' } },
  });
  const client = world.browser();
  const page = await world.go(client);
  expect(page.url).toBe(`${START}/address`);
  expect(page.html).not.toContain('<img src=x');
  expect(page.html).not.toContain('<b>x</b>');
  expect(page.text).toContain(LABEL);
});
