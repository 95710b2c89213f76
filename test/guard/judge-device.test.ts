import { describe, expect, it } from 'vitest';
import { type DeviceToJudge, judgeDevice } from '../../src/guard/judge-device.ts';

const EPOCH = 1_000;
const HOME = '203.0.113.7';

/** A sign-in by a cookie's client that is new here, of one who has signed in before. */
const signIn = (given: Partial<DeviceToJudge> = {}): DeviceToJudge => ({
  history: { all: 2, country: 2, addresses: [HOME] },
  knownDevice: false,
  delivery: 'cookie',
  ipAddress: HOME,
  lastLoginAt: EPOCH + 1,
  signInEpoch: EPOCH,
  ...given,
});
const none = { all: 0, country: 0, addresses: [] };
const NOTHING_NEW = { newDevice: false, newCountry: false };

describe('the first sign-in', () => {
  it.each<[string, Partial<DeviceToJudge>]>([
    ['of a new account', { history: none, lastLoginAt: null }],
    ['of a new account, whose second session begins at once', { lastLoginAt: null }],
    ['of an imported account', { history: none, lastLoginAt: EPOCH - 1 }],
  ])('%s is from nothing new', (_, given) => {
    expect(judgeDevice(signIn(given))).toEqual(NOTHING_NEW);
  });

  it.each<[string, Partial<DeviceToJudge>]>([
    ['whose sessions are all forgotten', { history: none, lastLoginAt: EPOCH + 1 }],
    ['who signed in as the epoch began', { history: none, lastLoginAt: EPOCH }],
    ['whose password has changed since', { lastLoginAt: EPOCH - 1 }],
  ])('is over for one %s', (_, given) => {
    expect(judgeDevice(signIn(given)).newDevice).toBe(true);
  });
});

describe('a device', () => {
  const addresses = ['198.51.100.1', '203.0.113.200', '2001:db8:1:ffff::1'];
  const history = { all: 3, country: 3, addresses };

  it('is known by its cookie, however it gets its tokens and wherever it is', () => {
    for (const delivery of ['cookie', 'body', 'both'] as const)
      expect(judgeDevice(signIn({ knownDevice: true, delivery, ipAddress: '192.0.2.1' }))).toEqual(
        NOTHING_NEW,
      );
  });

  it('is new without a cookie if it keeps cookies', () => {
    expect(judgeDevice(signIn({ history })).newDevice).toBe(true);
  });

  it.each([
    [HOME, false],
    ['203.0.114.7', true],
    ['2001:db8:1:2::3', false],
    ['2001:db8:2:2::3', true],
    [null, true],
  ])('that gets its tokens in bodies at %s is new: %s', (ipAddress, newDevice) => {
    for (const delivery of ['body', 'both'] as const)
      expect(judgeDevice(signIn({ history, delivery, ipAddress })).newDevice).toBe(newDevice);
  });
});

describe('a country', () => {
  it.each([
    ['none of the sessions are from it', { all: 2, country: 0, addresses: [] }, true],
    ['one is', { all: 2, country: 1, addresses: [] }, false],
    ['none is left to compare with', none, false],
  ])('when %s', (_, history, newCountry) => {
    for (const knownDevice of [true, false])
      expect(judgeDevice(signIn({ history, knownDevice }))).toEqual({
        newDevice: !knownDevice,
        newCountry,
      });
  });
});
