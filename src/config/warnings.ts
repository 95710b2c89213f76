import type { SettingWarning } from '../console/settings/setting-view.ts';
import { isPlainHttpElsewhere } from '../http/origin.ts';
import { UNSET_SENDER } from './mail-settings.ts';
import type { Values } from './settings.ts';

/** The parsed settings that are judged, under the names of the code. */
export type Judged = {
  environment: Values['ENVIRONMENT'];
  appUrl: string;
  issuer: string;
  emailProvider: Values['EMAIL_PROVIDER'];
  emailFrom: string;
  staffSecondFactor: 'required' | 'optional';
  secondFactor: Values['LOGIN_SECOND_FACTOR'];
  metricsSecret: string | null;
  rateLimits: unknown;
  sentry: object | null;
  unusedSocialSecrets: readonly string[];
};

/** Whether it is so, the setting to look at, what is the matter, and what to do. */
type Rule = [boolean, string, string, string];

/**
 * Returns what is allowed and yet worth a look: what the configuration refuses is in
 * `contradictions.ts`.
 */
export function findWarnings(config: Judged): SettingWarning[] {
  const rules: Rule[] = [
    ...ofSafety(config),
    ...ofMail(config),
    ...ofSocial(config),
    ...ofOperation(config),
  ];
  return rules
    .filter(([isSo]) => isSo)
    .map(([, setting, says, advice]) => ({ setting, says, advice }));
}

/** Whether only this machine reaches the address. */
function isLocal(appUrl: string): boolean {
  const { protocol, hostname } = new URL(appUrl);
  return protocol === 'http:' ? !isPlainHttpElsewhere(appUrl) : hostname === 'localhost';
}

const ofSafety = (config: Judged): Rule[] => [
  [
    config.environment === 'development' && !isLocal(config.appUrl),
    'ENVIRONMENT',
    'These are settings of development, at a public address',
    'Anyone can open the mailbox, and staff need no second step. Set production or staging.',
  ],
  [
    config.staffSecondFactor === 'optional',
    'STAFF_SECOND_FACTOR',
    'Staff and admins need no second step',
    'One stolen password opens this console. Set required, outside development at least.',
  ],
  [
    config.secondFactor === 'off',
    'LOGIN_SECOND_FACTOR',
    'Second steps are not asked for at sign-in',
    'People who set one up are not protected by it. Set enrolled.',
  ],
  [
    config.rateLimits === 'off',
    'RATE_LIMITS',
    'Rate limits are off',
    'Passwords can be guessed as fast as the service answers. Leave it out, outside development.',
  ],
];

const ofMail = ({ emailProvider, emailFrom }: Judged): Rule[] => [
  [
    emailProvider === 'mailbox',
    'EMAIL_PROVIDER',
    'No mail is sent',
    'Links and codes end in the mailbox of developers. Choose a provider, for anyone else.',
  ],
  [
    emailProvider !== 'mailbox' && emailFrom === UNSET_SENDER,
    'EMAIL_FROM',
    'Mail has no sender of your own',
    'Providers refuse it, or it is taken for spam. Set an address of your domain.',
  ],
];

const ofSocial = ({ unusedSocialSecrets }: Judged): Rule[] =>
  unusedSocialSecrets.map((name) => [
    true,
    name,
    'This secret is of no provider',
    'SOCIAL_PROVIDERS has none with this id: a name is mistyped, or the secret may go.',
  ]);

const ofOperation = (config: Judged): Rule[] => [
  [
    config.issuer !== config.appUrl,
    'JWT_ISSUER',
    'Tokens are issued in another name than the address of the service',
    'Libraries of OpenID Connect look for the keys at the issuer, and refuse what is elsewhere. ' +
      'Leave it out, unless the tokens of today must stay as they are.',
  ],
  [
    config.metricsSecret === null,
    'METRICS_SECRET',
    'No monitor can read the figures',
    'Without it, only staff can. Set it, and let Prometheus send it.',
  ],
  [
    config.environment === 'production' && config.sentry === null,
    'SENTRY_DSN',
    'Faults are reported nowhere',
    'They are in the log only. Set it, or watch the log for lines of the level error.',
  ],
];
