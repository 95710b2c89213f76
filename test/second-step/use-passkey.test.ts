import { describe, expect, it, vi } from 'vitest';
import {
  challengeSecret,
  type UsePasskeyDeps,
  type UsePasskeyInput,
  usePasskey,
} from '../../src/second-step/use-passkey.ts';

const NOW = 1_800_000_000_000;
const WALL = NOW + 5;
const USER = { id: 'ada', version: 7, signInEpoch: 3 } as UsePasskeyInput['user'];
const PASSKEY = { credentialId: 'c', counter: 4, backedUp: false, factorId: 'f' };
const CHALLENGE = { digest: 'a-challenge', issuedAt: NOW - 1, expiresAt: NOW + 9 };
const ASSERTION = { counter: 5, backedUp: false, challenge: CHALLENGE };
const CLIENT = { requestId: 'a-request', userAgent: null, ip: null };
const FINISHING = { digest: 'a-sign-in' };
const REFUSED = { code: 'invalid_credentials' };

type World = { verdict?: string; isTrusted?: boolean; charged?: boolean };

function arrange({ verdict = 'used', isTrusted = true, charged = true }: World = {}) {
  const guards = {
    usePasskey: vi.fn(async (..._use: unknown[]) => ({ verdict, isTrusted })),
    chargeMail: vi.fn(async () => charged),
    settle: vi.fn(async () => {}),
    release: vi.fn(async (..._released: unknown[]) => {}),
    isAddressPlace: () => false,
  };
  const record = vi.fn(async () => {});
  const enqueue = vi.fn(async (_job: object, _notice: object) => {});
  const deferred: Promise<unknown>[] = [];
  const deps = {
    ...{ guards, audit: { record }, enqueue, clock: () => NOW, wall: () => WALL, log: {} },
    defer: (work: Promise<unknown>) => deferred.push(work),
  } as unknown as UsePasskeyDeps;
  const work = vi.fn(async () => 'signed in');
  const confirm = vi.fn(async () => {});
  const use = (input: object = {}) => {
    const given = { user: USER, passkey: PASSKEY, assertion: ASSERTION, client: CLIENT, ...input };
    return usePasskey(deps, given as unknown as UsePasskeyInput, work);
  };
  const follow = () => Promise.all(deferred);
  return { use, work, confirm, guards, record, enqueue, deferred, follow };
}

describe('the use of a passkey', () => {
  it('uses up its challenge and what goes along, by the row that was read', async () => {
    const { use, guards, confirm, record } = arrange();
    const reading = { from: 'replica', confirm };
    expect(await use({ along: [FINISHING], reading })).toBe('signed in');
    const row = { version: 7, from: 'replica', wall: WALL };
    expect(guards.usePasskey).toHaveBeenCalledExactlyOnceWith('ada', row, {
      passkey: { credentialId: 'c', registered: 4, counter: 5 },
      secrets: [challengeSecret(USER, CHALLENGE as never), FINISHING],
      now: NOW,
    });
    expect(record).not.toHaveBeenCalled();
  });

  it('notes a passkey that is backed up by now, and one that no longer is', async () => {
    const { use, guards } = arrange();
    await use({ assertion: { ...ASSERTION, backedUp: true } });
    await use({ passkey: { ...PASSKEY, backedUp: true } });
    expect(guards.usePasskey.mock.calls.map(([, , given]) => given)).toMatchObject([
      { passkey: { backedUp: true } },
      { passkey: { backedUp: false } },
    ]);
  });

  it.each([
    [true, 0],
    [false, 1],
  ])('reads the user again unless the guard trusts the row (%s)', async (isTrusted, times) => {
    const { use, confirm, work } = arrange({ isTrusted });
    await use({ reading: { from: 'replica', confirm } });
    expect(confirm).toHaveBeenCalledTimes(times);
    expect(work).toHaveBeenCalledOnce();
  });

  it('is taken back with all that went along if the work fails', async () => {
    const { use, work, guards } = arrange();
    work.mockRejectedValue(new Error('D1 is away'));
    await expect(use({ along: [FINISHING] })).rejects.toThrow('D1 is away');
    expect(guards.release).toHaveBeenCalledExactlyOnceWith('ada', ['a-challenge', 'a-sign-in']);
  });

  it('is refused if its challenge was used before, once the user is read again', async () => {
    const { use, work, confirm, deferred } = arrange({ verdict: 'refused' });
    const reading = { from: 'replica', confirm };
    await expect(use({ reading })).rejects.toMatchObject(REFUSED);
    expect(confirm).toHaveBeenCalledOnce();
    expect(work).not.toHaveBeenCalled();
    expect(deferred).toEqual([]);
  });
});

describe('a counter that went back', () => {
  it('is refused, recorded and mailed to the owner, beside the answer', async () => {
    const { use, work, record, enqueue, guards, follow } = arrange({ verdict: 'went_back' });
    await expect(use()).rejects.toMatchObject(REFUSED);
    await follow();
    expect(work).not.toHaveBeenCalled();
    expect(record).toHaveBeenCalledExactlyOnceWith({
      ...{ type: 'factor.counter_went_back', userId: 'ada', actorId: null, origin: CLIENT },
      ...{ metadata: { kind: 'passkey', factor_id: 'f' }, at: NOW },
    });
    const mail = { lane: 'strangers', purpose: 'passkey_copied', key: 'a-request', now: NOW };
    expect(guards.chargeMail).toHaveBeenCalledExactlyOnceWith('ada', mail);
    const notice = { userId: 'ada', kind: 'passkey_copied', at: NOW };
    expect(enqueue.mock.calls[0]?.[1]).toMatchObject(notice);
  });

  it('is not mailed if too many mails went out, and is recorded all the same', async () => {
    const { use, record, enqueue, follow } = arrange({ verdict: 'went_back', charged: false });
    await expect(use()).rejects.toMatchObject(REFUSED);
    await follow();
    expect(enqueue).not.toHaveBeenCalled();
    expect(record).toHaveBeenCalledOnce();
  });
});

it('a challenge is dead once all sessions have ended, and lives as long as it says', () => {
  expect(challengeSecret(USER, CHALLENGE as never)).toEqual({
    ...{ digest: 'a-challenge', purpose: 'a-challenge', userId: 'ada', epoch: 3 },
    ...{ issuedAt: NOW - 1, expiresAt: NOW + 9, familyExpiresAt: NOW + 9 },
  });
});
