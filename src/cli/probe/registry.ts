import type { Invariant } from './invariant.ts';
import { appInvariants } from './invariants/apps.ts';
import { clockInvariants } from './invariants/clock.ts';
import { consoleInvariants } from './invariants/console.ts';
import { crossSiteInvariants } from './invariants/cross-site.ts';
import { enumerationInvariants } from './invariants/enumeration.ts';
import { factorInvariants } from './invariants/factors.ts';
import { headerInvariants } from './invariants/headers.ts';
import { linkInvariants } from './invariants/links.ts';
import { lockoutInvariants } from './invariants/lockout.ts';
import { metadataInvariants } from './invariants/metadata.ts';
import { mailedSecretInvariants, proofInvariants } from './invariants/one-time-secrets.ts';
import { pageEnumerationInvariants } from './invariants/page-enumeration.ts';
import { pageReturnInvariants } from './invariants/page-returns.ts';
import { pageCodeInvariants, pageProofInvariants } from './invariants/page-secrets.ts';
import { pageInvariants } from './invariants/pages.ts';
import { callbackInvariants } from './invariants/provider-callbacks.ts';
import { providerInvariants } from './invariants/providers.ts';
import { refreshInvariants } from './invariants/refresh.ts';
import { revocationInvariants } from './invariants/revocation.ts';
import { timingInvariants } from './invariants/timing.ts';
import { confusionInvariants } from './invariants/token-confusion.ts';
import { tryInvariants } from './invariants/tries.ts';

/**
 * Every invariant, in an order that the default rate limits bear: new accounts are proved first,
 * passwords are reset last, since that ends what the others need.
 */
export const INVARIANTS: Invariant[] = [
  ...proofInvariants,
  ...metadataInvariants,
  ...clockInvariants,
  ...headerInvariants,
  ...pageCodeInvariants,
  ...pageInvariants,
  ...consoleInvariants,
  ...pageReturnInvariants,
  ...crossSiteInvariants,
  ...providerInvariants,
  ...callbackInvariants,
  ...appInvariants,
  ...revocationInvariants,
  ...confusionInvariants,
  ...tryInvariants,
  ...lockoutInvariants,
  ...enumerationInvariants,
  ...linkInvariants,
  ...mailedSecretInvariants,
  ...refreshInvariants,
  ...factorInvariants,
  ...pageProofInvariants,
  ...pageEnumerationInvariants,
  ...timingInvariants,
];
