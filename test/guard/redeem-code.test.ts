import { describe, expect, it, vi } from 'vitest';
import {
  type CodeHolder,
  createRedeemCode,
  laneOfTry,
  type RedeemCodeDeps,
  type TypedCode,
} from '../../src/guard/redeem-code.ts';
import type { CountedCode } from '../../src/guard/try-calls.ts';

const NOW = 1_000_000;
const WALL = 2_000_000;
const CLIENT = {} as never;
const FOUND = { purpose: 'reset', digest: 'd', userId: 'ada', epoch: 3 };
const USER = { id: 'ada', signInEpoch: 3, version: 8 };
const REGISTRANTS = [{ id: 'one' }, { id: 'two' }];
const ADDRESS = { place: 'address-1', registrants: REGISTRANTS, userId: 'one' };
const AT_ADDRESS = { ...FOUND, userId: 'address-1' };
const ALONG = [{ purpose: 'sign_in', digest: 'other', userId: 'ada' }] as never;
const RIGHT = { isRight: true, count: null } as const;
const WRONG = { isRight: false, usesUp: false, first: true, shut: false, count: null } as const;
const INVALID = { code: 'otp_invalid' };

type Given = { holder?: object | null; found?: object | null } & Partial<
  Omit<TypedCode<object, CodeHolder>, 'holder' | 'found'>
>;
type World = { verdict?: CountedCode; isTrusted?: boolean; limit?: number };

function arrange({ verdict = RIGHT, isTrusted = true, limit }: World = {}) {
  const tryCode = vi.fn(async (..._call: unknown[]) => ({ verdict, isTrusted }));
  const settle = vi.fn(async () => {});
  const release = vi.fn(async () => {});
  const laneOf = vi.fn(() => 'device:a');
  const followFailure = vi.fn();
  const untilAdmitted = vi.fn(async () => {});
  const confirm = vi.fn(async () => {});
  const work = vi.fn(async (_redeemed: object) => 'done');
  const counted = limit === undefined ? null : { key: 'k', limit, window: 60_000 };
  const guards = {
    ...{ tryCode, settle, release, isAddressPlace: () => false },
    decoyFor: (name: string) => ({ guard: `decoy of ${name}` }),
  };
  const redeem = createRedeemCode({
    ...{ guards, laneOf, followFailure, untilAdmitted, atGuard: { limit: counted, count: null } },
    ...{ clock: () => NOW, wall: () => WALL, log: { error: vi.fn() }, codeTtl: 600_000 },
  } as unknown as RedeemCodeDeps);
  const give = (given: Given = {}) =>
    redeem(
      {
        ...{ holder: USER, found: FOUND, name: 'ada@example.com', purpose: { name: 'reset' } },
        ...{ client: CLIENT, ...given },
      } as unknown as TypedCode<object, CodeHolder>,
      work,
    );
  const reading = { from: 'replica', confirm } as const;
  return { give, reading, tryCode, settle, release, laneOf, followFailure, untilAdmitted, work };
}

describe('a typed code that is right', () => {
  it('is tried at its owner’s guard, in the lane of the device, and its work is done', async () => {
    const { give, tryCode, laneOf, followFailure, settle, release, work } = arrange();
    expect(await give()).toBe('done');
    expect(laneOf).toHaveBeenCalledExactlyOnceWith(USER, CLIENT);
    const counted = { lane: 'device:a', purpose: 'reset', now: NOW, codeTtl: 600_000 };
    expect(tryCode).toHaveBeenCalledExactlyOnceWith('ada', null, { ...counted, secrets: [FOUND] });
    const redeemed = { holder: USER, secret: FOUND, lane: 'device:a' };
    expect(work).toHaveBeenCalledExactlyOnceWith(redeemed);
    expect(settle).toHaveBeenCalledExactlyOnceWith('ada');
    expect(release).not.toHaveBeenCalled();
    expect(followFailure).not.toHaveBeenCalled();
  });

  it('of an unproved address is tried at the guard of that', async () => {
    const { give, tryCode, laneOf, work } = arrange();
    expect(await give({ holder: ADDRESS, found: AT_ADDRESS })).toBe('done');
    expect(laneOf).toHaveBeenCalledExactlyOnceWith(REGISTRANTS, CLIENT);
    const secrets = [AT_ADDRESS];
    expect(tryCode.mock.calls).toMatchObject([['address-1', null, { secrets }]]);
    expect(work.mock.calls).toMatchObject([[{ holder: ADDRESS, secret: AT_ADDRESS }]]);
  });

  it('uses up others along with it, which are released with it', async () => {
    const { give, tryCode, release, work } = arrange();
    work.mockRejectedValue(new Error('no work'));
    await expect(give({ along: ALONG })).rejects.toThrow('no work');
    expect(tryCode.mock.calls[0]?.[2]).toMatchObject({ secrets: [FOUND, ...ALONG] });
    expect(release).toHaveBeenCalledExactlyOnceWith('ada', ['d', 'other']);
  });

  it.each([
    ['a pending sign-in', { signInId: 'a-sign-in' }, { code: 'a-sign-in', lane: 'device:a' }],
    ['a session', { sessionId: 's' }, { lane: 'session:s' }],
  ])('is counted apart for %s', async (_, standing, expected) => {
    const { give, tryCode } = arrange();
    await give({ standing });
    expect(tryCode.mock.calls[0]?.[2]).toMatchObject(expected);
    expect(Object.hasOwn(tryCode.mock.calls[0]?.[2] as object, 'code')).toBe('code' in expected);
  });

  it.each([true, false])('has its row judged, trusted: %s', async (isTrusted) => {
    const { give, reading, tryCode, work } = arrange({ isTrusted });
    await give({ reading });
    const row = { version: 8, from: 'replica', wall: WALL };
    expect(tryCode.mock.calls[0]?.[1]).toEqual(row);
    expect(reading.confirm).toHaveBeenCalledTimes(isTrusted ? 0 : 1);
    expect(work).toHaveBeenCalledOnce();
  });

  it('is released, and does nothing, if the row proves out of date', async () => {
    const { give, reading, release, work } = arrange({ isTrusted: false });
    reading.confirm.mockRejectedValue(new Error('stale'));
    await expect(give({ reading })).rejects.toThrow('stale');
    expect(release).toHaveBeenCalledExactlyOnceWith('ada', ['d']);
    expect(work).not.toHaveBeenCalled();
  });

  it('has no row to judge where none is read, and at the guard of an address', async () => {
    const { give, reading, tryCode } = arrange({ isTrusted: false });
    expect(await give()).toBe('done');
    await give({ holder: ADDRESS, found: AT_ADDRESS, reading });
    expect(tryCode.mock.calls.map(([, row]) => row)).toEqual([null, null]);
  });
});

