import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createVerifier, type Refusal, type Verifier } from '../../../src/client/server/index.ts';
import { createIssuer, ISSUER } from './issuer.ts';

const MINUTE = 60_000;
let issuer: Awaited<ReturnType<typeof createIssuer>>;
let verifier: Verifier;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  issuer = await createIssuer();
  verifier = createVerifier({ issuer: ISSUER, fetch: issuer.fetch });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (time: number) => vi.setSystemTime(Date.now() + time);
const outage = () => new Response('busy', { status: 503 });
const isGood = async () => verifier.verify(await issuer.sign()).then(({ sub }) => sub === 'ada');
const refusal = async (token?: string) =>
  verifier.verify(token ?? (await issuer.sign())).then(
    () => expect.fail('it was let in'),
    (error: Refusal) => error,
  );

it('a new key is found when a token names it', async () => {
  expect(await isGood()).toBe(true);
  const next = await issuer.createKey('next');
  issuer.published.unshift(next.jwk);
  pass(MINUTE);
  expect(await verifier.verify(await issuer.sign({}, next))).toMatchObject({ sub: 'ada' });
  expect(await isGood()).toBe(true);
  expect(issuer.asked).toHaveLength(2);
});

it('tokens that name unknown keys cost one look each 30 seconds', async () => {
  expect(await isGood()).toBe(true);
  pass(MINUTE);
  for (let nth = 0; nth < 20; nth++) {
    const forger = await issuer.createKey(`forged-${nth}`);
    expect(await refusal(await issuer.sign({}, forger))).toMatchObject({ code: 'invalid_token' });
  }
  expect(issuer.asked).toHaveLength(2);
});

it('a key that was withdrawn is taken no longer than five minutes', async () => {
  const withdrawn = await issuer.createKey('withdrawn');
  issuer.published.push(withdrawn.jwk);
  const sign = () => issuer.sign({}, withdrawn);
  expect(await verifier.verify(await sign())).toBeDefined();
  issuer.published.pop();
  pass(5 * MINUTE + 1);
  expect(await refusal(await sign())).toMatchObject({ code: 'invalid_token' });
  expect(await isGood()).toBe(true);
});

it('many requests at once ask once, but in Workers, where requests share no waiting', async () => {
  vi.stubGlobal('WebSocketPair', undefined);
  vi.stubGlobal('navigator', { userAgent: 'Node.js' });
  await Promise.all(Array.from({ length: 20 }, isGood));
  expect(issuer.asked).toHaveLength(1);
});

it('while the issuer is away known keys go on, and it is asked once in ten seconds', async () => {
  expect(await isGood()).toBe(true);
  issuer.answers = outage;
  pass(6 * MINUTE);
  for (let nth = 0; nth < 10; nth++) expect(await isGood()).toBe(true);
  expect(issuer.asked).toHaveLength(2);
  pass(10_001);
  expect(await isGood()).toBe(true);
  expect(issuer.asked).toHaveLength(3);
  issuer.answers = null;
  pass(10_001);
  expect(await isGood()).toBe(true);
  expect(await isGood()).toBe(true);
  expect(issuer.asked).toHaveLength(4);
});

it('after an hour away they are not taken', async () => {
  expect(await isGood()).toBe(true);
  issuer.answers = outage;
  pass(60 * MINUTE + 1);
  expect(await refusal()).toMatchObject({ code: 'keys_unavailable', status: 503 });
});

it('a token of a new key is not called wrong while nobody can tell', async () => {
  expect(await isGood()).toBe(true);
  issuer.answers = outage;
  pass(MINUTE);
  const next = await issuer.createKey('next');
  const refused = await refusal(await issuer.sign({}, next));
  expect(refused).toMatchObject({ code: 'keys_unavailable', headers: { 'Retry-After': '10' } });
  expect(refused.headers['WWW-Authenticate']).toBeUndefined();
});

it.each<[string, () => Response]>([
  ['an error', outage],
  ['a redirect', () => Response.redirect('https://evil.example.com/jwks.json')],
  ['a page', () => new Response('<html>')],
  ['no key set', () => Response.json({ keys: null })],
  ['nothing', () => Response.json(null)],
  [
    'a broken connection',
    () => {
      throw new TypeError('fetch failed');
    },
  ],
])('an issuer that answers %s is not asked again and again', async (_, answers) => {
  issuer.answers = answers;
  for (let nth = 0; nth < 5; nth++)
    expect(await refusal()).toMatchObject({ code: 'keys_unavailable', status: 503 });
  expect(issuer.asked).toHaveLength(1);
  issuer.answers = null;
  pass(10_001);
  expect(await isGood()).toBe(true);
});
