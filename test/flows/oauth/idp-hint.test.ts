import { describe, expect, it } from 'vitest';
import { addClient, authorizePath } from '../../support/oauth.ts';
import { START, socialWorld } from '../../support/social-world.ts';

async function hinted(hint: string) {
  const world = await socialWorld();
  const oauth = await addClient(world.app);
  const path = `${authorizePath(oauth)}&idp_hint=${hint}`;
  return { ...world, path };
}

const goalOf = (url: string) => new URL(url, 'https://auth.test').searchParams.get('return_to');

describe('idp_hint', () => {
  it('leads who is signed out to the provider, and back to the client', async () => {
    const { browser, path, fake } = await hinted('ours');
    const client = browser();
    const first = await client.open(path, { follow: false });
    const location = first.headers.get('Location') ?? '';
    expect(location.split('?')[0]).toBe(START);
    const back = goalOf(location) ?? '';
    expect(back).toMatch(/^\/oauth\/continue\?request=/);
    const out = await client.open(location, { follow: false });
    const answer = await fake.decide(out.headers.get('Location') ?? '');
    const done = await client.open(`${START}/callback?${answer}`, { follow: false });
    expect(done.headers.get('Location')).toBe(back);
    const end = await client.open(back, { follow: false });
    const to = end.refresh ?? end.headers.get('Location') ?? '';
    expect(new URL(to, 'https://auth.test').searchParams.get('code') ?? end.h1).not.toBe('');
  });

  it('counts once: who comes back without a sign-in sees every way in', async () => {
    const { browser, path } = await hinted('ours');
    const client = browser();
    const first = await client.open(path, { follow: false });
    const back = goalOf(first.headers.get('Location') ?? '') ?? '';
    expect((await client.open(back)).url).toMatch(/^\/sign-in\?return_to=/);
  });

  it('that is unknown is ignored', async () => {
    const { browser, path } = await hinted('elsewhere');
    expect((await browser().open(path)).url).toMatch(/^\/sign-in\?return_to=/);
  });

  it('of a request by form goes on by a page, since a redirect would be stopped', async () => {
    const { browser, path, fake } = await hinted('ours');
    const client = browser();
    const fields = Object.fromEntries(new URL(path, 'https://auth.test').searchParams);
    const first = await client.post('/oauth/authorize', fields, { follow: false });
    const second = await client.open(first.headers.get('Location') ?? '', { follow: false });
    const third = await client.open(second.headers.get('Location') ?? '', { follow: false });
    expect([third.status, third.refresh]).toEqual([200, expect.stringContaining(fake.issuer)]);
  });
});
