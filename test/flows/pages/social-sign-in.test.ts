import { describe, expect, it } from 'vitest';
import { freshEmail, register } from '../../support/people.ts';
import { switchSecondStepOn } from '../../support/second-step.ts';
import { LABEL, START, socialWorld } from '../../support/social-world.ts';

describe('the buttons of providers', () => {
  it('stand on the pages of signing in and up, in words, and keep the way back', async () => {
    const { browser } = await socialWorld();
    for (const path of ['/sign-in', '/sign-up']) {
      const page = await browser().open(`${path}?return_to=%2Faccount%2Fsessions`);
      const href = `${START}?return_to=%2Faccount%2Fsessions`;
      expect(page.links).toContainEqual({ href, text: `Continue with ${LABEL}` });
      expect(page.html).toContain(`<bdi>${LABEL}</bdi>`);
    }
  });

  it('are not there without providers, whose addresses are 404 then', async () => {
    const { browser } = await socialWorld({ env: { SOCIAL_PROVIDERS: '[]' } });
    const page = await browser().open('/sign-in');
    expect(page.links.filter(({ href }) => href.includes('/with/'))).toEqual([]);
    for (const rest of ['', '/callback', '/address', '/finish', '/existing'])
      expect((await browser().open(START + rest)).status).toBe(404);
  });

  it('say it in the language of the page, and keep that language', async () => {
    const { browser, begin, comeBack } = await socialWorld();
    const client = browser();
    const page = await client.open('/sign-in?ui_locales=de');
    expect(page.links.map(({ text }) => text)).toContain(`Weiter mit ${LABEL}`);
    const cancelled = await comeBack(client, await begin(client), 'cancel');
    expect([cancelled.lang, cancelled.text]).toEqual([
      'de',
      expect.stringContaining(`${LABEL} hat Sie nicht angemeldet`),
    ]);
  });
});

