import { describe, expect, it, vi } from 'vitest';
import type { TypedCode } from '../../src/guard/redeem-code.ts';
import type { GivenProof } from '../../src/second-step/factors/factor.ts';
import type { Occasion } from '../../src/second-step/occasion.ts';
import type { PendingSignIn } from '../../src/second-step/pending-sign-in.ts';
import { type ProveDeps, type Proven, prove } from '../../src/second-step/prove.ts';
import type { User } from '../../src/users/user.ts';

const CODE_TTL = 600_000;
const USER = { id: 'ada' } as User;
const PENDING = { id: 'a-sign-in', userId: 'ada', startedAt: 1_000, signInEpoch: 3 };
const SIGN_IN: Occasion = { kind: 'sign_in', pending: PENDING as PendingSignIn };
const STEP_UP: Occasion = { kind: 'step_up', sessionId: 'a-session', signInEpoch: 3 };
const CLIENT = {} as never;
/** What finishes the sign-in, whichever proof does. */
const FINISHING = { purpose: 'second_factor/a-sign-in', expiresAt: 1_000 + CODE_TTL, epoch: 3 };

const found = (purpose: string) => ({ secret: { purpose, digest: 'd' } });

function arrange() {
  const follow = vi.fn(async () => {});
  const mailed = {
    kind: 'email_otp',
    field: 'otp',
    find: vi.fn(async (): Promise<unknown> => null),
  };
  const totp = { kind: 'totp', field: 'otp', find: vi.fn(async (): Promise<unknown> => null) };
  const spare = {
    kind: 'recovery_code',
    field: 'recovery_code',
    find: vi.fn(async () => ({ ...found('recovery_code'), factorId: 'a-digest', follow })),
  };
  const judged = (kind: string, field: string) => ({
    ...{ kind, field },
    prove: vi.fn(async (_given: object, work: (proven: object) => unknown) =>
      work({ success: { lane: 'device:a' } }),
    ),
  });
  const password = judged('password', 'password');
  const passkey = judged('passkey', 'credential');
  const redeemCode = vi.fn(
    async (_code: TypedCode<unknown, User>, work: (redeemed: object) => unknown) =>
      work({ lane: 'second-step' }),
  );
  const factors = [mailed, totp, spare, password, passkey];
  const deps = { factors, redeemCode, codeTtl: CODE_TTL } as unknown as ProveDeps;
  const work = vi.fn(async (proven: Proven) => `by ${proven.kind}`);
  const give = (
    given: GivenProof,
    {
      occasion = SIGN_IN,
      user = USER as User | null,
      asked = ['email_otp', 'totp', 'recovery_code', 'password', 'passkey'],
    } = {},
  ) => {
    const isAsked = (_user: User, kind: string) => asked.includes(kind);
    const input = { given, occasion, user: Promise.resolve(user), isAsked, client: CLIENT };
    return prove(deps, input, work);
  };
  return { give, work, redeemCode, follow, mailed, totp, spare, password, passkey };
}

const OTP: GivenProof = { field: 'otp', value: '123456' };
const SPARE: GivenProof = { field: 'recovery_code', value: 'abcd' };
const PASSWORD: GivenProof = { field: 'password', value: 'secret' };
const CREDENTIAL: GivenProof = { field: 'credential', value: { id: 'c' } };
const INVALID = { code: 'otp_invalid' };

