import { describe, expect, it, vi } from 'vitest';
import { createPeekLink, type PeekLinkDeps } from '../../src/guard/peek-link.ts';
import type { Purpose } from '../../src/one-time-secrets/one-time-secrets.ts';

const RESET = { name: 'reset' } as Purpose<object>;
const FOUND = { purpose: 'reset', digest: 'd', userId: 'ada' };

function arrange({ found = FOUND as object | null, redeemable = true } = {}) {
  const findLink = vi.fn(async () => found);
  const isRedeemable = vi.fn(async () => redeemable);
  const deps = { secrets: { findLink }, guards: { isRedeemable }, clock: () => 7 };
  const peek = createPeekLink(deps as unknown as PeekLinkDeps);
  return { peek, findLink, isRedeemable };
}

describe('a look at a link', () => {
  it('finds the secret that could be used now', async () => {
    const { peek, findLink, isRedeemable } = arrange();
    expect(await peek(RESET, 'a token')).toBe(FOUND);
    expect(findLink).toHaveBeenCalledExactlyOnceWith(RESET, 'a token');
    expect(isRedeemable).toHaveBeenCalledExactlyOnceWith(FOUND, 7);
  });

  it('finds nothing that is used or void', async () => {
    expect(await arrange({ redeemable: false }).peek(RESET, 'a token')).toBeNull();
  });

  it('finds nothing that is unknown, and asks no guard', async () => {
    const { peek, isRedeemable } = arrange({ found: null });
    expect(await peek(RESET, 'a token')).toBeNull();
    expect(isRedeemable).not.toHaveBeenCalled();
  });
});