describe('a way to a provider', () => {
  it('makes an account of a vouched address, and signs in to the same one again', async () => {
    const world = await socialWorld();
    const client = world.browser();
    const page = await world.go(client);
    expect([page.status, page.url, page.text]).toEqual([200, '/account/profile', page.text]);
    expect(await world.signedInAs(client)).toBe(world.email);
    const other = world.browser();
    await world.go(other);
    expect(await world.signedInAs(other)).toBe(world.email);
    expect(other.jar.has('__Host-pending-identity')).toBe(false);
  });

  it('leads to where one wanted to go', async () => {
    const world = await socialWorld();
    const query = '?return_to=%2Faccount%2Fsessions';
    expect((await world.go(world.browser(), { query })).url).toBe('/account/sessions');
  });

  it('leads nowhere else', async () => {
    const world = await socialWorld();
    const query = '?return_to=https%3A%2F%2Fevil.example%2F';
    expect((await world.go(world.browser(), { query })).url).toBe('/account/profile');
  });

  it('remembers a session if that was asked for', async () => {
    const world = await socialWorld();
    const lives: number[] = [];
    for (const query of ['', '?remember_me=true']) {
      const client = world.browser();
      const answer = await world.fake.decide(await world.begin(client, query));
      const page = await client.open(`${START}/callback?${answer}`, { follow: false });
      const cookie = page.headers.getSetCookie().find((one) => one.includes('refresh_token'));
      lives.push(Number(/Max-Age=(\d+)/.exec(cookie ?? '')?.[1]));
    }
    expect(lives).toEqual([604_800, 1_209_600]);
  });

  it('asks for a second step where one is due', async () => {
    const world = await socialWorld({ env: { LOGIN_SECOND_FACTOR: 'enrolled' } });
    await world.go(world.browser());
    await switchSecondStepOn(world.email);
    const client = world.browser();
    const page = await world.go(client, { query: '?return_to=%2Faccount%2Fsessions' });
    expect(page.url).toMatch(/^\/second-step\/?[^?]*\?return_to=%2Faccount%2Fsessions/);
    expect(await world.signedInAs(client)).toBeNull();
  });

  it.each([
    [true, { amr: ['pwd', 'mfa'] }, '/account'],
    [true, { amr: ['pwd', 'mfa'], auth_time: 1 }, '/second-step'],
    [true, { amr: ['pwd'] }, '/second-step'],
    [false, { amr: ['pwd', 'mfa'] }, '/second-step'],
  ])(
    'is both steps only by a provider that is trusted and says so lately: %s, %j',
    async (trust, said, to) => {
      const sub = crypto.randomUUID();
      const change = { person: { sub, email: freshEmail(), email_verified: true, ...said } };
      const env = { LOGIN_SECOND_FACTOR: 'always' };
      const world = await socialWorld({ trust, change, env });
      expect((await world.go(world.browser())).url.startsWith(to)).toBe(true);
    },
  );

  it('asks what everyone agrees to before there is an account', async () => {
    const env = { TERMS_URL: 'https://fernhill.example/terms' };
    const world = await socialWorld({ env });
    const client = world.browser();
    const page = await world.go(client, { query: '?return_to=%2Faccount%2Fsessions' });
    expect([page.url, page.h1]).toEqual([`${START}/finish`, 'Create your account']);
    expect(page.text).toContain(LABEL);
    const again = await client.submit(page);
    expect([again.status, again.errors.terms_accepted]).toEqual([400, expect.any(String)]);
    const done = await client.submit(again, { terms_accepted: 'yes' });
    expect(done.url).toBe('/account/sessions');
    expect(await world.signedInAs(client)).toBe(world.email);
    // It is used up: nothing waits, and its answer makes no other session.
    expect((await world.browser().open(`${START}/finish`)).url).toBe('/sign-in');
    expect(client.jar.has('__Host-pending-identity')).toBe(false);
  });

  it('does not change who is signed in', async () => {
    const world = await socialWorld();
    const client = world.browser();
    await client.signIn(await register(world.app));
    const page = await client.open(START);
    expect([page.url, page.h1]).toEqual(['/sign-in', 'You’re already signed in']);
  });

  it('goes on by a page of its own where a redirect would be stopped', async () => {
    const world = await socialWorld();
    const page = await world.browser().open(`${START}?through=page`, { follow: false });
    expect([page.status, page.refresh]).toEqual([200, expect.stringContaining(world.fake.issuer)]);
  });
});

describe('a way that leads nowhere', () => {
  const query = '?return_to=%2Faccount%2Fsessions';

  it('says that it was cancelled, and keeps where one wanted to go', async () => {
    const world = await socialWorld();
    const page = await world.go(world.browser(), { query, decision: 'cancel' });
    expect(page.url).toBe('/sign-in?return_to=%2Faccount%2Fsessions');
    expect(page.text).toContain(`${LABEL} didn’t sign you in`);
  });

  it('says that the provider is down, at either end', async () => {
    const world = await socialWorld();
    const client = world.browser();
    const location = await world.begin(client, query);
    await world.fake.set({ troubles: { token: 'status_500' } });
    const page = await world.comeBack(client, location);
    expect(page.url).toBe('/sign-in?return_to=%2Faccount%2Fsessions');
    expect(page.text).toContain(`${LABEL} can’t be reached right now`);
    const broken = await socialWorld();
    await broken.fake.set({ troubles: { metadata: 'status_500' } });
    const start = await broken.browser().open(START + query);
    expect(start.url).toBe('/sign-in?return_to=%2Faccount%2Fsessions');
    expect(start.text).toContain(`${LABEL} can’t be reached right now`);
  });

  it('says that the answer could not be verified, and shows none of it', async () => {
    const world = await socialWorld({ change: { faults: ['wrong_nonce'] } });
    const client = world.browser();
    const page = await world.go(client, { query });
    expect(page.url).toBe('/sign-in?return_to=%2Faccount%2Fsessions');
    expect(page.text).toContain(`We couldn’t verify the answer from ${LABEL}`);
    expect(await world.signedInAs(client)).toBeNull();
  });
});
