import { describe, expect, it, vi } from 'vitest';
import {
  type CompleteSignInDeps,
  type CompleteSignInInput,
  completeSignIn,
} from '../../src/second-step/complete-sign-in.ts';
import type { Factor } from '../../src/second-step/factors/factor.ts';
import type { SignInOptions } from '../../src/sessions/sign-in-options.ts';
import type { User } from '../../src/users/user.ts';

const NOW = 1_800_000_000_000;
const CODE_TTL = 600_000;
const USER = {
  id: 'ada',
  status: 'active',
  passwordHash: 'x',
  hasPassword: true,
  factors: ['email_otp'],
  identities: [],
  emailVerifiedAt: NOW,
  lockedUntil: null,
  signInEpoch: 3,
} as unknown as User;
const TOTP_USER: User = { ...USER, factors: ['totp', 'passkey'] };
const CLIENT = {} as SignInOptions['client'];
const OPTIONS: SignInOptions = {
  remember: true,
  deviceName: 'Laptop',
  delivery: 'both',
  client: CLIENT,
};
const MAIL = { key: 'a-uuid', now: NOW, purpose: 'second_factor' };

const offering = (kind: Factor['kind'], offer: object, mails?: boolean) =>
  ({ kind, offer: vi.fn(async () => offer), ...(mails && { mails }) }) as unknown as Factor;

function arrange(unlocked: object = { allowed: true }) {
  const startSession = vi.fn(async () => ({ tokens: 'tokens', user: 'user' }));
  const unlock = vi.fn(async () => unlocked);
  const sign = vi.fn(async () => 'a token');
  const mailed = offering('email_otp', {}, true);
  const passkey = offering('passkey', { passkey_options: { challenge: 'c' } });
  const deps = {
    startSession,
    guards: { unlock },
    factors: [mailed, passkey, { kind: 'totp' }],
    jwt: { sign },
    clock: () => NOW,
    random: { uuid: () => 'a-uuid' },
    policy: 'enrolled',
    emailVerificationRequired: true,
    codeTtl: CODE_TTL,
  } as unknown as CompleteSignInDeps;
  const complete = (input: Partial<CompleteSignInInput>) =>
    completeSignIn(deps, { ...OPTIONS, user: USER, proofs: ['password'], ...input });
  return { complete, startSession, unlock, sign, mailed, passkey };
}

describe('a sign-in with enough proofs', () => {
  it('starts a session with the options, and names the factors that were used', async () => {
    const { complete, startSession, unlock, sign } = arrange();
    const proofs = ['password', 'email_otp'] as const;
    expect(await complete({ proofs: [...proofs], lane: 'second-step', from: 'replica' })).toEqual({
      kind: 'session',
      tokens: 'tokens',
      user: 'user',
    });
    expect(startSession).toHaveBeenCalledExactlyOnceWith({
      ...OPTIONS,
      user: USER,
      amr: ['pwd', 'otp', 'mfa'],
      proofs,
      factors: ['email_otp'],
      lane: 'second-step',
      from: 'replica',
    });
    expect(unlock).not.toHaveBeenCalled();
    expect(sign).not.toHaveBeenCalled();
  });

  it('names one of several factors by its row, in the place of its kind', async () => {
    const { complete, startSession } = arrange();
    const user: User = { ...USER, factors: ['email_otp', 'passkey'] };
    await complete({ user, proofs: ['email_otp', 'passkey'], factorId: 'a-row' });
    expect(startSession).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ factors: ['email_otp', 'a-row'] }),
    );
  });
});

describe('a sign-in that needs another proof', () => {
  it('answers a token of it, what is accepted, and how long', async () => {
    const { complete, sign, startSession } = arrange();
    const identity = { id: 'an-identity', provider: 'google' };
    expect(await complete({ identity })).toEqual({
      kind: 'second_factor',
      mfaToken: 'a token',
      methods: ['email_otp'],
      enrol: [],
      offer: {},
      expiresIn: CODE_TTL,
    });
    const pending = {
      startedAt: NOW,
      proofs: ['password'],
      identity,
      remember: true,
      delivery: 'both',
      deviceName: 'Laptop',
      signInEpoch: 3,
    };
    const iat = NOW / 1000;
    const token = { sub: 'ada', jti: 'a-uuid', iat, exp: iat + 600, pending, token_type: 'mfa' };
    expect(sign).toHaveBeenCalledExactlyOnceWith('mfa+jwt', token);
    expect(startSession).not.toHaveBeenCalled();
  });

  it('says nothing of a provider without one', async () => {
    const { complete, sign } = arrange();
    await complete({});
    expect(sign.mock.calls).not.toHaveProperty('0.1.pending.identity');
    expect(sign).toHaveBeenCalledOnce();
  });

  it('offers what the accepted factors need, and asks no other', async () => {
    const { complete, mailed, passkey, unlock } = arrange();
    const signIn = await complete({ user: TOTP_USER });
    expect(signIn).toMatchObject({
      methods: ['totp', 'passkey'],
      offer: { passkey_options: { challenge: 'c' } },
    });
    expect(passkey.offer).toHaveBeenCalledExactlyOnceWith({
      occasion: expect.objectContaining({ kind: 'sign_in' }),
      user: TOTP_USER,
      lane: 'second-step',
      client: CLIENT,
    });
    expect(mailed.offer).not.toHaveBeenCalled();
    expect(unlock).not.toHaveBeenCalled();
  });

  it('names what to set up where the account has no second kind of proof', async () => {
    const { complete, mailed } = arrange();
    const user: User = { ...USER, hasPassword: false };
    expect(await complete({ user, proofs: ['email_otp'] })).toMatchObject({
      methods: [],
      enrol: ['password', 'totp', 'passkey'],
      offer: {},
    });
    expect(mailed.offer).not.toHaveBeenCalled();
  });
});

describe('the guard of an account, for a sign-in that needs another proof', () => {
  it.each([
    [undefined, 'second-step'],
    ['strangers', 'second-step'],
    ['device:a', 'device:a'],
    ['registrant', 'registrant'],
  ] as const)('charges the mail of lane %s to %s', async (lane, charged) => {
    const { complete, unlock, mailed } = arrange();
    await complete(lane === undefined ? {} : { lane });
    const mail = { ...MAIL, lane: charged };
    expect(unlock).toHaveBeenCalledExactlyOnceWith('ada', { lane: lane ?? charged, mail });
    expect(mailed.offer).toHaveBeenCalledWith(expect.objectContaining({ lane: charged }));
  });

  it('clears what a try was charged, without a mail where none is sent', async () => {
    const { complete, unlock } = arrange();
    const success = { lane: 'strangers', name: 'email', charged: true } as const;
    await complete({ user: TOTP_USER, ...success });
    expect(unlock).toHaveBeenCalledExactlyOnceWith('ada', success);
  });

  it('refuses a mail too many, in seconds', async () => {
    const { complete } = arrange({ allowed: false, retryAfter: 90_000 });
    await expect(complete({})).rejects.toMatchObject({
      code: 'rate_limited',
      details: { retryAfter: 90 },
    });
  });

  it.each([
    ['account_disabled', { status: 'disabled' }],
    ['account_locked', { lockedUntil: NOW + 1 }],
    ['email_not_verified', { emailVerifiedAt: null }],
  ] as const)('is charged nothing where it ends with %s', async (code, change) => {
    const { complete, unlock, sign, mailed } = arrange();
    await expect(complete({ user: { ...USER, ...change } })).rejects.toMatchObject({ code });
    for (const call of [unlock, sign, mailed.offer]) expect(call).not.toHaveBeenCalled();
  });
});
