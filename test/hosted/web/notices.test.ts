import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createFlashes, type Flash } from '../../../src/hosted/web/flash.ts';
import { clearPending, readPending, writePending } from '../../../src/hosted/web/pending-cookie.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const CODES = ['abcd-efgh-jkmn-pqrs', 'tuvw-xyz2-3456-789a'];
const FLASH: Flash = { key: 'recovery_codes_made', data: { codes: CODES } };

/** Sets a notice for one session, and reads it in another request. */
function trial({ now = 0, reader = 'one', keys = [key(1)] as [Uint8Array], wait = 0 } = {}) {
  const set = createFlashes({ keys: [key(1)], clock: () => now });
  const take = createFlashes({ keys, clock: () => now + wait });
  const app = new Hono()
    .get('/set', async (c) => {
      await set.set(c, FLASH, 'one');
      return c.body(null);
    })
    .get('/take', async (c) => c.json(await take.take(c, reader === '' ? null : reader)));
  const base = 'https://auth.test';
  return async () => {
    const cookie = (await app.request(`${base}/set`)).headers.getSetCookie()[0] ?? '';
    const taken = await app.request(`${base}/take`, {
      headers: { Cookie: cookie.split(';')[0] ?? '' },
    });
    return { cookie, taken: await taken.json(), after: taken.headers.getSetCookie()[0] ?? '' };
  };
}

describe('a notice', () => {
  it('travels sealed, is shown to its session, and is then forgotten', async () => {
    const { cookie, taken, after } = await trial()();
    expect(cookie).toMatch(/^__Host-notice=.*; Max-Age=300; .*HttpOnly/);
    for (const code of CODES) expect(cookie).not.toContain(code);
    expect(taken).toEqual(FLASH);
    expect(after).toMatch(/^__Host-notice=;.*Max-Age=0/);
  });

  it.each([
    ['of another session', { reader: 'two' }],
    ['without a session', { reader: '' }],
    ['after five minutes', { wait: 300_000 }],
    ['under another secret', { keys: [key(2)] as [Uint8Array] }],
  ])('is not shown on a page %s, and is forgotten', async (_, how) => {
    const { taken, after } = await trial(how)();
    expect(taken).toBeNull();
    expect(after).toContain('Max-Age=0');
  });

  it('that was made up says nothing', async () => {
    const flashes = createFlashes({ keys: [key(1)], clock: () => 0 });
    const app = new Hono().get('/', async (c) => c.json(await flashes.take(c)));
    const headers = { Cookie: '__Host-notice=eyJhbGciOiJub25lIn0.e30.' };
    expect(await (await app.request('https://auth.test/', { headers })).json()).toBeNull();
  });
});

describe('a sign-in that waits', () => {
  const app = new Hono()
    .get('/write', (c) => {
      const waiting = { mfaToken: 'a.b.c', methods: ['totp'], enrol: [] };
      writePending(c, waiting as Parameters<typeof writePending>[1], 600_999);
      return c.body(null);
    })
    .get('/read', (c) => c.json(readPending(c)))
    .get('/clear', (c) => {
      clearPending(c);
      return c.body(null);
    });
  const ask = (path: string, cookie = '') =>
    app.request(`https://auth.test${path}`, { headers: { Cookie: cookie } });

  it('is kept where no script and no sibling domain reaches it', async () => {
    const [cookie = ''] = (await ask('/write')).headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-sign-in=.*Max-Age=600;.*HttpOnly; Secure; SameSite=Lax$/);
    const read = await (await ask('/read', cookie.split(';')[0])).json();
    expect(read).toMatchObject({ mfaToken: 'a.b.c', methods: ['totp'] });
    expect((await ask('/clear')).headers.getSetCookie()[0]).toContain('Max-Age=0');
  });

  it.each(['x', 'e30', 'bnVsbA', '%00'])('is none if its cookie is %j', async (value) => {
    expect(await (await ask('/read', `__Host-sign-in=${value}`)).json()).toBeNull();
  });
});
