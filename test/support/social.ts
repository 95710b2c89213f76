import { inject } from 'vitest';
import { createSocialProviders, type SocialProvider } from '../../src/methods/social/provider.ts';
import type { SocialDeps } from '../../src/methods/social/social-deps.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { deriveKeys } from '../../src/shared/digest.ts';
import type { Metric } from '../../src/shared/metrics.ts';
import { systemRandom } from '../../src/shared/random.ts';
import type { Account } from './fake-provider/account.ts';
import type { Asked, Change } from './fake-provider.ts';

type State = { issuer: string; account: Account; asked: Asked[] };

/** A fake provider under a fresh name, which a test sets up. */
export async function fakeProvider(change: Change = {}) {
  const url = inject('fakeProvider');
  const name = crypto.randomUUID();
  const set = async (next: Change): Promise<State> => {
    const answer = await fetch(`${url}/control/${name}`, {
      method: 'PUT',
      body: JSON.stringify(next),
    });
    return answer.json();
  };
  const { issuer, account } = await set(change);
  return {
    issuer,
    clientId: account.clientId,
    secret: account.secret,
    shape: account.shape,
    set,
    /** What it was asked so far. */
    asked: async () => {
      const answer = await fetch(`${url}/control/${name}`);
      return ((await answer.json()) as State).asked;
    },
    /** Presses a button of its page; returns what the callback gets. */
    decide: async (location: string, decision = 'continue'): Promise<URLSearchParams> => {
      const answer = await fetch(`${location}&decision=${decision}`, { redirect: 'manual' });
      const target = answer.headers.get('location');
      if (target !== null) return new URL(target).searchParams;
      return fieldsOf(await answer.text());
    },
  };
}

export type FakeProvider = Awaited<ReturnType<typeof fakeProvider>>;

const unescapeText = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');

function fieldsOf(page: string): URLSearchParams {
  const fields = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return new URLSearchParams(
    [...fields].map(([, name = '', value = '']) => [unescapeText(name), unescapeText(value)]),
  );
}

/** A provider as its settings make it, at a fake one. */
export function providerAt(
  fake: FakeProvider,
  change: Partial<SocialProvider> = {},
): SocialProvider {
  return {
    id: fake.shape === 'openid' ? 'ours' : fake.shape,
    kind: fake.shape,
    label: 'Fake',
    issuer: fake.issuer,
    clientId: fake.clientId,
    secret: fake.secret,
    scopes: fake.shape === 'apple' ? ['name', 'email'] : ['openid', 'email', 'profile'],
    authorityFor: [],
    trustAmr: [],
    appleKey: null,
    ...change,
  };
}

/** What speaking to providers needs, with what it counted and logged. */
export function socialDeps(providers: SocialProvider[], change: Partial<SocialDeps> = {}) {
  const counted: Metric[] = [];
  const lines: string[] = [];
  const write =
    (level: string) =>
    (event: string, ...rest: unknown[]) =>
      void lines.push(JSON.stringify([level, event, ...rest]));
  const deps: SocialDeps = {
    providers: createSocialProviders({ socialProviders: providers }),
    appUrl: 'https://auth.test',
    keys: deriveKeys(['the-secret-of-a-test-0123456789abcdef'], 'social-attempts'),
    clock: systemClock,
    random: systemRandom,
    fetch: (...args) => globalThis.fetch(...args),
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    metrics: { count: (metric) => void counted.push(metric) },
    isProduction: false,
    timeLimit: 5000,
    ...change,
  };
  return { deps, counted, lines };
}
