import { describe, expect, it, vi } from 'vitest';
import type { ChangedFactor } from '../../../src/second-step/factor-changes/factor-change.ts';
import { sealAnew } from '../../../src/second-step/factor-changes/seal-anew.ts';
import { openSecret, sealSecret } from '../../../src/second-step/totp/sealed-secret.ts';
import type { KeyRing } from '../../../src/shared/digest.ts';
import { sealKeyId } from '../../../src/shared/seal.ts';

const FORMER: KeyRing = [new Uint8Array(32).fill(1)];
const PRESENT: KeyRing = [new Uint8Array(32).fill(2), ...FORMER];
const LOST: KeyRing = [new Uint8Array(32).fill(3)];
const BYTES = new Uint8Array(20).fill(7);

async function app(id: string, keys: KeyRing): Promise<ChangedFactor> {
  const sealed = await sealSecret(keys, { factorId: id, bytes: BYTES });
  const times = { createdAt: 1, lastUsedAt: null };
  return { factor: { id, userId: 'ada', kind: 'totp', label: 'Phone', ...sealed, ...times } };
}

const passkey = {
  factor: { id: 'p', kind: 'passkey', secret: null, sealedBy: null },
  passkey: { factorId: 'p', credentialId: 'c' },
} as ChangedFactor;

function arrange() {
  const error = vi.fn();
  const deps = { factorKeys: PRESENT, log: { error } as never };
  return { error, seal: (removed: ChangedFactor[]) => sealAnew(deps, removed) };
}

describe('factors that a link puts back', () => {
  it('are sealed with the present key, whichever sealed them', async () => {
    const { seal, error } = arrange();
    const before = await app('a', FORMER);
    const [after] = await seal([before]);
    expect(after?.factor).toMatchObject({
      ...before.factor,
      secret: expect.any(String),
      sealedBy: sealKeyId(PRESENT[0]),
    });
    const sealed = after?.factor.secret ?? '';
    expect(await openSecret([PRESENT[0]], { factorId: 'a', sealed })).toEqual(BYTES);
    expect(error).not.toHaveBeenCalled();
  });

  it('stay as they are without a secret', async () => {
    expect(await arrange().seal([passkey])).toEqual([passkey]);
  });

  it('are left out, with a word in the log, if no key opens them', async () => {
    const { seal, error } = arrange();
    expect(await seal([await app('a', LOST), passkey])).toEqual([passkey]);
    expect(error).toHaveBeenCalledExactlyOnceWith('secret_not_opened', expect.any(Error));
  });
});
