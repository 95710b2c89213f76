import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import {
  originsOf,
  shareRefusal,
  shareWithClient,
} from '../../../src/oauth/clients/client-origins.ts';

const ALLOWED = 'Access-Control-Allow-Origin';
const EXPOSED = 'Access-Control-Expose-Headers';
const READABLE = ['WWW-Authenticate', 'DPoP-Nonce', 'Retry-After', 'X-Request-Id'];
const CLIENT = {
  redirectUris: [
    'https://app.example.com/callback',
    'https://app.example.com/other',
    'http://localhost:5173/callback',
    'com.example.app:/callback',
    'com.example.https:/callback',
  ],
};

describe('the origins of a client', () => {
  it('are each once those of its redirect URIs that are pages', () => {
    expect(originsOf(CLIENT)).toEqual(['https://app.example.com', 'http://localhost:5173']);
  });
});

type Sharing = { client?: boolean; refused?: boolean };

async function answerTo(origin: string | null, { client = false, refused = false }: Sharing) {
  const app = new Hono().get('/', (c) => {
    if (client) shareWithClient(c, CLIENT);
    if (refused) shareRefusal(c);
    return c.text('an answer');
  });
  const { headers } = await app.request('/', {
    headers: origin === null ? {} : { Origin: origin },
  });
  return { allowed: headers.get(ALLOWED), exposed: headers.get(EXPOSED)?.split(', ') ?? null };
}

describe('an answer', () => {
  it.each(['https://app.example.com', 'http://localhost:5173'])(
    'is read by the client’s page on %s, with what says how to go on',
    async (origin) => {
      const expected = { allowed: origin, exposed: READABLE };
      expect(await answerTo(origin, { client: true })).toEqual(expected);
    },
  );

  it.each(['https://evil.example', 'https://app.example.com.evil.example', 'null', null])(
    'is not read by a page on %s',
    async (origin) => {
      expect(await answerTo(origin, { client: true })).toEqual({ allowed: null, exposed: null });
    },
  );
});

describe('a refusal', () => {
  it.each(['https://evil.example', null])('is read by a page on %s', async (origin) => {
    const expected = { allowed: '*', exposed: READABLE };
    expect(await answerTo(origin, { refused: true })).toEqual(expected);
  });

  it('that is its client’s stays so', async () => {
    const origin = 'https://app.example.com';
    const { allowed } = await answerTo(origin, { client: true, refused: true });
    expect(allowed).toBe(origin);
  });
});
