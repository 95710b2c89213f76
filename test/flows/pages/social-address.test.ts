import { UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { OpenPage, PageClient } from '../../support/page-client.ts';
import { freshEmail, register } from '../../support/people.ts';
import { LABEL, type SocialWorld, START, socialWorld } from '../../support/social-world.ts';

const codeIn = (text: string) => /\b\d{6}\b/.exec(text)?.[0] ?? '';

/** Somebody for whose address the provider does not vouch, at the page that asks for one. */
async function unvouched(env: Record<string, string> = {}) {
  const world = await socialWorld({ vouches: false, env });
  const client = world.browser();
  const page = await world.go(client, { query: '?return_to=%2Faccount%2Fsessions' });
  return { world, client, page };
}

async function sendCode(world: SocialWorld, client: PageClient, page: OpenPage, email: string) {
  const asked = await client.submit(page, { email });
  const { text } = await world.app.lastMail(email);
  return { asked, code: codeIn(text) };
}

describe('an address that a provider does not vouch for', () => {
  it('is proved by a code before there is an account', async () => {
    const { world, client, page } = await unvouched();
    expect([page.url, page.h1]).toEqual([`${START}/address`, 'Your email address']);
    expect(page.forms.find(({ action }) => action.endsWith('/address'))?.fields.email).toBe(
      world.email,
    );
    const { asked, code } = await sendCode(world, client, page, world.email);
    expect([asked.url, asked.h1]).toEqual([`${START}/address`, 'Check your inbox']);
    const wrong = await client.submit(asked, { otp: code === '000000' ? '000001' : '000000' });
    expect([wrong.status, wrong.errors.otp]).toEqual([401, expect.any(String)]);
    const done = await client.submit(wrong, { otp: code });
    expect(done.url).toBe('/account/sessions');
    expect(await world.signedInAs(client)).toBe(world.email);
    const again = world.browser();
    await world.go(again);
    expect(await world.signedInAs(again)).toBe(world.email);
  });

  it('is limited as codes of the API are', async () => {
    const limits = { otp_request: { limit: 3 }, otp_verify_name: { limit: 2 } };
    const { world, client, page } = await unvouched({ RATE_LIMITS: JSON.stringify(limits) });
    const sent = await client.submit(page, { email: world.email }, { follow: false });
    expect(sent.headers.get('RateLimit-Policy')).toContain('"otp_request_name"');
    const asked = await client.open(`${START}/address`);
    const wrong = () => client.submit(asked, { otp: '000000' });
    const tries = [await wrong(), await wrong(), await wrong()];
    expect(tries[0]?.headers.get('RateLimit-Policy')).toContain('"otp_verify_name"');
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 429]);
  });

  it('counts by the address that is typed, whatever else is sent', async () => {
    const limits = { otp_request_name: { limit: 2 } };
    const { world, client, page } = await unvouched({ RATE_LIMITS: JSON.stringify(limits) });
    const statuses: number[] = [];
    for (let tries = 0; tries < 3; tries++) {
      const token = new UnsecuredJWT().setSubject(crypto.randomUUID()).encode();
      const fields = { email: world.email, mfa_token: token };
      statuses.push((await client.submit(page, fields, { follow: false })).status);
    }
    expect(statuses).toEqual([303, 303, 429]);
  });

  it('waits for nobody once somebody signs out in this browser', async () => {
    const { world, client, page } = await unvouched();
    await sendCode(world, client, page, world.email);
    await client.signIn(await register(world.app));
    await client.submit(await client.open('/sign-out'), {}, { press: 'Sign out' });
    expect(client.jar.get('__Host-pending-identity')).toBeUndefined();
    expect((await client.open(`${START}/address`)).url).toBe('/sign-in');
  });

  it('may be another one than the provider names', async () => {
    const { world, client, page } = await unvouched();
    const email = freshEmail();
    const { asked, code } = await sendCode(world, client, page, email);
    await client.submit(asked, { otp: code });
    expect(await world.signedInAs(client)).toBe(email);
  });

  it('is asked for again on wish, and must be one', async () => {
    const { world, client, page } = await unvouched();
    const wrong = await client.submit(page, { email: 'ada' });
    expect([wrong.status, wrong.errors.email]).toEqual([400, expect.any(String)]);
    const { asked } = await sendCode(world, client, page, world.email);
    const other = await client.follow(asked, 'Use another address');
    expect(other.h1).toBe('Your email address');
  });

  it('is no way into the account of its owner, who is led to sign in', async () => {
    const { world, client, page } = await unvouched();
    const owner = await register(world.app);
    const { asked, code } = await sendCode(world, client, page, owner);
    const done = await client.submit(asked, { otp: code });
    expect([done.url, done.h1]).toEqual([`${START}/existing`, 'You already have an account']);
    expect(await world.signedInAs(client)).toBeNull();
  });

  it('proves nothing in another browser', async () => {
    const { world, client, page } = await unvouched();
    const { code } = await sendCode(world, client, page, world.email);
    const other = await unvouched();
    expect(other.page.url).toBe(`${START}/address`);
    const thief = world.browser();
    const theirs = await world.go(thief);
    const asked = await thief.submit(theirs, { email: world.email });
    const refused = await thief.submit(asked, { otp: code });
    expect([refused.status, await world.signedInAs(thief)]).toEqual([401, null]);
  });

  it('waits for half an hour, and then for nothing', async () => {
    const { world, client } = await unvouched();
    world.app.advance(30 * 60_000);
    const page = await client.open(`${START}/address`);
    expect([page.url, page.text]).toEqual(['/sign-in', expect.stringContaining('too long')]);
  });

  it('asks for what everyone agrees to after that', async () => {
    const { world, client, page } = await unvouched({ TERMS_URL: 'https://fernhill.example/t' });
    const { asked, code } = await sendCode(world, client, page, world.email);
    const finish = await client.submit(asked, { otp: code });
    expect(finish.url).toBe(`${START}/finish`);
    const done = await client.submit(finish, { terms_accepted: 'yes' });
    expect(done.url).toBe('/account/sessions');
  });
});

it('a page of one step is no page of another', async () => {
  const { client } = await unvouched();
  for (const step of ['finish', 'existing'])
    expect((await client.open(`${START}/${step}`)).url).toBe('/sign-in');
  expect(LABEL).not.toBe('');
});
