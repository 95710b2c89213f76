import { describe, expect, it, vi } from 'vitest';
import type { FactorDeps } from '../../../src/second-step/factors/factor.ts';
import { recoveryCodeFactor } from '../../../src/second-step/factors/recovery-code.ts';
import { totpFactor } from '../../../src/second-step/factors/totp.ts';
import type { Occasion } from '../../../src/second-step/occasion.ts';
import {
  readRecoveryCode,
  recoveryDigest,
} from '../../../src/second-step/recovery-codes/recovery-code.ts';
import { codeAt, STEP } from '../../../src/second-step/totp/one-time-passwords.ts';
import { sealSecret } from '../../../src/second-step/totp/sealed-secret.ts';
import type { KeyRing } from '../../../src/shared/digest.ts';
import type { User } from '../../../src/users/user.ts';

const NOW = 1_800_000_000_000;
const USER = { id: 'ada' } as User;
const CLIENT = { userAgent: null, ip: null } as never;
const SIGN_IN = { kind: 'sign_in', pending: { userId: 'ada' } } as Occasion;
const STEP_UP: Occasion = { kind: 'step_up', sessionId: 'a-session', signInEpoch: 3 };
const KEYS: KeyRing = [new Uint8Array(32).fill(1)];
const GONE: KeyRing = [new Uint8Array(32).fill(2)];
const BYTES = new Uint8Array(20).map((_, i) => i * 11);
const SPARE = '0123-4567-89ab-cdef';

function arrange(deps: object) {
  const error = vi.fn();
  const common = { factorKeys: KEYS, clock: () => NOW, log: { error } };
  const all = { ...common, ...deps } as unknown as FactorDeps;
  type State = { occasion?: Occasion; user?: User | null };
  const findIn =
    ({ find }: ReturnType<typeof totpFactor.create>) =>
    (value: string, { occasion = SIGN_IN, user = USER as User | null }: State = {}) =>
      find({ value, occasion, user: Promise.resolve(user), client: CLIENT });
  return {
    error,
    findTotp: findIn(totpFactor.create(all)),
    findSpare: findIn(recoveryCodeFactor.create(all)),
  };
}

describe('a code of an authenticator app', () => {
  async function arrangeDevices() {
    const lost = await sealSecret(GONE, { factorId: 'lost', bytes: BYTES });
    const phone = await sealSecret(KEYS, { factorId: 'phone', bytes: BYTES });
    const devices = [
      { id: 'lost', secret: lost.secret },
      { id: 'phone', secret: phone.secret },
    ];
    const listByUser = vi.fn(async () => devices);
    return { listByUser, ...arrange({ sealed: { listByUser } }) };
  }
  const code = () => codeAt(BYTES, NOW / STEP);

  it.each([
    ['a sign-in', SIGN_IN],
    ['a session', STEP_UP],
  ])('is found by its device, in %s', async (_where, occasion) => {
    const { findTotp, listByUser } = await arrangeDevices();
    expect(await findTotp(await code(), { occasion })).toMatchObject({
      factorId: 'phone',
      secret: { userId: 'ada', digest: `totp:phone:${NOW / STEP}`, context: null },
    });
    expect(listByUser).toHaveBeenCalledExactlyOnceWith('ada', 'totp');
  });

  it('is found although the secret of another device does not open', async () => {
    const { findTotp, error } = await arrangeDevices();
    expect(await findTotp(await code())).not.toBeNull();
    expect(error).toHaveBeenCalledExactlyOnceWith('secret_not_opened', expect.any(Error));
  });

  it('is not found if it is wrong, or nobody is asked for one', async () => {
    const { findTotp } = await arrangeDevices();
    const right = await code();
    expect(await findTotp(right === '000000' ? '000001' : '000000')).toBeNull();
    for (const occasion of [SIGN_IN, STEP_UP])
      expect(await findTotp(right, { occasion, user: null })).toBeNull();
  });
});

describe('a recovery code', () => {
  const digest = recoveryDigest('ada', readRecoveryCode(SPARE) ?? '');
  function arrangeCodes(createdAt: number | null = 5) {
    const findUnused = vi.fn(async () => createdAt);
    const enqueue = vi.fn(async () => {});
    return { findUnused, enqueue, ...arrange({ recoveryCodes: { findUnused }, enqueue }) };
  }

  it.each([
    ['a sign-in', SIGN_IN],
    ['a session', STEP_UP],
  ])('is found by its digest, in %s', async (_where, occasion) => {
    const { findSpare, findUnused } = arrangeCodes();
    expect(await findSpare(SPARE, { occasion })).toMatchObject({
      factorId: digest,
      secret: { userId: 'ada', digest: `recovery_code:${digest}`, issuedAt: 5, context: null },
    });
    expect(findUnused).toHaveBeenCalledExactlyOnceWith('ada', digest);
  });

  it('is not found if it was used, or nobody is asked for one', async () => {
    expect(await arrangeCodes(null).findSpare(SPARE)).toBeNull();
    for (const occasion of [SIGN_IN, STEP_UP])
      expect(await arrangeCodes().findSpare(SPARE, { occasion, user: null })).toBeNull();
  });

  it('is not looked for if what was typed is none', async () => {
    const { findSpare, findUnused } = arrangeCodes();
    expect(await findSpare('123456')).toBeNull();
    expect(findUnused).not.toHaveBeenCalled();
  });

  it('is mailed to its owner after its use, which a full queue does not undo', async () => {
    const { findSpare, enqueue, error } = arrangeCodes();
    const found = await findSpare(SPARE);
    expect(enqueue).not.toHaveBeenCalled();
    await found?.follow?.();
    const mail = expect.objectContaining({ userId: 'ada', digest, at: NOW });
    expect(enqueue).toHaveBeenCalledExactlyOnceWith(expect.anything(), mail);
    const full = new Error('full');
    enqueue.mockRejectedValue(full);
    await found?.follow?.();
    expect(error).toHaveBeenCalledExactlyOnceWith('notice_not_queued', full);
  });
});
