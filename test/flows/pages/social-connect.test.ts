import { describe, expect, it } from 'vitest';
import type { PageClient } from '../../support/page-client.ts';
import { PASSWORD, register } from '../../support/people.ts';
import { LABEL, type SocialWorld, START, socialWorld } from '../../support/social-world.ts';

const CONNECTIONS = '/account/connections';
const JOIN = `${CONNECTIONS}/join`;

/** Somebody who has an account and is signed in. */
async function owner(world: SocialWorld, email?: string) {
  const client = world.browser();
  const address = await register(world.app, email);
  await client.signIn(address);
  return { client, email: address };
}

/** Presses Connect, and comes back from the provider. */
async function connect(world: SocialWorld, client: PageClient) {
  const page = await client.open(CONNECTIONS);
  const going = await client.submit(page, {}, { action: `${CONNECTIONS}/with/ours` });
  if (going.refresh === null) throw new Error(`${going.url}: ${going.text}`);
  return world.comeBack(client, going.refresh);
}

describe('connecting a provider', () => {
  it('asks first, then signs in to that account', async () => {
    const world = await socialWorld();
    const { client, email } = await owner(world);
    const join = await connect(world, client);
    expect([join.url, join.h1]).toEqual([JOIN, `Connect ${LABEL}?`]);
    expect(join.text).toContain(email);
    expect(join.text.replaceAll('\u200b', '')).toContain(world.email);
    const done = await client.submit(join, {}, { action: JOIN });
    expect([done.url, done.statuses.join()]).toEqual([
      CONNECTIONS,
      expect.stringContaining(`${LABEL} is connected`),
    ]);
    const other = world.browser();
    await world.go(other);
    expect(await world.signedInAs(other)).toBe(email);
  });

  it('changes nothing before the owner says so', async () => {
    const world = await socialWorld();
    const { client, email } = await owner(world);
    await connect(world, client);
    await client.open(JOIN);
    const other = world.browser();
    await world.go(other);
    expect(await world.signedInAs(other)).toBe(world.email);
    expect(email).not.toBe(world.email);
  });

  it('needs a fresh proof at each step', async () => {
    const world = await socialWorld();
    const { client } = await owner(world);
    world.app.advance(11 * 60_000);
    const page = await client.open(CONNECTIONS);
    const led = await client.submit(page, {}, { action: `${CONNECTIONS}/with/ours` });
    expect(led.url).toMatch(/^\/account\/step-up\?return_to=/);
    const ask = await client.submit(led, { password: PASSWORD });
    expect([ask.url, ask.h1]).toEqual([`${CONNECTIONS}/with/ours`, `Connect ${LABEL}`]);
  });

  it('belongs to the session that began it', async () => {
    const world = await socialWorld();
    const { client } = await owner(world);
    await connect(world, client);
    const second = await owner(world);
    const cookie = client.jar.get('__Host-pending-identity') ?? '';
    second.client.jar.set('__Host-pending-identity', cookie);
    const page = await second.client.open(JOIN);
    expect([page.url, page.text]).toEqual([
      CONNECTIONS,
      expect.stringContaining('There’s nothing to connect'),
    ]);
    const posted = await second.client.post(JOIN, {}, { follow: false });
    expect(posted.status).toBe(403);
  });

  it('refuses what another account has, and says nothing of that one', async () => {
    const world = await socialWorld();
    await world.go(world.browser());
    const { client } = await owner(world);
    const join = await connect(world, client);
    const refused = await client.submit(join, {}, { action: JOIN });
    expect([refused.status, refused.alerts.join()]).toEqual([
      409,
      expect.stringContaining(`This ${LABEL} account is in use`),
    ]);
  });

  it('says that it is connected already', async () => {
    const world = await socialWorld();
    const client = world.browser();
    await world.go(client);
    const begun = await client.open(`${CONNECTIONS}/with/ours`);
    const going = await client.submit(begun);
    const join = await world.comeBack(client, going.refresh ?? '');
    const done = await client.submit(join, {}, { action: JOIN });
    expect([done.url, done.text]).toEqual([
      CONNECTIONS,
      expect.stringContaining(`${LABEL} was connected already`),
    ]);
  });

  it('leads back and says so if one cancels there', async () => {
    const world = await socialWorld();
    const { client } = await owner(world);
    const page = await client.open(CONNECTIONS);
    const going = await client.submit(page, {}, { action: `${CONNECTIONS}/with/ours` });
    const back = await world.comeBack(client, going.refresh ?? '', 'cancel');
    expect([back.url, back.text]).toEqual([
      CONNECTIONS,
      expect.stringContaining(`${LABEL} didn’t sign you in`),
    ]);
  });
});

