import type { Figures } from './read-overview.ts';

type View = Figures['totals'];

/** Why a sign-in did not happen, as a team asks it. `fault` is ours. */
const REFUSED = {
  invalid_credentials: 'wrong',
  invalid_code: 'wrong',
  locked: 'held',
  limited: 'held',
  disabled: 'barred',
  unverified: 'barred',
  failed: 'fault',
} as const;
export type Refusal = (typeof REFUSED)[keyof typeof REFUSED];

const outcomeOf = (name: string): string => name.slice(name.lastIndexOf(':') + 1);
const sumBy = (counts: Record<string, number>, fits: (name: string) => boolean): number =>
  Object.entries(counts).reduce((sum, [name, n]) => (fits(name) ? sum + n : sum), 0);

/** Tries to sign in that were refused for one reason, or for any. */
export function refusedIn({ sign_in_attempts: tries }: View, why?: Refusal): number {
  const reasons: Partial<Record<string, Refusal>> = REFUSED;
  return sumBy(tries, (name) => {
    const reason = reasons[outcomeOf(name)];
    return reason !== undefined && (why === undefined || reason === why);
  });
}

// A repeated one got its answer twice, after a lost one or from another tab.
const RENEWED = new Set(['rotated', 'repeated']);

/**
 * Sessions that were renewed, by pages and by OAuth clients, and refresh tokens refused to either.
 */
export function refreshesIn({ refreshes, grants }: View) {
  const isRenewed = (name: string) => RENEWED.has(name);
  const isRefused = (name: string) => !RENEWED.has(name);
  return {
    renewed: sumBy(refreshes, isRenewed),
    byApps: sumBy(grants.refreshes, isRenewed),
    refused: sumBy(refreshes, isRefused) + sumBy(grants.refreshes, isRefused),
  };
}
