import { describe, expect, it } from 'vitest';
import { LEASE } from '../../src/guard/redemption.ts';
import { arrange, NOW, secret } from './uses-arranged.ts';

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

describe('a claim whose giving back fails', () => {
  const failOnce = new Error('no answer');

  it('is given back at the second try', async () => {
    const { uses, claim, calls, guards } = arrange();
    const by = await claim(['a', 'b', 'c']);
    guards.ada.release.mockRejectedValueOnce(failOnce);
    await uses.giveBack('ada', ['a']);
    guards.ada.release.mockRejectedValueOnce(failOnce);
    await uses.release('ada', ['b']);
    expect(calls).toEqual([
      ['ada', 'release', ['a'], by],
      ['ada', 'release', ['b', 'c'], by],
    ]);
  });

  it.each([2, 3])(
    'throws if the second try fails too, and is tried after the answer: %i',
    async (failures) => {
      const { uses, claim, calls, deferred, guards } = arrange();
      const by = await claim(['a']);
      for (let failed = 0; failed < failures; failed++)
        guards.ada.release.mockRejectedValueOnce(failOnce);
      await expect(uses.release('ada', ['a'])).rejects.toThrow('no answer');
      expect([calls, guards.ada.release.mock.calls.length]).toEqual([[], 2]);
      expect(deferred.map(({ event }) => event)).toEqual(['secret_not_released']);
      await deferred[0]?.work;
      expect(calls).toEqual([['ada', 'release', ['a'], by]]);
    },
  );

  it('stays claimed if every try fails', async () => {
    const { uses, claim, calls, deferred, guards } = arrange();
    const by = await claim(['a']);
    guards.ada.release.mockRejectedValue(failOnce);
    await expect(uses.release('ada', ['a'])).rejects.toThrow('no answer');
    await expect(deferred[0]?.work).rejects.toThrow('no answer');
    expect(guards.ada.release).toHaveBeenCalledTimes(4);
    await uses.settle('ada');
    expect(calls).toEqual([['ada', 'settle', [{ digest: 'a', by }]]]);
  });

  it('is tried once if nobody claimed it', async () => {
    const { uses, deferred, guards } = arrange();
    guards.ada.release.mockRejectedValueOnce(failOnce);
    await expect(uses.release('ada', ['a'])).rejects.toThrow('no answer');
    expect([guards.ada.release.mock.calls.length, deferred]).toEqual([1, []]);
  });

  it.each([1, 3])('is forgone though %i tries fail', async (failures) => {
    const { uses, deferred, guards, calls } = arrange();
    for (let failed = 0; failed < failures; failed++)
      guards.ada.forgo.mockRejectedValueOnce(failOnce);
    const failing = () => Promise.reject(new Error('no answer'));
    await expect(uses.using('ada', [secret('a')], failing, () => true)).rejects.toThrow();
    await deferred[0]?.work;
    expect(calls).toHaveLength(1);
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
