import type { ExchangeCall, IssueCodeCall } from '../../src/guard/grant-calls.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import { trailOf } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';
import { type Begins, NOW, type Parts, sessionOf } from './guard-parts.ts';

export const WALL = 5_000_000;
/** When the user proved themselves last. */
export const PROVED = NOW - HOUR;
export const REQUEST = {
  ...{ clientId: 'app', redirectUri: 'https://app.example/cb', challenge: 'c', nonce: 'n' },
  ...{ scope: 'openid email', resource: 'https://api.example', jkt: null },
};
export const TRAITS = {
  ...{ authTime: PROVED, amr: ['pwd'], proofs: ['password'], delivery: 'cookie' as const },
  identity: { id: 'x', provider: 'google' },
};
const SHOWN = {
  ...{ sessionId: 's', jti: null, refreshJti: 's-1', grace: 0 },
  ...{ now: NOW, wall: WALL, idleTtl: 0 },
};

/** The session `s` of a user that the guard knows. */
export function arrange({ versions, chains }: Parts, given: Begins = {}, factors: string[] = []) {
  versions.writeKnown(viewOf({ factors }), NOW + DAY);
  chains.begin(sessionOf('s', { traits: TRAITS, ...given }));
}

/** Issues the code `d`. */
export const issue = (
  { exchange }: Parts,
  {
    shown,
    request,
    ...given
  }: Partial<Omit<IssueCodeCall, 'shown' | 'request'>> & {
    shown?: Partial<IssueCodeCall['shown']>;
    request?: Partial<IssueCodeCall['request']>;
  } = {},
) =>
  exchange.issue({
    ...{ shown: { ...SHOWN, ...shown }, request: { ...REQUEST, ...request } },
    ...{ digest: 'd', needsConsent: false, ...given },
  });

/** Exchanges it for the grant `g`, as its client does. */
export const redeem = ({ exchange }: Parts, given: Partial<ExchangeCall> = {}) =>
  exchange.exchange({
    ...{ digest: 'd', clientId: 'app', redirectUri: REQUEST.redirectUri, challenge: 'c' },
    ...{ jkt: 'key', bindsKey: false, sessionId: 'g', jti: 'g-1', ttl: 30 * MINUTE },
    ...{ now: NOW + 1, wall: WALL, idleTtl: 0, maxSessions: 5, origin: 'there' },
    trail: trailOf(),
    ...given,
  });
