import type { ErrorFactory } from '../../shared/errors.ts';
import type { ProviderOutcome } from '../../shared/metrics.ts';
import { providerAnswerInvalid, providerRefused, providerUnreachable } from './errors.ts';
import { type FaultKind, type ProviderFault, toFault } from './provider-fault.ts';
import type { SocialDeps } from './social-deps.ts';

/** What a fault is for the person, and in figures. */
const ENDS: Record<FaultKind, { error: ErrorFactory; outcome: ProviderOutcome }> = {
  refused: { error: providerRefused, outcome: 'refused' },
  unreachable: { error: providerUnreachable, outcome: 'unreachable' },
  invalid: { error: providerAnswerInvalid, outcome: 'invalid' },
  ours: { error: providerUnreachable, outcome: 'unreachable' },
};

type Work = { provider: string; done: ProviderOutcome };

/**
 * Does work with a provider, and counts how it ends. A fault is logged with its reason, and becomes
 * `provider_refused`, `provider_unreachable` or `provider_answer_invalid`, whose cause it is; any
 * other error passes.
 */
export async function judged<T>(
  deps: Pick<SocialDeps, 'log' | 'metrics'>,
  { provider, done }: Work,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await work();
    deps.metrics.count({ name: 'provider', outcome: done, kind: provider });
    return result;
  } catch (error) {
    const fault = toFault(error);
    if (fault === null) throw error;
    const { error: make, outcome } = ENDS[fault.kind];
    deps.metrics.count({ name: 'provider', outcome, kind: provider });
    note(deps, { provider, outcome, fault });
    throw make({ cause: fault });
  }
}

/** People who change their mind are no news; a provider that does not know this service is. */
function note(
  { log }: Pick<SocialDeps, 'log'>,
  { provider, outcome, fault }: { provider: string; outcome: string; fault: ProviderFault },
): void {
  const fields = { provider, outcome, reason: fault.reason };
  if (fault.kind === 'ours') log.error('provider_failed', fault, fields);
  else if (fault.kind === 'refused') log.info('provider_failed', fields);
  else log.warn('provider_failed', fields);
}
