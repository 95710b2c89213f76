import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyRing } from '../../src/shared/digest.ts';
import { sealText, unsealText } from '../../src/shared/seal.ts';

const KEY: KeyRing = [new Uint8Array(32).fill(7)];
const OTHER: KeyRing = [new Uint8Array(32).fill(8)];

describe('sealed text', () => {
  it('is opened with its key, and looks different each time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        expect(await unsealText(KEY, await sealText(KEY, text))).toBe(text);
      }),
      { numRuns: 30 },
    );
    expect(await sealText(KEY, 'same')).not.toBe(await sealText(KEY, 'same'));
  });

  it('is opened with a former key too, and sealed with the current one', async () => {
    const both: KeyRing = [...OTHER, ...KEY];
    expect(await unsealText(both, await sealText(KEY, 'kept'))).toBe('kept');
    expect(await unsealText(OTHER, await sealText(both, 'new'))).toBe('new');
    await expect(unsealText(KEY, await sealText(both, 'new'))).rejects.toThrow();
  });

  it('is rejected with another key, after a change, and when it is something else', async () => {
    const sealed = await sealText(KEY, 'hidden');
    await expect(unsealText([KEY[0].with(0, 0)], sealed)).rejects.toThrow();
    const at = sealed.lastIndexOf('.') - 3;
    await expect(
      unsealText(
        KEY,
        `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`,
      ),
    ).rejects.toThrow();
    for (const text of ['', 'hidden', 'a.b.c.d.e'])
      await expect(unsealText(KEY, text)).rejects.toThrow();
  });
});
