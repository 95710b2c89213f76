import type { Flow } from '../flow.ts';
import { ACCOUNT } from './account.ts';
import { ACCOUNT_PAGES } from './account-pages.ts';
import { ADMINISTRATION } from './admin.ts';
import { BULK } from './bulk.ts';
import { CLIENT_FLOWS } from './clients.ts';
import { CONSOLE } from './console.ts';
import { DELIVERIES } from './deliveries.ts';
import { DOOR_PAGES } from './door-pages.ts';
import { ENROLMENTS } from './enrolments.ts';
import { FACTOR_CHANGES } from './factor-changes.ts';
import { FACTOR_REMOVALS } from './factor-removals.ts';
import { OAUTH } from './oauth.ts';
import { OPERATIONS } from './operations.ts';
import { PASSKEYS } from './passkeys.ts';
import { RECOVERY } from './recovery.ts';
import { SECOND_FACTORS } from './second-factors.ts';
import { SESSIONS } from './sessions.ts';
import { SIGN_IN } from './sign-in.ts';
import { SIGN_UP } from './sign-up.ts';
import { SOCIAL } from './social.ts';
import { STEP_UPS } from './step-up.ts';

/** Every flow. A feature that comes later adds its own here, and a test file beside the others. */
export const FLOWS: Flow[] = [
  ...SIGN_UP,
  ...SIGN_IN,
  ...SESSIONS,
  ...RECOVERY,
  ...ACCOUNT,
  ...ADMINISTRATION,
  ...CLIENT_FLOWS,
  ...OPERATIONS,
  ...SECOND_FACTORS,
  ...PASSKEYS,
  ...STEP_UPS,
  ...ENROLMENTS,
  ...FACTOR_CHANGES,
  ...FACTOR_REMOVALS,
  ...DOOR_PAGES,
  ...ACCOUNT_PAGES,
  ...SOCIAL,
  ...OAUTH,
  ...CONSOLE,
  ...BULK,
  ...DELIVERIES,
];
