import * as oauth from 'oauth4webapi';
import { SECOND, systemClock } from '../../shared/clock.ts';
import type { Talk } from './talk.ts';

/** Seconds that clocks may differ by. */
export const TOLERANCE = 30;

/** How the library calls the provider. */
export function callOptions({ fetch }: Pick<Talk, 'fetch'>) {
  return {
    [oauth.customFetch]: (url: string, init: { method: string }) => fetch(url, init),
    // Which addresses may be http is judged by our fetch, strictly in production.
    [oauth.allowInsecureRequests]: true,
  };
}

/** This service as the library knows it. The library has a clock of its own, set by ours. */
export function clientOf({ provider, clock }: Pick<Talk, 'provider' | 'clock'>): oauth.Client {
  return {
    client_id: provider.clientId,
    [oauth.clockSkew]: Math.round((clock() - systemClock()) / SECOND),
    [oauth.clockTolerance]: TOLERANCE,
  };
}

/** Whether a time in seconds has not come yet, by more than clocks differ. */
export const isYetToCome = (seconds: number, { clock }: Pick<Talk, 'clock'>): boolean =>
  seconds > clock() / SECOND + TOLERANCE;
