import { describe, expect, it, vi } from 'vitest';
import type { Outbox } from '../../src/guard/outbox.ts';
import type { UsedPasskey } from '../../src/guard/passkey-calls.ts';
import type { PasskeyCounters } from '../../src/guard/passkey-counters.ts';
import { PasskeyUses } from '../../src/guard/passkey-uses.ts';
import type { Secrets } from '../../src/guard/secrets.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';

const PASSKEY: UsedPasskey = { credentialId: 'a', counter: 5, registered: 4 };
const CHALLENGE = { digest: 'challenge', now: 7, leaseUntil: 27 } as RedeemSecret;
const SIGN_IN = { digest: 'sign-in', now: 7, leaseUntil: 27 } as RedeemSecret;

type World = { rises?: boolean; redeemed?: boolean | 'again' };

function arrange({ rises = true, redeemed = true }: World = {}) {
  const mayFollow = vi.fn(() => rises);
  const keep = vi.fn();
  const redeemAll = vi.fn(() => redeemed);
  const note = vi.fn();
  const uses = new PasskeyUses(
    { mayFollow, keep } as unknown as PasskeyCounters,
    { redeemAll } as unknown as Secrets,
    { note } as unknown as Outbox,
  );
  const use = (more: Partial<UsedPasskey> = {}, secrets = [CHALLENGE, SIGN_IN]) =>
    uses.use({ passkey: { ...PASSKEY, ...more }, secrets });
  return { use, mayFollow, keep, redeemAll, note };
}

describe('the use of a passkey', () => {
  it.each([true, 'again'] as const)('keeps its counter if its secrets are used: %s', (redeemed) => {
    const { use, mayFollow, keep, redeemAll, note } = arrange({ redeemed });
    expect(use()).toBe('used');
    expect(mayFollow).toHaveBeenCalledExactlyOnceWith(PASSKEY, 'challenge');
    expect(redeemAll).toHaveBeenCalledExactlyOnceWith([CHALLENGE, SIGN_IN]);
    expect(keep).toHaveBeenCalledExactlyOnceWith(PASSKEY, 'challenge', 7);
    expect(note).not.toHaveBeenCalled();
  });

  it.each([true, false])('lets D1 know whether it is synced by now: %s', (backedUp) => {
    const { use, note } = arrange();
    expect(use({ backedUp })).toBe('used');
    const backup = { credentialId: 'a', backedUp, at: 7 };
    expect(note).toHaveBeenCalledExactlyOnceWith({ backup }, 7);
  });

  it('changes nothing if one of its secrets is spent', () => {
    const { use, keep, note } = arrange({ redeemed: false });
    expect(use({ backedUp: true })).toBe('spent');
    expect(keep).not.toHaveBeenCalled();
    expect(note).not.toHaveBeenCalled();
  });

  it('needs a challenge', () => {
    const { use, mayFollow, redeemAll } = arrange();
    expect(use({}, [])).toBe('spent');
    expect(mayFollow).not.toHaveBeenCalled();
    expect(redeemAll).not.toHaveBeenCalled();
  });

  it('with a counter of a copy uses up the challenge for good, and nothing else', () => {
    const { use, keep, redeemAll, note } = arrange({ rises: false });
    expect(use({ backedUp: true })).toBe('went_back');
    const { leaseUntil: _, ...final } = CHALLENGE;
    expect(redeemAll).toHaveBeenCalledExactlyOnceWith([final]);
    expect(keep).not.toHaveBeenCalled();
    expect(note).not.toHaveBeenCalled();
  });

  it('with a counter of a copy and a spent challenge is spent', () => {
    expect(arrange({ rises: false, redeemed: false }).use()).toBe('spent');
  });
});
