import { describe, expect, it, vi } from 'vitest';
import type { AccountGuards } from '../../src/guard/account-guards.ts';
import { withRedeemed } from '../../src/guard/with-redeemed.ts';

const SECRET = { userId: 'ada', digest: 'a' };

function arrange(isAddressPlace = false) {
  const settle = vi.fn(async (_userId: string) => {});
  const release = vi.fn(async (_userId: string, _digests: string[]) => {});
  const error = vi.fn();
  const guards = { settle, release, isAddressPlace: vi.fn(() => isAddressPlace) };
  const deps = { guards: guards as unknown as AccountGuards, log: { error } as never };
  return { deps, ...guards, error };
}

describe('the work of a redeemed secret', () => {
  it('settles the secret once it is done', async () => {
    const { deps, settle, release, isAddressPlace } = arrange();
    const work = async () => {
      expect(settle).not.toHaveBeenCalled();
      return 'done';
    };
    expect(await withRedeemed(deps, SECRET, work)).toBe('done');
    expect(settle).toHaveBeenCalledExactlyOnceWith('ada');
    expect(isAddressPlace).toHaveBeenCalledExactlyOnceWith('ada');
    expect(release).not.toHaveBeenCalled();
  });

  it('leaves the secret of an address to D1', async () => {
    const { deps, settle, release } = arrange(true);
    expect(await withRedeemed(deps, SECRET, async () => 'done')).toBe('done');
    expect(settle).not.toHaveBeenCalled();
    expect(release).not.toHaveBeenCalled();
  });

  it('gives the secret back if it fails', async () => {
    const { deps, settle, release, error } = arrange();
    const failing = withRedeemed(deps, SECRET, () => Promise.reject(new Error('D1 is away')));
    await expect(failing).rejects.toThrow('D1 is away');
    expect(release).toHaveBeenCalledExactlyOnceWith('ada', ['a']);
    expect(settle).not.toHaveBeenCalled();
    expect(error).not.toHaveBeenCalled();
  });

  it('gives back what was used along with it if the use cannot be settled', async () => {
    const { deps, settle, release } = arrange();
    settle.mockRejectedValueOnce(new Error('no answer'));
    const along = [{ digest: 'b' }, { digest: 'c' }];
    const failing = withRedeemed(deps, SECRET, async () => 'done', along);
    await expect(failing).rejects.toThrow('no answer');
    expect(release).toHaveBeenCalledExactlyOnceWith('ada', ['a', 'b', 'c']);
  });

  it('fails as it did if the secret cannot be given back, and logs that', async () => {
    const { deps, release, error } = arrange();
    const failure = new Error('no answer');
    release.mockRejectedValueOnce(failure);
    const failing = withRedeemed(deps, SECRET, () => Promise.reject(new Error('D1 is away')));
    await expect(failing).rejects.toThrow('D1 is away');
    expect(error.mock.calls[0]?.[1]).toBe(failure);
  });
});
