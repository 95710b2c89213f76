import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { DICTIONARY_FILE } from '../../src/methods/password/password-dictionary.ts';
import { freshEmail, newcomer, PASSWORD, refusal, tokenOf } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const NEW_PASSWORD = 'another-Horse-8-battery';
const UNAVAILABLE = [503, 'storage_unavailable'];

type Fetch = () => Promise<Response>;
/** Assets of an isolate that has read nothing yet; counts how often they are asked. */
function freshAssets(fetch: (real: Fetch) => Promise<Response> = (real) => real()) {
  const asked = { count: 0 };
  const assets = {
    fetch: (input: RequestInfo | URL) => {
      asked.count++;
      return fetch(() => env.ASSETS.fetch(input));
    },
  };
  return { assets, asked };
}

const register = (app: TestApp, password = PASSWORD) =>
  app.post('/api/v1/auth/register', { email: freshEmail(), password });

const whole = () => env.ASSETS.fetch(`https://auth.test/${DICTIONARY_FILE}`);

/** Assets that do not give the dictionary, in every way that they might. */
const BROKEN: [string, (real: Fetch) => Promise<Response>][] = [
  ['fail', () => Promise.reject(new Error('the assets are down'))],
  ['lack it', async () => new Response('not found', { status: 404 })],
  ['send another document', async () => new Response('<!doctype html>')],
  ['send half of it', async () => new Response((await (await whole()).text()).slice(0, 290_000))],
  ['send an empty one', async () => Response.json({ graphs: {}, dictionary: {} })],
  [
    'send a short list',
    async () => {
      const { graphs, dictionary } = (await (await whole()).json()) as {
        graphs: object;
        dictionary: Record<string, string[]>;
      };
      const short = { ...dictionary, 'passwords-common': ['password'] };
      return Response.json({ graphs, dictionary: short });
    },
  ],
];

describe('the dictionary of passwords', () => {
  it('is read once by an isolate, at the first password that is judged', async () => {
    const { assets, asked } = freshAssets();
    const app = createTestApp({ env: { ASSETS: assets } });
    const person = await newcomer(createTestApp());
    await app.post('/api/v1/auth/login', { email: person.email, password: PASSWORD });
    expect(asked.count).toBe(0);
    expect(await refusal(await register(app, 'P@ssw0rd1'))).toEqual([400, 'password_too_weak']);
    expect((await register(app)).status).toBe(201);
    expect((await register(createTestApp({ env: { ASSETS: assets } }))).status).toBe(201);
    expect(asked.count).toBe(1);
  });

  it('is awaited by each of several first requests', async () => {
    const app = createTestApp({ env: { ASSETS: freshAssets().assets } });
    const answers = await Promise.all(
      ['P@ssw0rd1', PASSWORD, 'Qwerty123!', PASSWORD].map((password) => register(app, password)),
    );
    expect(answers.map(({ status }) => status)).toEqual([400, 201, 400, 201]);
  });

  it.each(BROKEN)(
    'judges nothing while the assets %s, and is asked for again',
    async (_, fetch) => {
      let isBroken = true;
      const { assets } = freshAssets((real) => (isBroken ? fetch(real) : real()));
      const app = createTestApp({ env: { ASSETS: assets } });
      // A weak one too: whatever could be said without the dictionary is not.
      for (const password of [PASSWORD, 'P@ssw0rd1']) {
        const refused = await register(app, password);
        expect(refused.headers.get('Retry-After')).toBe('2');
        expect(await refusal(refused)).toEqual(UNAVAILABLE);
      }
      expect(app.mails).toEqual([]);
      isBroken = false;
      expect(await refusal(await register(app, 'P@ssw0rd1'))).toEqual([400, 'password_too_weak']);
      expect((await register(app)).status).toBe(201);
    },
  );

  it('is given up when it hangs, in time for an answer', async () => {
    const waited: number[] = [];
    const app = createTestApp({
      env: { ASSETS: freshAssets(() => new Promise(() => undefined)).assets },
      timer: (ms, fire) => {
        waited.push(ms);
        // Whatever else is waited for answers.
        const id = setTimeout(fire, ms === 3000 ? 1 : ms);
        return () => clearTimeout(id);
      },
    });
    expect(await refusal(await register(app))).toEqual(UNAVAILABLE);
    expect(waited).toContain(3000);
  });

  it('uses up no link, code or try when it is missing, and changes nothing', async () => {
    const app = createTestApp();
    const noAssets = createTestApp({
      env: { ASSETS: freshAssets(() => Promise.reject(new Error('down'))).assets },
    });
    const person = await newcomer(app);
    const { email } = person;
    const change = { old_password: PASSWORD, new_password: NEW_PASSWORD };
    const by = { Authorization: `Bearer ${person.access_token}` };
    // More often than tries at a password are allowed.
    for (let turn = 0; turn < 7; turn++)
      expect(
        await refusal(await noAssets.post('/api/v1/auth/password/change', change, by)),
      ).toEqual(UNAVAILABLE);
    expect((await app.post('/api/v1/auth/password/change', change, by)).status).toBe(200);
    app.advance(61_000);
    noAssets.advance(61_000);
    await app.post('/api/v1/auth/password/reset', { email });
    const token = tokenOf((await app.lastMail(email)).links[0]);
    const reset = { token, new_password: 'a-third-Horse-9-battery' };
    const path = '/api/v1/auth/password/reset/confirm';
    expect(await refusal(await noAssets.post(path, reset))).toEqual(UNAVAILABLE);
    const login = { email, password: NEW_PASSWORD };
    expect((await noAssets.post('/api/v1/auth/login', login)).status).toBe(200);
    expect((await app.post(path, reset)).status).toBe(200);
  });

  it('cannot be fetched from outside', async () => {
    const app = createTestApp();
    for (const path of [`/${DICTIONARY_FILE}`, `/api/docs/viewers/${DICTIONARY_FILE}`])
      expect((await app.fetch(path)).status).toBe(404);
  });
});
