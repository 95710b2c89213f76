import type { PageContext } from '../../kit/page-context.ts';
import type { ListFactors } from '../../second-step/list-factors.ts';
import type { OwnPasskey } from '../../users/passkey-store.ts';
import type { AccountView } from '../../users/user.ts';

/** What an account has set up, as its owner sees it. */
export type SecurityProps = {
  page: PageContext;
  user: AccountView;
  list: Awaited<ReturnType<ListFactors>>;
  passkeys: OwnPasskey[];
  /** Whether there is one factor, which policy demands. */
  isLastNeeded: boolean;
  /** Epoch milliseconds. */
  now: number;
};
