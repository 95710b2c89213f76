import type { AccountView } from '../users/user.ts';
import { mailedCodeFactor } from './factors/mailed-code.ts';
import type { SecondStepPolicy } from './policy.ts';

/** Who has to give two kinds of proof. */
export type FactorPolicy = {
  policy: SecondStepPolicy;
  /** Whether staff and administrators have to, whatever the policy for others. */
  isForStaff: boolean;
};

/**
 * Whether an account could not sign in as it must with no factor that proves possession: mailbox
 * and password are two kinds, but only where both are asked for.
 */
export function needsFactor(
  { hasPassword, factors, roles }: Pick<AccountView, 'hasPassword' | 'factors' | 'roles'>,
  { policy, isForStaff }: FactorPolicy,
): boolean {
  if (policy === 'always') return !hasPassword;
  if (!isForStaff || roles.every((role) => role === 'user')) return false;
  const isAskedForBoth = policy === 'enrolled' && factors.includes(mailedCodeFactor.kind);
  return !(hasPassword && isAskedForBoth);
}
