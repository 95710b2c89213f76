import { vi } from 'vitest';
import type { GuardStub } from '../../src/guard/guard-namespace.ts';
import type { RedeemSecret } from '../../src/guard/try-calls.ts';
import { type Call, createUses } from '../../src/guard/uses.ts';

export const NOW = 1_000_000;

export const secret = (digest: string, now = NOW): RedeemSecret => ({
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
export function arrange() {
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
