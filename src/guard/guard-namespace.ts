import type { AccountGuard } from './account-guard.object.ts';

/**
 * Where guards can be bound to live
 * (https://developers.cloudflare.com/durable-objects/reference/data-location/).
 */
export const JURISDICTIONS = ['eu', 'fedramp', 'us'] as const;

export type Jurisdiction = (typeof JURISDICTIONS)[number];

/** The guards of one jurisdiction, by name. */
export type GuardNamespace = Pick<DurableObjectNamespace<AccountGuard>, 'getByName'>;
export type GuardStub = ReturnType<GuardNamespace['getByName']>;

/**
 * Returns the guards of a jurisdiction; null for those of none. A name leads to another object in
 * each. `getByName` throws where the runtime has no jurisdictions, as the local one.
 */
export function openGuards(
  namespace: DurableObjectNamespace<AccountGuard>,
  jurisdiction: Jurisdiction | null,
): GuardNamespace {
  if (jurisdiction === null) return namespace;
  return { getByName: (name) => namespace.jurisdiction(jurisdiction).getByName(name) };
}
