import { describe, expect, it, vi } from 'vitest';
import { createFindEnroller } from '../../src/second-step/authenticate-enroller.ts';
import {
  createCompleteEnrolment,
  usedByEnrolment,
} from '../../src/second-step/complete-enrolment.ts';
import type { PendingSignIn } from '../../src/second-step/pending-sign-in.ts';
import type { User } from '../../src/users/user.ts';

const NOW = 1_800_000_000_000;
const PENDING = {
  id: 'a-sign-in',
  userId: 'ada',
  startedAt: NOW - 1_000,
  proofs: ['email_otp'],
  identity: { id: 'an-identity', provider: 'google' },
  remember: true,
  deviceName: 'Laptop',
  delivery: 'both',
  signInEpoch: 3,
} satisfies PendingSignIn;
const USER = {
  id: 'ada',
  status: 'active',
  hasPassword: false,
  factors: ['email_otp'],
  identities: ['an-identity'],
  emailVerifiedAt: NOW,
  lockedUntil: null,
  signInEpoch: 3,
} as unknown as User;

/** What has happened since the first proof, so that it no longer counts. */
const VOIDED: [string, User | null][] = [
  ['the account is gone', null],
  ['all sessions have ended', { ...USER, signInEpoch: 4 }],
  ['its identity was disconnected', { ...USER, identities: [] }],
];

describe('the bearer of an mfa_token who sets up a factor', () => {
  const { id: jti, userId: sub, ...pending } = PENDING;
  const find = (user: User | null, policy: 'off' | 'enrolled' = 'enrolled') =>
    createFindEnroller({
      jwt: { verify: async () => ({ sub, jti, pending }) } as never,
      users: { findById: async () => user } as never,
      policy,
      emailVerificationRequired: true,
      clock: () => NOW,
    })('a token', 'totp');

  it('is the user of a sign-in that needs one', async () => {
    expect(await find(USER)).toEqual({ user: USER, session: null, pending: PENDING });
  });

  it.each(VOIDED)('is refused once %s', async (_what, user) => {
    await expect(find(user)).rejects.toMatchObject({ code: 'token_revoked' });
  });

  it('is refused where the sign-in needs none, or another one', async () => {
    await expect(find(USER, 'off')).rejects.toMatchObject({ code: 'token_invalid' });
    const withApp: User = { ...USER, factors: ['totp'] };
    await expect(find(withApp)).rejects.toMatchObject({ code: 'token_invalid' });
  });

  it('is refused before anything is added if the sign-in could not be completed', async () => {
    const locked: User = { ...USER, lockedUntil: NOW + 1 };
    await expect(find(locked)).rejects.toMatchObject({ code: 'account_locked' });
  });
});

describe('an enrolment', () => {
  const enroller = { user: USER, session: null, pending: PENDING };
  const signedIn = { user: USER, session: {}, pending: null } as never;
  const given = { proof: 'totp', factorId: 'a-row', client: {} as never } as const;

  function arrange(user: User | null) {
    const completeSignIn = vi.fn(async () => 'a sign-in' as never);
    const users = { findById: async () => user } as never;
    return { completeSignIn, complete: createCompleteEnrolment({ users, completeSignIn }) };
  }

  it('uses up the sign-in that it finishes, and nothing of a session', () => {
    expect(usedByEnrolment(signedIn, 1_000)).toEqual([]);
    expect(usedByEnrolment(enroller, 1_000)).toEqual([
      expect.objectContaining({ digest: 'sign-in:a-sign-in', expiresAt: NOW }),
    ]);
  });

  it('completes the sign-in with the new proof, as it was begun', async () => {
    const { complete, completeSignIn } = arrange(USER);
    expect(await complete({ enroller, ...given })).toBe('a sign-in');
    const { identity, remember, deviceName, delivery } = PENDING;
    expect(completeSignIn).toHaveBeenCalledExactlyOnceWith({
      user: USER,
      proofs: ['email_otp', 'totp'],
      factorId: 'a-row',
      ...{ identity, remember, deviceName, delivery, client: given.client },
    });
  });

  it('leaves a session as it is', async () => {
    const { complete, completeSignIn } = arrange(USER);
    expect(await complete({ enroller: signedIn, ...given })).toBeNull();
    expect(completeSignIn).not.toHaveBeenCalled();
  });

  it.each(VOIDED)('completes nothing once %s', async (_what, user) => {
    const { complete, completeSignIn } = arrange(user);
    await expect(complete({ enroller, ...given })).rejects.toMatchObject({ code: 'token_revoked' });
    expect(completeSignIn).not.toHaveBeenCalled();
  });
});