describe('a provider whose address has an account', () => {
  it('is connected once its owner has signed in there and then', async () => {
    const world = await socialWorld();
    await register(world.app, world.email);
    const client = world.browser();
    const page = await world.go(client, { query: '?return_to=%2Faccount%2Fsessions' });
    expect([page.url, page.h1]).toEqual([`${START}/existing`, 'You already have an account']);
    expect(await world.signedInAs(client)).toBeNull();
    const signIn = await client.follow(page, 'Sign in to connect it');
    expect(signIn.url).toBe(`/sign-in?return_to=${encodeURIComponent(JOIN)}`);
    const fields = { email_or_username: world.email, password: PASSWORD };
    const join = await client.submit(signIn, fields, { action: '/sign-in' });
    expect([join.url, join.h1]).toEqual([JOIN, `Connect ${LABEL}?`]);
    const done = await client.submit(join, {}, { action: JOIN });
    expect(done.url).toBe('/account/sessions');
    const other = world.browser();
    await world.go(other);
    expect(await world.signedInAs(other)).toBe(world.email);
  });

  it('does not join the account of a session that is older', async () => {
    const world = await socialWorld();
    await register(world.app, world.email);
    const { client } = await owner(world);
    const stranger = world.browser();
    world.app.advance(1000);
    await world.go(stranger);
    const cookie = stranger.jar.get('__Host-pending-identity') ?? '';
    client.jar.set('__Host-pending-identity', cookie);
    expect((await client.open(JOIN)).url).toMatch(/^\/account\/step-up\?return_to=/);
  });
});

describe('disconnecting a provider', () => {
  it('asks first, and then nobody signs in by it', async () => {
    const world = await socialWorld();
    const { client, email } = await owner(world);
    await client.submit(await connect(world, client), {}, { action: JOIN });
    const listed = await client.open(CONNECTIONS);
    expect(listed.text).toContain('Ways to sign in');
    const ask = await client.follow(listed, `Disconnect ${LABEL}`);
    expect(ask.h1).toBe(`Disconnect ${LABEL}?`);
    const path = ask.url;
    const done = await client.submit(ask, {}, { action: path });
    expect([done.url, done.statuses.join()]).toEqual([
      CONNECTIONS,
      expect.stringContaining(`${LABEL} is disconnected`),
    ]);
    expect((await client.open(path)).url).toBe('/account/connections');
    const again = await client.submit(ask, {}, { action: path });
    expect([again.status, again.url]).toEqual([200, CONNECTIONS]);
    const other = world.browser();
    await world.go(other);
    expect(await world.signedInAs(other)).not.toBe(email);
  });

  it('needs a fresh proof, to ask and to act, as connecting one does at its end', async () => {
    const world = await socialWorld();
    const { client, email } = await owner(world);
    const join = await connect(world, client);
    world.app.advance(11 * 60_000);
    const led = await client.submit(join, {}, { action: JOIN });
    expect(led.url).toMatch(/^\/account\/step-up\?return_to=/);
    const proved = await client.submit(led, { password: PASSWORD });
    await client.submit(proved, {}, { action: JOIN });
    const ask = await client.follow(await client.open(CONNECTIONS), `Disconnect ${LABEL}`);
    world.app.advance(11 * 60_000);
    for (const page of [
      await client.open(ask.url),
      await client.submit(ask, {}, { action: ask.url }),
    ])
      expect(page.url).toMatch(/^\/account\/step-up\?return_to=/);
    const other = world.browser();
    await world.go(other);
    expect(await world.signedInAs(other)).toBe(email);
  });

  it('of another account leads to one’s own, and does nothing', async () => {
    const world = await socialWorld();
    const theirs = world.browser();
    await world.go(theirs);
    const listed = await theirs.open(CONNECTIONS);
    const link = listed.links.find(({ href }) => href.endsWith('/disconnect'))?.href ?? '';
    const { client } = await owner(world);
    expect((await client.open(link)).url).toBe('/account/connections');
    const any = await client.open('/account/profile');
    const csrf_token = any.forms.find(({ fields }) => 'csrf_token' in fields)?.fields.csrf_token;
    const pressed = await client.post(link, { csrf_token: csrf_token ?? '' });
    expect([pressed.status, pressed.url]).toEqual([200, CONNECTIONS]);
    const again = world.browser();
    await world.go(again);
    expect(await world.signedInAs(again)).toBe(world.email);
  });

  it('is refused where it is the only way in, with what to do about that', async () => {
    const email = `${crypto.randomUUID().slice(0, 8)}@privaterelay.appleid.com`;
    const world = await socialWorld({
      change: { person: { email } },
      authority: 'privaterelay.appleid.com',
    });
    const client = world.browser();
    await world.go(client);
    const listed = await client.open(CONNECTIONS);
    const ask = await client.follow(listed, `Disconnect ${LABEL}`);
    const refused = await client.submit(ask, {}, { action: ask.url });
    expect([refused.status, refused.headings]).toEqual([
      409,
      expect.arrayContaining(['It’s your only way in']),
    ]);
    expect(refused.links.map(({ href }) => href)).toContain('/account/security/password');
  });
});
