import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientDescriptionSchema, describeClient } from '../../src/http/client-info.ts';
import { parseDevice } from '../../src/http/device.ts';
import { countryName, plausibleCity } from '../../src/http/place.ts';

const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64)',
  'curl/8.5.0',
  'Go-http-client/2.0',
  'Python/3.12 aiohttp/3.9.1',
  'Shop/7 CFNetwork/1490.0.4 Darwin/23.2.0',
  'Pay me at evil.example/1',
];
const agent = fc.oneof(
  fc.constantFrom(...AGENTS),
  fc.string(),
  fc.tuple(fc.string(), fc.constantFrom(...AGENTS), fc.string()).map((parts) => parts.join('')),
);
const country = fc.oneof(fc.constantFrom('AT', 'GB', 'MM', 'CI', 'XX', 'T1', 'at'), fc.string());
const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant(null));

describe('the description of a request’s origin', () => {
  it('is read from the queue as it was put there', () => {
    fc.assert(
      fc.property(agent, country, address, (userAgent, code, ipAddress) => {
        const words = describeClient({ userAgent, country: code, ipAddress });
        expect(clientDescriptionSchema.parse(words)).toBe(words);
      }),
    );
  });

  it.each([
    'Firefox on Linux, Vienna, AT (203.0.113.7)',
    'Firefox on Linux in evil.example',
    'Firefox on evil.example',
    'evil.example on Linux in Austria',
    'Firefox on Linux in Austria (evil.example)',
    'Firefox on Linux in Austria (203.0.113.7) evil.example',
    'Firefox on Linux in Austria in Austria',
    'Firefox on Linux on Linux',
    'an app or script (evil)',
    'Firefox\non Linux',
    '',
  ])('is an unknown browser for %o', (text) => {
    expect(clientDescriptionSchema.parse(text)).toBe('an unknown browser');
  });

  it.each(['an administrator', 'the command line'])('keeps %s', (text) => {
    expect(clientDescriptionSchema.parse(text)).toBe(text);
  });
});

describe('a device', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox', 'Linux'],
    ['curl/8.5.0', 'curl', null],
    ['okhttp/4.12.0', 'okhttp', null],
    ['node', 'Node.js', null],
    ['nodes of evil/1', null, null],
    ['python-requests/2.32.3', 'python-requests', null],
    ['Dart/3.2 (dart:io)', 'Dart', null],
    ['Shop/7 CFNetwork/1490.0.4 Darwin/23.2.0', 'CFNetwork', null],
    ['Your account is suspended. Restore it at https://evil.example/r/1 x', null, null],
    ['', null, null],
    [null, null, null],
  ])('with %o is %o on %o', (userAgent, browser, os) => {
    expect(parseDevice(userAgent)).toMatchObject({ browser, os });
  });
});

describe('a place', () => {
  it('is a listed country', () => {
    expect(
      ['AT', 'XK', 'XX', 'T1', 'ZZ', 'EU', 'at', 'Austria', '', null].map(countryName),
    ).toEqual(['Austria', 'Kosovo', null, null, null, null, null, null, null, null]);
  });

  it.each(['Vienna', 'St. Pölten', 'Köln', 'N’Djamena', '東京', 'Frankfurt (Oder)', 'Sant’Agata'])(
    'accepts the city of %s',
    (name) => {
      expect(plausibleCity(name)).toBe(name);
    },
  );

  it.each(['evil.example', 'https://evil', '<b>', 'a@b', 'x'.repeat(101), ' Vienna', ''])(
    'rejects the city of %o',
    (name) => {
      expect(plausibleCity(name)).toBeNull();
    },
  );
});