describe('a typed code', () => {
  it('is judged by every factor of its field, in one call of the guard', async () => {
    const { give, totp, mailed, spare, redeemCode, work } = arrange();
    totp.find.mockResolvedValue({ ...found('totp'), factorId: 'a-device' });
    expect(await give(OTP)).toBe('by totp');
    for (const { find } of [totp, mailed])
      expect(find).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ value: '123456', occasion: SIGN_IN, client: CLIENT }),
      );
    expect(spare.find).not.toHaveBeenCalled();
    expect(redeemCode).toHaveBeenCalledOnce();
    const success = { lane: 'second-step' };
    expect(work.mock.calls[0]?.[0]).toEqual({
      ...{ success, factorId: 'a-device', kind: 'totp', user: USER },
    });
  });

  it('is tried under the user’s name, as one that finishes a sign-in', async () => {
    const { give, totp, redeemCode } = arrange();
    totp.find.mockResolvedValue(found('totp'));
    await give(OTP);
    expect(redeemCode.mock.calls[0]?.[0]).toMatchObject({
      ...{
        holder: USER,
        name: 'ada',
        purpose: { name: 'second_factor' },
        found: found('totp').secret,
      },
      standing: { signInId: 'a-sign-in' },
      client: CLIENT,
    });
  });

  it('uses up the sign-in along with it, unless it finishes it by itself', async () => {
    const { give, totp, mailed, redeemCode } = arrange();
    totp.find.mockResolvedValueOnce(found('totp'));
    await give(OTP);
    expect(redeemCode.mock.calls[0]?.[0].along).toMatchObject([FINISHING]);
    mailed.find.mockResolvedValueOnce(found(FINISHING.purpose));
    await give(OTP);
    expect(redeemCode.mock.calls[1]?.[0].along).toEqual([]);
  });

  it('uses up nothing else in a session', async () => {
    const { give, totp, redeemCode } = arrange();
    totp.find.mockResolvedValue(found('totp'));
    await give(OTP, { occasion: STEP_UP });
    const expected = { along: [], standing: { sessionId: 'a-session' } };
    expect(redeemCode.mock.calls[0]?.[0]).toMatchObject(expected);
  });

  it('names no factor where its kind has only one', async () => {
    const { give, mailed, work } = arrange();
    mailed.find.mockResolvedValue(found(FINISHING.purpose));
    await give(OTP);
    expect(work.mock.calls[0]?.[0]).not.toHaveProperty('factorId');
  });

  it('is followed by what its factor does after its use', async () => {
    const { give, follow, work } = arrange();
    expect(await give(SPARE)).toBe('by recovery_code');
    expect(follow).toHaveBeenCalledOnce();
    expect(work.mock.invocationCallOrder[0]).toBeLessThan(follow.mock.invocationCallOrder[0] ?? 0);
  });

  it('that is wrong is counted by the guard, and does nothing', async () => {
    const { give, redeemCode, work } = arrange();
    await expect(give(OTP)).rejects.toMatchObject(INVALID);
    expect(redeemCode.mock.calls[0]?.[0].found).toBeNull();
    expect(work).not.toHaveBeenCalled();
  });

  it('has a factor find nothing that is not asked for', async () => {
    const { give, totp, mailed } = arrange();
    const seen: (User | null)[] = [];
    for (const { find } of [mailed, totp])
      find.mockImplementation(async (...[given]: unknown[]) => {
        seen.push(await (given as { user: Promise<User | null> }).user);
        return null;
      });
    await expect(give(OTP, { asked: ['totp'] })).rejects.toMatchObject(INVALID);
    expect(seen).toEqual([null, USER]);
  });

  it.each([
    ['nobody is known', { user: null }],
    ['none of its factors is asked for', { asked: ['recovery_code', 'password'] }],
  ])('costs no try where %s', async (_why, state) => {
    const { give, redeemCode, work } = arrange();
    await expect(give(OTP, state)).rejects.toMatchObject(INVALID);
    expect(redeemCode).not.toHaveBeenCalled();
    expect(work).not.toHaveBeenCalled();
  });
});

describe('a password or a passkey', () => {
  it.each([
    [PASSWORD, 'password'],
    [CREDENTIAL, 'passkey'],
  ] as const)('%o is judged by its own factor', async (given, kind) => {
    const world = arrange();
    expect(await world.give(given)).toBe(`by ${kind}`);
    const expected = { value: given.value, occasion: SIGN_IN, user: USER, client: CLIENT };
    expect(world[kind].prove.mock.calls[0]?.[0]).toEqual(expected);
    expect(world[kind === 'password' ? 'passkey' : 'password'].prove).not.toHaveBeenCalled();
    expect(world.work).toHaveBeenCalledWith({
      ...{ success: { lane: 'device:a' }, kind, user: USER },
    });
  });

  it.each([
    ['nobody is known', { user: null }],
    ['it is not asked for', { asked: ['totp'] }],
  ])('is not judged where %s', async (_why, state) => {
    const { give, password, passkey } = arrange();
    for (const given of [PASSWORD, CREDENTIAL])
      await expect(give(given, state)).rejects.toMatchObject(INVALID);
    for (const { prove: judge } of [password, passkey]) expect(judge).not.toHaveBeenCalled();
  });
});
