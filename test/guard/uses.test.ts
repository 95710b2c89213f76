import { describe, expect, it, vi } from 'vitest';
import { LEASE } from '../../src/guard/redemption.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import { arrange, NOW, secret } from './uses-arranged.ts';

describe('what a request claims', () => {
  it('is asked for under the name of one call, until the lease ends', async () => {
    const { uses } = arrange();
    const given: RedeemSecret[] = [];
    const answer = await uses.using(
      'ada',
      [secret('a'), secret('b', NOW + 1)],
      async (secrets) => given.push(...secrets),
      () => true,
    );
    expect(answer).toBe(2);
    const by = given[0]?.by;
    expect(by).toMatch(/^[0-9a-f-]{36}$/);
    expect(given).toEqual([
      { ...secret('a'), by, leaseUntil: NOW + LEASE },
      { ...secret('b', NOW + 1), by, leaseUntil: NOW + 1 + LEASE },
    ]);
  });

  it('is final with the work that takes it along', async () => {
    const { uses, claim, calls } = arrange();
    const by = await claim(['a', 'b']);
    const other = await claim(['c']);
    await claim(['d'], { name: 'bob' });
    const work = vi.fn(async (_guard: unknown, _uses: object) => 'done');
    expect(await uses.deciding('ada', work)).toBe('done');
    const taken = [
      { digest: 'a', by },
      { digest: 'b', by },
      { digest: 'c', by: other },
    ];
    expect(work.mock.calls[0]?.[1]).toEqual({ uses: taken });
    await uses.settle('ada');
    expect(calls).toEqual([]);
  });

  it('stays claimed if that work fails', async () => {
    const { uses, claim, calls } = arrange();
    const by = await claim(['a']);
    const failing = uses.deciding('ada', () => Promise.reject(new Error('no answer')));
    await expect(failing).rejects.toThrow('no answer');
    await uses.settle('ada');
    expect(calls).toEqual([['ada', 'settle', [{ digest: 'a', by }]]]);
  });

  it('is settled where no call has decided it, and at its own guard alone', async () => {
    const { uses, claim, calls, deferred } = arrange();
    const by = await claim(['a', 'b']);
    await claim(['c'], { name: 'bob' });
    await uses.settle('ada');
    const settled = [
      { digest: 'a', by },
      { digest: 'b', by },
    ];
    expect(calls).toEqual([['ada', 'settle', settled]]);
    expect(deferred).toEqual([]);
  });

  it('is not settled if nothing is claimed, or if it was refused', async () => {
    const { uses, claim, calls, deferred } = arrange();
    await claim(['a'], { verdict: false });
    await uses.settle('ada');
    expect([calls, deferred]).toEqual([[], []]);
  });

  it('fails the request that cannot settle it', async () => {
    const { uses, claim, guards } = arrange();
    await claim(['a']);
    guards.ada.settle.mockRejectedValueOnce(new Error('no answer'));
    await expect(uses.settle('ada')).rejects.toThrow('no answer');
  });

  it('is settled after the response where the guard knows of the change', async () => {
    const { uses, claim, announce, calls, deferred, guards } = arrange();
    const by = await claim(['a']);
    await announce();
    const late = await claim(['b']);
    guards.ada.settle.mockRejectedValueOnce(new Error('no answer'));
    await uses.settle('ada');
    expect(deferred.map(({ event }) => event)).toEqual(['secret_not_settled']);
    await expect(deferred[0]?.work).rejects.toThrow('no answer');
    expect(guards.ada.settle.mock.calls[0]).toEqual([[{ digest: 'a', by }]]);
    expect(calls).toEqual([['ada', 'settle', [{ digest: 'b', by: late }]]]);
  });

  it('is nothing to settle once it is noted as decided', async () => {
    const { uses, claim, announce, calls, deferred } = arrange();
    await claim(['a']);
    await announce();
    uses.note('ada', 'decided');
    await uses.settle('ada');
    expect([calls, deferred]).toEqual([[], []]);
  });
});
