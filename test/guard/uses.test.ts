import { describe, expect, it, vi } from 'vitest';
import type { GuardStub } from '../../src/guard/guard-namespace.ts';
import { LEASE } from '../../src/guard/redemption.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import { type Call, createUses } from '../../src/guard/uses.ts';

const NOW = 1_000_000;

const secret = (digest: string, now = NOW): RedeemSecret => ({
  ...{
    digest,
    purpose: 'reset',
    issuedAt: 0,
    since: 0,
    expiresAt: NOW + 1,
    rememberUntil: NOW + 2,
  },
  ...{ epoch: null, now },
});

/** The claims of one request, at the guards of `ada` and `bob`. */
function arrange() {
  const calls: unknown[] = [];
  const guardOf = (name: string) => {
    const noting = (method: string) =>
      vi.fn(async (...args: unknown[]) => void calls.push([name, method, ...args]));
    return { settle: noting('settle'), release: noting('release'), forgo: noting('forgo') };
  };
  const guards = { ada: guardOf('ada'), bob: guardOf('bob') };
  const call = ((name: 'ada' | 'bob', work: (guard: GuardStub) => unknown) =>
    work(guards[name] as unknown as GuardStub)) as Call;
  const deferred: { event: string; work: Promise<unknown> }[] = [];
  const uses = createUses(call, (work, event) => {
    deferred.push({ event, work });
  });
  /** Claims secrets, and returns the name of the call. */
  const claim = async (
    digests: string[],
    { name = 'ada', verdict = true as boolean | 'again', now = NOW } = {},
  ): Promise<string> => {
    const work = async (given: RedeemSecret[]) => given[0]?.by ?? '';
    const secrets = digests.map((digest) => secret(digest, now));
    return uses.using(name, secrets, work, () => verdict);
  };
  const announce = (name = 'ada') =>
    uses.deciding(
      name,
      async () => {},
      () => 'announced',
    );
  return { uses, claim, announce, calls, deferred, guards };
}

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

describe('a claim that is given back', () => {
  it('is given back as a whole, by the call that has it', async () => {
    const { uses, claim, calls } = arrange();
    const by = await claim(['a', 'b']);
    const other = await claim(['c']);
    await uses.release('ada', ['unknown', 'b']);
    expect(calls.splice(0)).toEqual([['ada', 'release', ['a', 'b'], by]]);
    await uses.settle('ada');
    expect(calls).toEqual([['ada', 'settle', [{ digest: 'c', by: other }]]]);
  });

  it('is what it was asked for if nobody claimed it', async () => {
    const { uses, claim, calls } = arrange();
    await claim(['c']);
    await uses.release('ada', ['a', 'b']);
    await uses.giveBack('ada', ['d']);
    expect(calls.splice(0)).toEqual([
      ['ada', 'release', ['a', 'b'], null],
      ['ada', 'release', ['d'], null],
    ]);
    await uses.settle('ada');
    expect(calls).toHaveLength(1);
  });

  it('keeps of its secrets what is not given back', async () => {
    const { uses, claim, calls } = arrange();
    const by = await claim(['a', 'b', 'c']);
    await uses.giveBack('ada', ['unknown', 'a', 'c']);
    expect(calls.splice(0)).toEqual([['ada', 'release', ['unknown', 'a', 'c'], by]]);
    await uses.settle('ada');
    expect(calls).toEqual([['ada', 'settle', [{ digest: 'b', by }]]]);
  });
});

describe('a call that fails', () => {
  const failing = async () => {
    throw new Error('no answer');
  };

  it('forgoes its secrets after the response', async () => {
    const { uses, calls, deferred, guards } = arrange();
    const secrets = [secret('a'), secret('b')];
    await expect(uses.using('bob', secrets, failing, () => true)).rejects.toThrow('no answer');
    expect(deferred.map(({ event }) => event)).toEqual(['secret_not_released']);
    await deferred[0]?.work;
    expect(calls).toHaveLength(2);
    const forgone = guards.bob.forgo.mock.calls.map(([use]) => use as { by: string });
    const by = forgone[0]?.by;
    expect(by).toBeTruthy();
    const kept = { purpose: 'reset', rememberUntil: NOW + 2, by };
    expect(forgone).toEqual([
      { digest: 'a', ...kept },
      { digest: 'b', ...kept },
    ]);
    await uses.settle('bob');
    expect(guards.bob.settle).not.toHaveBeenCalled();
  });

  it('forgoes nothing if it had no secrets', async () => {
    const { uses, deferred } = arrange();
    await expect(uses.using('ada', [], failing, () => true)).rejects.toThrow('no answer');
    expect(deferred).toEqual([]);
  });
});

describe('the work of a secret', () => {
  it('may be done by another if an earlier claim has lapsed, or once this one has', async () => {
    const { uses, claim } = arrange();
    await claim(['a', 'b']);
    await claim(['c'], { verdict: 'again' });
    const end = NOW + LEASE;
    expect(uses.mayBeDone('ada', 'b', end - 1)).toBe(false);
    expect(uses.mayBeDone('ada', 'b', end)).toBe(true);
    expect(uses.mayBeDone('ada', 'c', NOW)).toBe(true);
  });

  it('may be done by another if the secret is claimed at no guard, or at another one', async () => {
    const { uses, claim } = arrange();
    await claim(['a']);
    expect(uses.mayBeDone('ada', 'unknown', NOW)).toBe(true);
    expect(uses.mayBeDone('bob', 'a', NOW)).toBe(true);
  });

  it('may be done by another once the first of its leases ends', async () => {
    const { uses } = arrange();
    const secrets = [secret('a', NOW + 5), secret('b')];
    const work = async () => {};
    await uses.using('ada', secrets, work, () => true);
    expect(uses.mayBeDone('ada', 'a', NOW + LEASE - 1)).toBe(false);
    expect(uses.mayBeDone('ada', 'a', NOW + LEASE)).toBe(true);
  });
});
