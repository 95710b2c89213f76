import { describe, expect, it } from 'vitest';
import { createPageClient, type OpenPage } from '../../support/page-client.ts';
import { register } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { layTrialPages } from '../../support/trial-pages.tsx';

const ORIGIN = 'https://auth.test';

function open(env: Record<string, unknown> = {}) {
  const app = createTestApp({ env });
  return { app, ...layTrialPages(app), client: createPageClient(app) };
}

const csrfOf = (page: OpenPage) => page.forms[0]?.fields.csrf_token ?? '';

describe('a form', () => {
  it('is taken from the page that we made, and its success is said once', async () => {
    const { client, saved } = open();
    const page = await client.open('/trial/door');
    const next = await client.submit(page, { name: 'Ada' });
    expect([next.url, next.statuses, saved]).toEqual([
      '/trial/door',
      ['profile_saved Ada'],
      ['Ada'],
    ]);
    expect((await client.open('/trial/door')).statuses).toEqual([]);
  });

  it.each([
    ['no token', { csrf_token: null }, {}],
    ['a made-up token', { csrf_token: 'a.b' }, {}],
    ['an opaque origin', {}, { Origin: 'null' }],
    ['another origin', {}, { Origin: 'https://evil.example' }],
    ['a sibling domain', {}, { Origin: 'https://auth.test.evil.example' }],
    ['another scheme', {}, { Origin: 'http://auth.test' }],
  ])('with %s is refused by a page that leads on', async (_, fields, headers) => {
    const { client, saved } = open();
    const page = await client.open('/trial/door?return_to=/account');
    const refused = await client.submit(page, { name: 'Eve', ...fields }, { headers });
    expect([refused.status, refused.h1, saved]).toEqual([403, 'This page is out of date', []]);
    const again = await client.submit(refused, {}, { action: '/trial/door' });
    const done = await client.submit(again, { name: 'Ada' });
    expect(done.url).toBe('/sign-in?return_to=%2Faccount%2Fprofile');
    expect(saved).toEqual(['Ada']);
  });

  it('without Origin is judged by Sec-Fetch-Site', async () => {
    const { app, client, saved } = open();
    const page = await client.open('/trial/door');
    const body = new URLSearchParams({ csrf_token: csrfOf(page), name: 'Ada' }).toString();
    const send = (headers: Record<string, string>) =>
      app.fetch('/trial/door', {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          Cookie: client.cookies(),
          ...headers,
        },
        body,
      });
    for (const site of ['cross-site', 'same-site'])
      expect((await send({ 'Sec-Fetch-Site': site })).status).toBe(403);
    expect(saved).toEqual([]);
    for (const site of ['same-origin', 'none'])
      expect((await send({ 'Sec-Fetch-Site': site })).status).toBe(303);
    expect((await send({})).status).toBe(303);
  });

  it('of another browser is refused, and so is that of another session', async () => {
    const { app, client, saved } = open();
    const other = createPageClient(app);
    const stolen = csrfOf(await other.open('/trial/door'));
    const page = await client.open('/trial/door');
    const refused = await client.submit(page, { name: 'Eve', csrf_token: stolen });
    expect(refused.status).toBe(403);
    await other.signIn(await register(app));
    await client.signIn(await register(app));
    const theirs = csrfOf(await other.open('/trial/mine'));
    const mine = await client.open('/trial/mine');
    expect((await client.submit(mine, { name: 'Eve', csrf_token: theirs })).status).toBe(403);
    expect(saved).toEqual([]);
  });

  it('of a browser without cookies is told that cookies are off', async () => {
    const { app, saved } = open();
    const client = createPageClient(app, { cookies: false });
    const refused = await client.submit(await client.open('/trial/door'), { name: 'Ada' });
    expect([refused.status, refused.h1]).toEqual([403, 'Your browser didn’t send our cookie']);
    expect(refused.forms[0]).toMatchObject({ action: '/trial/door', method: 'get' });
    expect(saved).toEqual([]);
  });

  it('of a tab opened before the sign-in still counts', async () => {
    const { app, client, saved } = open();
    const before = await client.open('/trial/door');
    await client.signIn(await register(app));
    await client.submit(before, { name: 'Ada' });
    expect(saved).toEqual(['Ada']);
  });

  it('of one tab counts while another tab uses its session', async () => {
    const { app, client, saved } = open();
    await client.signIn(await register(app));
    const first = await client.open('/trial/mine');
    const second = await client.open('/trial/mine');
    await client.submit(second, { name: 'second' });
    await client.submit(first, { name: 'first' });
    await client.submit(first, { name: 'first again' });
    expect(saved).toEqual(['second', 'first', 'first again']);
  });

  it('that is no form is refused as such', async () => {
    const { app } = open();
    const answer = await app.post('/trial/door', { name: 'Ada' }, { Origin: ORIGIN });
    expect(answer.status).toBe(415);
  });

  it('with a wrong field is shown again', async () => {
    const { client, saved } = open();
    const page = await client.open('/trial/door');
    expect((await client.submit(page, { name: 'x'.repeat(21) })).status).toBe(400);
    expect((await client.submit(page, { name: '' })).status).toBe(400);
    expect(saved).toEqual([]);
  });

  it('survives a rotation of the secret', async () => {
    const { app, client } = open();
    const page = await client.open('/trial/door');
    const rotated = createTestApp({
      env: {
        AUTH_SECRET: 'another-secret-that-only-the-tests-know-012345',
        AUTH_SECRET_PREVIOUS: app.env.AUTH_SECRET,
      },
    });
    const { saved } = layTrialPages(rotated);
    const later = createPageClient(rotated);
    for (const [name, value] of client.jar) later.jar.set(name, value);
    await later.submit(page, { name: 'Ada' });
    expect(saved).toEqual(['Ada']);
  });
});

describe('a way back', () => {
  const APP = 'https://app.example.com';

  it('of our own is a redirect; of another origin a page that goes on by itself', async () => {
    const { client } = open({ APP_RETURN_URL: `${APP}/home` });
    const own = await client.open('/trial/door?return_to=/account');
    expect((await client.submit(own, { name: 'x' }, { follow: false })).status).toBe(303);
    const to = `${APP}/orders?a=1&b="2"`;
    const page = await client.open(`/trial/door?return_to=${encodeURIComponent(to)}`);
    const left = await client.submit(page, { name: 'x' }, { follow: false });
    const used = `${APP}/orders?a=1&b=%222%22`;
    expect([left.status, left.refresh]).toEqual([200, used]);
    expect(left.links.map(({ href }) => href)).toContain(used);
  });

  it('that is not allowed leads nowhere, whether it stands in the query or in the form', async () => {
    const { client } = open();
    const page = await client.open('/trial/door?return_to=https://evil.example/');
    expect(page.forms[0]?.fields.return_to).toBeUndefined();
    const left = await client.submit(page, { name: 'x', return_to: '//evil.example' });
    expect(left.url).toBe('/trial/door');
  });
});