describe('a typed code that is wrong', () => {
  const failed = { lane: 'device:a', what: 'code', failure: WRONG, client: CLIENT };

  it.each<[string, Given, string, string | null]>([
    ['unknown', { found: null }, 'ada', 'ada'],
    ['another user’s', { found: { ...FOUND, userId: 'eve' } }, 'ada', 'ada'],
    ['of an earlier epoch', { found: { ...FOUND, epoch: 2 } }, 'ada', 'ada'],
    ['at an unknown name', { holder: null }, 'decoy of ada@example.com', null],
    ['unknown at an address', { holder: ADDRESS, found: null }, 'address-1', 'one'],
    ['another address’s', { holder: ADDRESS }, 'address-1', 'one'],
    [
      'at an address that notifies nobody',
      { holder: { place: 'address-1', registrants: [] }, found: null },
      ...(['address-1', null] as const),
    ],
  ])('is counted all the same if it is %s', async (_, given, place, userId) => {
    const { give, tryCode, followFailure, work, release } = arrange({ verdict: WRONG });
    await expect(give({ along: ALONG, ...given })).rejects.toMatchObject(INVALID);
    expect(tryCode.mock.calls).toMatchObject([[place, null, { secrets: [] }]]);
    expect(followFailure).toHaveBeenCalledExactlyOnceWith({ ...failed, userId });
    expect(work).not.toHaveBeenCalled();
    expect(release).not.toHaveBeenCalled();
  });

  it.each<[string, Given]>([
    ['there is no such code', { found: null }],
    ['there is no such name', { holder: null }],
    ['there is neither', { holder: null, found: null }],
  ])('does nothing if %s, whatever the guard says', async (_, given) => {
    const { give, laneOf, work } = arrange();
    await expect(give(given)).rejects.toMatchObject(INVALID);
    expect(laneOf.mock.calls).toEqual([[given.holder === null ? [] : USER, CLIENT]]);
    expect(work).not.toHaveBeenCalled();
  });

  it('is confirmed at the primary before anybody hears of it', async () => {
    const { give, reading, followFailure } = arrange({ verdict: WRONG });
    await expect(give({ reading })).rejects.toMatchObject(INVALID);
    expect(reading.confirm).toHaveBeenCalledOnce();
    expect(followFailure).toHaveBeenCalledOnce();
    reading.confirm.mockRejectedValue(new Error('stale'));
    await expect(give({ reading })).rejects.toThrow('stale');
    expect(followFailure).toHaveBeenCalledOnce();
  });
});

describe('the limit of a request with a code', () => {
  it('is counted by the guard, which tries no code over it, so that nothing failed', async () => {
    const verdict = { ...WRONG, count: { used: 3, endsAt: NOW + 5_000 } };
    const { give, tryCode, followFailure, work } = arrange({ verdict, limit: 2 });
    const limited = { code: 'rate_limited', details: { retryAfter: 5 } };
    await expect(give()).rejects.toMatchObject(limited);
    expect(tryCode.mock.calls[0]?.[2]).toMatchObject({ limit: { key: 'k', limit: 2 } });
    expect(followFailure).not.toHaveBeenCalled();
    expect(work).not.toHaveBeenCalled();
  });

  it('is awaited before anything is tried', async () => {
    const { give, untilAdmitted, tryCode } = arrange();
    untilAdmitted.mockRejectedValue(new Error('too many'));
    await expect(give()).rejects.toThrow('too many');
    expect(tryCode).not.toHaveBeenCalled();
  });
});

describe('the lane of a try', () => {
  it.each([
    ['device:a', undefined, 'device:a'],
    ['strangers', undefined, 'strangers'],
    ['device:a', { sessionId: 's' }, 'session:s'],
    ['strangers', { signInId: 'i' }, 'second-step'],
    ['device:a', { signInId: 'i' }, 'device:a'],
  ] as const)('of %s with %o is %s', (known, standing, lane) => {
    expect(laneOfTry(known, standing)).toBe(lane);
  });
});
