import * as z from 'zod';
import { mailSettings } from './mail-settings.ts';
import { operationSettings } from './operation-settings.ts';
import { pageSettings } from './page-settings.ts';
import { passkeySettings } from './passkey-settings.ts';
import { serviceSettings } from './service-settings.ts';
import { passwordSettings, signInSettings } from './sign-in-settings.ts';
import { socialSettings } from './social-settings.ts';
import { sessionSettings, tokenSettings } from './token-settings.ts';

/** The settings by subject, in the order of the documentation. */
export const SUBJECTS = {
  'The service': serviceSettings,
  'Keys and tokens': tokenSettings,
  Sessions: sessionSettings,
  'Sign-in': { ...signInSettings, ...passkeySettings },
  'Sign-in with providers': socialSettings,
  Passwords: passwordSettings,
  Pages: pageSettings,
  Mail: mailSettings,
  Operation: operationSettings,
};

/**
 * Every setting with its rule, default and description. Durations are seconds in the environment,
 * milliseconds once parsed.
 */
export const settings = {
  ...serviceSettings,
  ...tokenSettings,
  ...sessionSettings,
  ...signInSettings,
  ...passkeySettings,
  ...socialSettings,
  ...passwordSettings,
  ...pageSettings,
  ...mailSettings,
  ...operationSettings,
};

const schema = z.object(settings);

/** The parsed settings. */
export type Values = z.infer<typeof schema>;
