import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { SocialProvider } from './provider.ts';
import { createProviderFetch, type ProviderFetch } from './provider-fetch.ts';
import { callbackUrl, type SocialDeps } from './social-deps.ts';

/** One conversation with a provider. */
export type Talk = {
  provider: SocialProvider;
  redirectUri: string;
  fetch: ProviderFetch;
  isProduction: boolean;
  clock: Clock;
  log: Log;
};

/** Begins a conversation. */
export function talkTo(deps: SocialDeps, provider: SocialProvider): Talk {
  return {
    provider,
    redirectUri: callbackUrl(deps.appUrl, provider.id),
    fetch: createProviderFetch(deps),
    isProduction: deps.isProduction,
    clock: deps.clock,
    log: deps.log,
  };
}
