import { describe, expect, it } from 'vitest';
import { openSecret, sealSecret } from '../../../src/second-step/totp/sealed-secret.ts';
import type { KeyRing } from '../../../src/shared/digest.ts';
import { sealKeyId } from '../../../src/shared/seal.ts';

const OLD: KeyRing = [new Uint8Array(32).fill(1)];
const NEW: KeyRing = [new Uint8Array(32).fill(2)];
const BYTES = new Uint8Array(20).map((_, i) => i * 11);

describe('a sealed secret', () => {
  it('opens for its factor, with the key that it names', async () => {
    const { secret, sealedBy } = await sealSecret(OLD, { factorId: 'f', bytes: BYTES });
    expect(sealedBy).toBe(sealKeyId(OLD[0]));
    expect(await openSecret([...NEW, ...OLD], { factorId: 'f', sealed: secret })).toEqual(BYTES);
    await expect(openSecret(NEW, { factorId: 'f', sealed: secret })).rejects.toThrow();
  });

  it('does not open for another factor', async () => {
    const { secret } = await sealSecret(OLD, { factorId: 'f', bytes: BYTES });
    await expect(openSecret(OLD, { factorId: 'g', sealed: secret })).rejects.toThrow(
      'sealed for another factor',
    );
  });

  it('names its key without telling it', () => {
    const ids = [OLD, NEW].map(([key]) => sealKeyId(key));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[\w-]{12}$/);
  });
});
