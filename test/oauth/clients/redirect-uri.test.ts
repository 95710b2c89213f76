import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  faultOfQuery,
  faultOfRedirectUri,
  isShared,
  matchRedirectUri,
} from '../../../src/oauth/clients/redirect-uri.ts';

const GOOD = [
  'https://app.example.com/callback',
  'https://app.example.com',
  'https://app.example.com/',
  'https://app.example.com?tenant=1',
  'https://app.example.com/callback?tenant=1&b=%20',
  'https://app.example.com:8443/callback',
  'https://xn--bcher-kva.example/callback',
  'http://127.0.0.1/callback',
  'http://127.0.0.1:3000/callback',
  'http://[::1]/callback',
  'http://localhost:5173/callback',
  'com.example.app:/callback',
  'com.example.app://callback/path',
];
const BAD = [
  '',
  '/callback',
  '//app.example.com/callback',
  'https:app.example.com/callback',
  'https:/app.example.com/callback',
  'https://app.example.com/callback#part',
  'https://user@app.example.com/callback',
  'https://user:pw@app.example.com/callback',
  'https://app.example.com@evil.example/callback',
  'https://app.example.com\\@evil.example/callback',
  'https://app.example.com/a/../callback',
  'https://app.example.com/%2e%2e/callback',
  'https://APP.example.com/callback',
  'HTTPS://app.example.com/callback',
  'https://app.example.com./callback',
  'https://app.example.com.:8443/callback',
  'https://app.example.com:443/callback',
  'https://bücher.example/callback',
  'https://app.example.com/call\tback',
  'https://app.example.com/call\nback',
  ' https://app.example.com/callback',
  'https://*.example.com/callback',
  'https://app.example.com?',
  'https://app.example.com/callback?',
  'https://app.example.com/%zz',
  'https://app.example.com/%',
  'http://app.example.com/callback',
  'http://127.0.0.1.evil.example/callback',
  'http://localhost.evil.example/callback',
  'http://127.0.0.1@evil.example/',
  'http://localhost:80@evil.example/',
  'http://127.0.0.2/callback',
  'http://0x7f000001/callback',
  'javascript:alert(1)',
  'javascript://app.example.com/%0aalert(1)',
  'data:text/html,hi',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://app.example.com/1',
  'myapp:/callback',
  'myapp://callback',
  `https://app.example.com/${'a'.repeat(512)}`,
];

describe('a redirect URI that is registered', () => {
  it.each(GOOD)('may be %s', (uri) => {
    expect(faultOfRedirectUri(uri)).toBeNull();
  });

  it.each(BAD)('may not be %s', (uri) => {
    expect(faultOfRedirectUri(uri)).toEqual(expect.any(String));
  });

  it.each([
    [`https://a.example/${'a'.repeat(495)}`, 'is longer than 512 characters'],
    ['https://app.example.com/callback#part', 'has a fragment'],
    ['https://app.example.com/callback?', 'has an empty query'],
    ['https://app.example.com/%zz', 'has a character that a URI may not have'],
    ['/callback', 'is no absolute URI'],
    ['https://user@app.example.com/callback', 'has a user name or password'],
    ['https://:pw@app.example.com/callback', 'has a user name or password'],
    ['com.example.app://user@host/callback', 'has a user name or password'],
    ['com.example.app://:pw@host/callback', 'has a user name or password'],
    ['http://app.example.com/callback', expect.stringMatching(/^is neither https, nor http on/)],
    ['https://app.example.com./callback', 'has a host that is not exact'],
    ['https://*.example.com/callback', 'has a host that is not exact'],
    ['https://APP.example.com/x', 'would be followed as https://app.example.com/x'],
  ])('is refused with what is wrong with it: %s', (uri, fault) => {
    expect(faultOfRedirectUri(uri)).toEqual(fault);
  });

  it('may have 512 characters', () => {
    expect(faultOfRedirectUri(`https://a.example/${'a'.repeat(494)}`)).toBeNull();
  });

  it('has nothing in its query that answers add, however it is written', () => {
    const tried = (tail: string) => faultOfQuery(`https://app.example.com/cb${tail}`, ['iss']);
    for (const bad of ['?iss=x', '?iss', '?a=b&iss=', '?%69ss=x', '?iss=a&iss=b'])
      expect(tried(bad)).toBe('has iss in its query, which answers add');
    for (const good of ['', '/iss=x', '?issuer=x', '?ISS=x', '?a=iss', '?state=x'])
      expect(tried(good)).toBeNull();
  });

  it('is followed by browsers as it is written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.webUrl({ withQueryParameters: true, validSchemes: ['https'] }),
        async (uri) => {
          if (faultOfRedirectUri(uri) !== null) return;
          const { host, pathname, search } = new URL(uri);
          const written = uri.slice('https://'.length);
          expect([`${host}${pathname}${search}`, host, `${host}${search}`]).toContain(written);
        },
      ),
    );
  });
});

describe('a redirect URI that is asked for', () => {
  const registered = [
    'https://app.example.com/callback',
    'http://127.0.0.1/cb?a=b',
    'http://localhost/cb',
    'com.example.app:/callback',
  ];

  it.each([
    ...registered,
    'http://127.0.0.1:51004/cb?a=b',
    'http://localhost:1/cb',
    'http://localhost:65535/cb',
  ])('may be %s', (uri) => {
    expect(matchRedirectUri(uri, registered)).toBe(uri);
  });

  it.each([
    'https://app.example.com/callback/',
    'https://app.example.com/callback?',
    'https://app.example.com/callback?a=b',
    'https://app.example.com/callback#',
    'https://app.example.com/Callback',
    'https://APP.example.com/callback',
    'https://app.example.com./callback',
    'https://app.example.com:443/callback',
    'https://app.example.com:8443/callback',
    'https://user@app.example.com/callback',
    'https://app.example.com/x/../callback',
    'https://app.example.com/%63allback',
    'https://app.example.com\\callback',
    'https://app.example.com/callback%00',
    'https://app.example.com/callback\t',
    'https://app.example.com.evil.example/callback',
    'http://app.example.com/callback',
    'http://127.0.0.1:51004/cb',
    'http://127.0.0.1:51004/cb?a=c',
    'http://127.0.0.1:51004/cb?a=b&c=d',
    'http://127.0.0.1:51004/cb?a=b#x',
    'http://127.0.0.1:0/cb?a=b',
    'http://127.0.0.1:65536/cb?a=b',
    'http://127.0.0.1:/cb?a=b',
    'http://127.0.0.1:80@evil.example/cb?a=b',
    'http://127.0.0.1.evil.example/cb?a=b',
    'http://[::1]:51004/cb?a=b',
    'https://localhost:51004/cb',
    'http://LOCALHOST:51004/cb',
    'http://localhost:51004/cb/',
    'com.example.app:/callback/',
    'com.example.app://callback',
    'COM.example.app:/callback',
    '',
  ])('may not be %s', (uri) => {
    expect(matchRedirectUri(uri, registered)).toBeNull();
  });

  it('is never anything but a registered one, on any port of the own machine', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 40 }), async (tail) => {
        const asked = `https://app.example.com/callback${tail}`;
        expect(matchRedirectUri(asked, registered)).toBe(tail === '' ? asked : null);
      }),
    );
  });
});

describe('who can receive an answer', () => {
  it.each([
    ['https://app.example.com/callback', false],
    ['http://127.0.0.1/cb', true],
    ['com.example.app:/callback', true],
  ])('%s: anybody on the machine: %s', (uri, expected) => {
    expect(isShared(uri)).toBe(expected);
  });
});
