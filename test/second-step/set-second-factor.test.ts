import { describe, expect, it, vi } from 'vitest';
import {
  createSetSecondFactor,
  type SetSecondFactorDeps,
} from '../../src/second-step/set-second-factor.ts';
import type { AccountView } from '../../src/users/user.ts';

const NOW = 1_800_000_000_000;
const USER = { id: 'ada', factors: [] as string[] } as unknown as AccountView;
const CLIENT = { userAgent: null, ip: null } as never;

function arrange(before: string[], changed: object | null = { id: 'ada', factors: ['changed'] }) {
  const confirmPassword = vi.fn(async () => ({ ...USER, passwordHash: 'x', factors: before }));
  const changeUser = vi.fn(async (_change: object) => ({ user: changed }));
  const enqueue = vi.fn(async (_job: object, _notice: object) => {});
  const named =
    (name: string) =>
    (...args: unknown[]) => [name, ...args];
  const deps = {
    ...{ confirmPassword, changeUser, enqueue, clock: () => NOW },
    factors: { addStatement: named('add'), removeStatement: named('remove') },
    users: { recordChangeStatement: named('change') },
    audit: { recordStatement: named('record') },
    random: { uuidAt: () => 'an-id' },
  } as unknown as SetSecondFactorDeps;
  const set = (enabled: boolean) =>
    createSetSecondFactor(deps)({
      ...{ user: USER, sessionId: 's', enabled, password: 'p', client: CLIENT },
    });
  return { set, confirmPassword, changeUser, enqueue };
}

describe('the mailed second step', () => {
  it('is turned on, which tightens what the guard knows, and the owner is told before', async () => {
    const { set, changeUser, enqueue } = arrange([]);
    expect(await set(true)).toMatchObject({ factors: ['changed'] });
    const row = { kind: 'email_otp', id: 'an-id', userId: 'ada', createdAt: NOW };
    const secretless = { label: null, secret: null, sealedBy: null };
    const event = { id: 'an-id', type: 'second_factor.enabled', userId: 'ada', sessionId: 's' };
    expect(changeUser).toHaveBeenCalledExactlyOnceWith({
      userId: 'ada',
      tightens: { factors: ['email_otp'] },
      statements: [
        ['add', { ...row, ...secretless }],
        ['change', 'ada', NOW],
        ['record', { ...event, origin: CLIENT, at: NOW }],
      ],
    });
    const notice = { userId: 'ada', kind: 'second_factor_enabled', at: NOW, event: 'an-id' };
    expect(enqueue.mock.calls[0]?.[1]).toMatchObject(notice);
    expect(enqueue.mock.invocationCallOrder[0]).toBeLessThan(
      changeUser.mock.invocationCallOrder[0] ?? 0,
    );
  });

  it('is turned off, which tightens nothing', async () => {
    const { set, changeUser, enqueue } = arrange(['email_otp']);
    await set(false);
    const [change] = changeUser.mock.calls[0] ?? [];
    expect(change).not.toHaveProperty('tightens');
    expect(change).toMatchObject({ statements: [['remove', 'ada', 'email_otp'], {}, {}] });
    expect(change).toMatchObject({
      statements: [{}, {}, ['record', { type: 'second_factor.disabled' }]],
    });
    expect(enqueue.mock.calls[0]?.[1]).toMatchObject({ kind: 'second_factor_disabled' });
  });

  it.each([
    [true, ['totp', 'email_otp']],
    [false, ['totp']],
  ])('stays as it is in D1 if that is what is asked for (%s)', async (enabled, before) => {
    const { set, changeUser, enqueue } = arrange(before);
    const view = await set(enabled);
    expect(view.factors).toEqual(before);
    expect(view).not.toHaveProperty('passwordHash');
    for (const call of [changeUser, enqueue]) expect(call).not.toHaveBeenCalled();
  });

  it('stays as it is without the password', async () => {
    const { set, confirmPassword, changeUser, enqueue } = arrange([]);
    confirmPassword.mockRejectedValue(new Error('wrong'));
    await expect(set(true)).rejects.toThrow('wrong');
    const given = { user: USER, sessionId: 's', password: 'p', client: CLIENT };
    expect(confirmPassword).toHaveBeenCalledExactlyOnceWith(given);
    for (const call of [changeUser, enqueue]) expect(call).not.toHaveBeenCalled();
  });

  it('is answered with the user of before if they were erased meanwhile', async () => {
    expect(await arrange([], null).set(true)).toEqual(USER);
  });
});
