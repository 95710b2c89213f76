import type { Language } from '../words/language.ts';
import { account } from './account.ts';
import { admin } from './admin.ts';
import { authorizing } from './authorizing.ts';
import { bulk } from './bulk.ts';
import { type Core, createCore, type ServicesInput } from './core.ts';
import { door } from './door.ts';
import { emailOtp } from './email-otp.ts';
import { exchangeToken } from './exchange-token.ts';
import { factorChanges } from './factor-changes.ts';
import { handlersOf } from './feature.ts';
import { grants } from './grants.ts';
import { identityChanges } from './identity-changes.ts';
import { lazily, type Made } from './lazily.ts';
import { oauth } from './oauth.ts';
import { operations } from './operations.ts';
import { ownFactors } from './own-factors.ts';
import { pages } from './pages.ts';
import { passkey } from './passkey.ts';
import { password } from './password.ts';
import { createPreviewContext } from './preview-context.ts';
import { recovery } from './recovery.ts';
import { secondStep } from './second-step.ts';
import { sessions } from './sessions.ts';
import { signUp } from './sign-up.ts';
import { social } from './social.ts';
import { web } from './web.ts';

const FEATURES = [
  sessions,
  secondStep,
  ownFactors,
  factorChanges,
  identityChanges,
  password,
  signUp,
  recovery,
  emailOtp,
  exchangeToken,
  passkey,
  social,
  account,
  admin,
];
const MAKERS = {
  ...web.services,
  ...pages.services,
  ...sessions.services,
  ...oauth.services,
  ...grants.services,
  ...authorizing.services,
  ...secondStep.services,
  ...ownFactors.services,
  ...door.services,
  ...factorChanges.services,
  ...identityChanges.services,
  ...password.services,
  ...signUp.services,
  ...recovery.services,
  ...emailOtp.services,
  ...exchangeToken.services,
  ...passkey.services,
  ...social.services,
  ...account.services,
  ...admin.services,
  ...bulk.services,
  ...operations.services,
};

/** Purposes of secrets mailed to an address: void once the account has another address. */
const MAILED_SECRETS = FEATURES.flatMap(({ mailedSecrets = [] }) => mailedSecrets);

type Graph = Core & Made<typeof MAKERS> & { mailedSecrets: string[] };

const build = lazily({
  ...MAKERS,
  /** A handler for each kind of job; its work is created when a job of that kind arrives. */
  handlers: (services: Graph) => [
    ...handlersOf(sessions, services),
    ...handlersOf(oauth, services),
    ...handlersOf(secondStep, services),
    ...handlersOf(ownFactors, services),
    ...handlersOf(factorChanges, services),
    ...handlersOf(identityChanges, services),
    ...handlersOf(password, services),
    ...handlersOf(signUp, services),
    ...handlersOf(recovery, services),
    ...handlersOf(emailOtp, services),
    ...handlersOf(account, services),
    ...handlersOf(admin, services),
    ...handlersOf(bulk, services),
  ],
  /** Every mail with sample contents, in a language. */
  mailPreviews:
    ({ config }: Graph) =>
    (language: Language) => {
      const context = createPreviewContext(config, language);
      return FEATURES.flatMap(({ previews }) => previews?.(context) ?? []);
    },
});

/** Every service that routes and jobs use. */
export type Services = ReturnType<typeof createServices>;

/**
 * The composition root: creates the services of one request or batch, each on first use. Throws
 * `configuration_error`.
 */
export function createServices(input: ServicesInput) {
  return build({ ...createCore(input), mailedSecrets: MAILED_SECRETS });
}
