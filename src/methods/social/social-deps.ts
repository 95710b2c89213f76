import type { Clock } from '../../shared/clock.ts';
import type { KeyRing } from '../../shared/digest.ts';
import type { Log } from '../../shared/log.ts';
import type { Metrics } from '../../shared/metrics.ts';
import type { Random } from '../../shared/random.ts';
import type { SocialProviders } from './provider.ts';

/** What the way to a provider and back needs. */
export type SocialDeps = {
  providers: SocialProviders;
  /** The URL of the service, without a slash at the end. */
  appUrl: string;
  /**
   * `socialKeys` of the configuration: the verifier of PKCE and the nonce are derived from them.
   */
  keys: KeyRing;
  clock: Clock;
  random: Random;
  fetch: typeof globalThis.fetch;
  log: Log;
  metrics: Metrics;
  /** In production, http is refused even on this machine. */
  isProduction: boolean;
  /** Longest wait for an answer of a provider, in milliseconds; five seconds. */
  timeLimit?: number;
};

/** Where a provider leads back to, and what is registered there. */
export const callbackUrl = (appUrl: string, provider: string): string =>
  `${appUrl}/sign-in/with/${provider}/callback`;
