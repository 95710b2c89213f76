import { describe, expect, it, vi } from 'vitest';
import {
  createFinishSignIn,
  type FinishSignInDeps,
  type FinishSignInInput,
} from '../../src/second-step/finish-sign-in.ts';

const USER = {
  id: 'ada',
  hasPassword: true,
  factors: ['email_otp'],
  identities: [],
  signInEpoch: 3,
};
const PENDING = {
  ...{ proofs: ['password'], remember: true, delivery: 'cookie', deviceName: 'Laptop' },
  ...{ startedAt: 1_000, signInEpoch: 3 },
};
/** An account whose owner gave the one proof that it has. */
const NO_PASSWORD = {
  user: { ...USER, hasPassword: false },
  pending: { ...PENDING, proofs: ['email_otp'] },
};
const CLAIMS = { sub: 'ada', jti: 'a-sign-in', pending: PENDING };
const CLIENT = {} as FinishSignInInput['client'];
const INVALID = { code: 'otp_invalid' };
const OTP = { field: 'otp', value: '123456' } as const;
const BY_TOKEN = { mfaToken: 'a token' };
const BY_ADDRESS = { email: ' Ada@Example.COM ' };

type World = { user?: object; pending?: object };
type Reading = { user: Promise<object | null> };

function arrange({ user = USER, pending = PENDING }: World = {}) {
  const success = { lane: 'second-step' };
  const proven = { user, pending: { ...pending, id: 'a-sign-in', userId: 'ada' }, success };
  const mailed = {
    kind: 'email_otp',
    field: 'otp',
    find: async ({ user: reading }: Reading) =>
      (await reading) && { secret: { purpose: 'second_factor/a-sign-in' } },
    proveByAddress: vi.fn(async (_given: object, work: (given: object) => unknown) => work(proven)),
  };
  const passkey = {
    kind: 'passkey',
    field: 'credential',
    prove: async (_given: object, work: (given: object) => unknown) =>
      work({ success, factorId: 'a-row' }),
  };
  const totp = {
    kind: 'totp',
    field: 'otp',
    find: async ({ user: reading }: Reading) => {
      await reading;
      return null;
    },
  };
  const verify = vi.fn(async () => ({ ...CLAIMS, pending }));
  const completeSignIn = vi.fn(async () => 'a session');
  const untilAdmitted = vi.fn(async () => {});
  const users = { findById: vi.fn(async () => user), findByEmail: vi.fn(async () => user) };
  const deps = {
    factors: [passkey, totp, mailed],
    redeemCode: async (_code: object, work: (redeemed: object) => unknown) => work(success),
    ...{
      users,
      completeSignIn,
      untilAdmitted,
      jwt: { verify },
      policy: 'enrolled',
      codeTtl: 600_000,
    },
  } as unknown as FinishSignInDeps;
  const finish = (input: Partial<FinishSignInInput>) =>
    createFinishSignIn(deps)({
      ...{ by: BY_TOKEN, given: OTP, delivery: null, client: CLIENT },
      ...input,
    });
  return { finish, verify, completeSignIn, untilAdmitted, users, mailed, success };
}

const WAYS: [string, FinishSignInInput['by']][] = [
  ['its token', BY_TOKEN],
  ['the address of its code', BY_ADDRESS],
];

describe.each(WAYS)('a sign-in by %s', (_way, by) => {
  it('is completed with both proofs, as the first step asked', async () => {
    const { finish, completeSignIn, success } = arrange();
    expect(await finish({ by })).toBe('a session');
    const { remember, deviceName, delivery } = PENDING;
    expect(completeSignIn).toHaveBeenCalledExactlyOnceWith({
      ...{ user: USER, proofs: ['password', 'email_otp'], identity: undefined, client: CLIENT },
      ...{ remember, deviceName, delivery },
      ...success,
    });
  });

  it('delivers its tokens as the second step asks', async () => {
    const { finish, completeSignIn } = arrange();
    await finish({ by, delivery: 'body' });
    expect(completeSignIn).toHaveBeenCalledWith(expect.objectContaining({ delivery: 'body' }));
  });

  it('is completed if one proof has become enough since', async () => {
    const { finish, completeSignIn } = arrange({ user: { ...USER, factors: [] } });
    await finish({ by });
    expect(completeSignIn).toHaveBeenCalledOnce();
  });

  const provider = { id: 'an-identity', provider: 'google' };
  it.each<[string, World]>([
    ['its first proof no longer counts', { pending: { ...PENDING, signInEpoch: 2 } }],
    ['its provider was disconnected', { pending: { ...PENDING, identity: provider } }],
    ['another factor is asked for by now', { user: { ...USER, factors: ['totp'] } }],
    ['a factor has to be set up by now', NO_PASSWORD],
  ])('is refused if %s', async (_why, world) => {
    const { finish, completeSignIn } = arrange(world);
    await expect(finish({ by })).rejects.toMatchObject(INVALID);
    expect(completeSignIn).not.toHaveBeenCalled();
  });
});

describe('a sign-in by its token', () => {
  it('is refused as a wrong code is, if the token is wrong, and reads nobody', async () => {
    const { finish, verify, users } = arrange();
    const cause = new Error('expired');
    verify.mockRejectedValue(cause);
    await expect(finish({})).rejects.toMatchObject({ ...INVALID, cause });
    expect(users.findById).not.toHaveBeenCalled();
  });

  it('waits until the request is admitted', async () => {
    const { finish, untilAdmitted, completeSignIn } = arrange();
    untilAdmitted.mockRejectedValue(new Error('too many'));
    await expect(finish({})).rejects.toThrow('too many');
    expect(completeSignIn).not.toHaveBeenCalled();
  });

  it('names the passkey that it was finished with', async () => {
    const { finish, completeSignIn } = arrange({ user: { ...USER, factors: ['passkey'] } });
    await finish({ given: { field: 'credential', value: {} } });
    const expected = { proofs: ['password', 'passkey'], factorId: 'a-row' };
    expect(completeSignIn).toHaveBeenCalledWith(expect.objectContaining(expected));
  });
});

describe('a sign-in by the address of its code', () => {
  it('asks the factor that mailed it, by the normalised address', async () => {
    const { finish, users, mailed } = arrange();
    await finish({ by: BY_ADDRESS });
    expect(users.findByEmail).toHaveBeenCalledExactlyOnceWith('ada@example.com');
    const given = { email: 'ada@example.com', value: '123456', client: CLIENT };
    expect(mailed.proveByAddress.mock.calls[0]?.[0]).toMatchObject(given);
  });

  it('takes nothing but a mailed code', async () => {
    const { finish, mailed } = arrange();
    for (const field of ['password', 'recovery_code'] as const)
      await expect(
        finish({ by: BY_ADDRESS, given: { field, value: '123456' } }),
      ).rejects.toMatchObject(INVALID);
    expect(mailed.proveByAddress).not.toHaveBeenCalled();
  });
});
