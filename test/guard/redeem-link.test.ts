import { describe, expect, it, vi } from 'vitest';
import {
  type PresentedLink,
  type RedeemLinkDeps,
  redeemLink,
} from '../../src/guard/redeem-link.ts';
import { APART, type ToUse } from '../../src/guard/to-use.ts';
import type { Purpose } from '../../src/one-time-secrets/one-time-secrets.ts';

const RESET = { name: 'reset' } as Purpose<object>;
const FOUND = { purpose: 'reset', digest: 'd', userId: 'ada', issuedAt: 5, expiresAt: 9 };
const OTHER = { purpose: 'sign_in', digest: 'other', since: APART } as unknown as ToUse;
const INVALID = { code: 'secret_invalid' };

type World = { found?: object | null; redeemed?: boolean };

function arrange({ found = FOUND, redeemed = true }: World = {}) {
  const findLink = vi.fn(async () => found);
  const redeemAll = vi.fn(async () => redeemed);
  const settle = vi.fn(async () => {});
  const release = vi.fn(async () => {});
  const untilAdmitted = vi.fn(async () => {});
  const read = vi.fn(async (): Promise<unknown> => 'what is read');
  const work = vi.fn(async (_secret: object, reading: unknown) => `done with ${reading}`);
  const deps = {
    ...{ secrets: { findLink }, untilAdmitted, clock: () => 7, log: { error: vi.fn() } },
    guards: { redeemAll, settle, release, isAddressPlace: () => false },
  } as unknown as RedeemLinkDeps;
  const redeem = (more: Partial<PresentedLink<object, unknown>> = {}) =>
    redeemLink(deps, { purpose: RESET, token: 'a token', read, ...more }, work);
  return { redeem, findLink, redeemAll, settle, release, untilAdmitted, read, work };
}

describe('the token of a link', () => {
  it('is used, along with those issued before it, and its work is done and settled', async () => {
    const { redeem, findLink, redeemAll, settle, release, read, work } = arrange();
    expect(await redeem()).toBe('done with what is read');
    expect(findLink).toHaveBeenCalledExactlyOnceWith(RESET, 'a token');
    expect(redeemAll).toHaveBeenCalledExactlyOnceWith('ada', [{ ...FOUND, since: 0 }], 7);
    expect(read).toHaveBeenCalledExactlyOnceWith(FOUND);
    expect(work).toHaveBeenCalledExactlyOnceWith(FOUND, 'what is read');
    expect(settle).toHaveBeenCalledExactlyOnceWith('ada');
    expect(release).not.toHaveBeenCalled();
  });

  it('spares earlier ones where that is asked', async () => {
    const { redeem, redeemAll } = arrange();
    await redeem({ sparesEarlier: true });
    expect(redeemAll).toHaveBeenCalledExactlyOnceWith('ada', [{ ...FOUND, since: 5 }], 7);
  });

  it('uses up others along with it, which are released with it', async () => {
    const { redeem, redeemAll, release, work } = arrange();
    work.mockRejectedValue(new Error('no work'));
    const along = vi.fn(() => [OTHER]);
    await expect(redeem({ along })).rejects.toThrow('no work');
    expect(along).toHaveBeenCalledExactlyOnceWith(FOUND);
    expect(redeemAll).toHaveBeenCalledExactlyOnceWith('ada', [{ ...FOUND, since: 0 }, OTHER], 7);
    expect(release).toHaveBeenCalledExactlyOnceWith('ada', ['d', 'other']);
  });

  it('is used by another call where one is given', async () => {
    const { redeem, redeemAll, work } = arrange({ redeemed: false });
    const other = vi.fn(async () => true);
    expect(await redeem({ redeem: other })).toBe('done with what is read');
    expect(other).toHaveBeenCalledExactlyOnceWith(FOUND);
    expect(redeemAll).not.toHaveBeenCalled();
    work.mockClear();
    await expect(redeem({ redeem: async () => false })).rejects.toMatchObject(INVALID);
    expect(work).not.toHaveBeenCalled();
  });

  it.each<[string, World, number]>([
    ['it is unknown', { found: null }, 0],
    ['the guard does not use it', { redeemed: false }, 1],
  ])('is refused if %s, and nothing is released', async (_why, world, asked) => {
    const { redeem, redeemAll, release, work } = arrange(world);
    await expect(redeem()).rejects.toMatchObject(INVALID);
    expect(redeemAll).toHaveBeenCalledTimes(asked);
    expect(work).not.toHaveBeenCalled();
    expect(release).not.toHaveBeenCalled();
  });

  it('waits until the request is admitted, known or not', async () => {
    for (const found of [FOUND, null]) {
      const { redeem, untilAdmitted, redeemAll, read } = arrange({ found });
      untilAdmitted.mockRejectedValue(new Error('too many'));
      await expect(redeem()).rejects.toThrow('too many');
      expect(redeemAll).not.toHaveBeenCalled();
      expect(read).not.toHaveBeenCalled();
    }
  });

  it.each<[string, () => Promise<unknown>]>([
    ['fails', () => Promise.reject(new Error('no read'))],
    [
      'throws at once',
      () => {
        throw new Error('no read');
      },
    ],
  ])('is released if what it reads %s', async (_how, fails) => {
    const { redeem, redeemAll, read, release, work } = arrange();
    read.mockImplementation(fails);
    await expect(redeem()).rejects.toThrow('no read');
    expect(redeemAll).toHaveBeenCalledOnce();
    expect(release).toHaveBeenCalledExactlyOnceWith('ada', ['d']);
    expect(work).not.toHaveBeenCalled();
  });

  it('has its reading begun before the guard has decided', async () => {
    const { redeem, redeemAll, read } = arrange();
    await redeem();
    const [begun = 0] = read.mock.invocationCallOrder;
    expect(begun).toBeLessThan(redeemAll.mock.invocationCallOrder[0] ?? 0);
  });
});
