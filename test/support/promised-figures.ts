import { settings } from '../../src/config/settings.ts';
import {
  mailLimitsOf,
  REGISTRATION_MAIL,
  tryLimitsOf,
  USED_UP_NOTICE,
} from '../../src/guard/lanes.ts';
import { SHIELD } from '../../src/limits/limit.ts';
import { RATE_LIMIT_RULES } from '../../src/limits/rules.ts';
import { DAY, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { constantOf, inWords } from './code-figures.ts';

type Setting = { parse: (value: undefined) => unknown };
const byDefault = (setting: Setting) => Number(setting.parse(undefined));
const life = (setting: Setting) => inWords(byDefault(setting));
const time = (file: string, name: string) => inWords(constantOf(file, name));
const bits = (file: string, name: string) => `${8 * constantOf(file, name)} bits`;
const count = (file: string, name: string) => String(constantOf(file, name));

const strangers = tryLimitsOf('strangers');
const proved = tryLimitsOf('second-step');
const forStrangers = mailLimitsOf('strangers', 'otp');
const forOwners = mailLimitsOf('second-step', 'otp');
const CODES = 10 ** constantOf('src/one-time-secrets/one-time-secrets.ts', 'CODE_DIGITS');
const TOTP = 'src/second-step/totp/one-time-passwords.ts';
/** Time steps whose code is taken at one moment. */
const TAKEN = 1 + 2 * constantOf(TOTP, 'SKEW');
const YEAR = 365 * DAY;
const RECOVERY = 'src/second-step/recovery-codes/recovery-code.ts';

/** The chance that one of so many tries is right, each of its own. */
const chanceOf = (tries: number) => `${(100 * (1 - (1 - 1 / CODES) ** tries)).toFixed(1)} %`;
const shortly = (part: number) => `1 in ${Math.floor(part).toLocaleString('en')}`;
const limitOf = ({ limit, window }: { limit: number; window: number }) =>
  `${limit} ${window === MINUTE ? 'a minute' : 'an hour'}`;
const threeLimits = `${proved.perHour} an hour, ${proved.perDay} a day, ${proved.inARow} in a row`;

const TRIES = {
  'Tries at one mailed code': String(strangers.perCode),
  'Tries at the codes of an account by strangers': `${strangers.perHour} an hour, ${strangers.perDay} a day`,
  'Tries at a second step, after a right first': threeLimits,
  'Tries at a step-up, in a stolen session': threeLimits,
  'Wrong passwords that lock a name': String(byDefault(settings.LOCKOUT_THRESHOLD)),
  'How long a lock lasts': life(settings.LOCKOUT_SECONDS),
  'Sign-ins of one name from one address': limitOf(RATE_LIMIT_RULES.login_name),
  'Sign-ins from one address': limitOf(RATE_LIMIT_RULES.login),
  'Requests of all kinds from one address': `${SHIELD.limit} a minute`,
  'Tries at an authorization code': count('src/guard/judge-code.ts', 'MOST_TRIES'),
  'Guards that stand in for unknown names': count('src/guard/guard-names.ts', 'DECOYS'),
  'Devices of one browser that are known': count('src/http/device-cookies.ts', 'MOST_DEVICES'),
};

const MAILS = {
  'Mails of one kind that strangers may ask for': `${forStrangers.perHour} an hour, one a ${inWords(
    forStrangers.interval,
  ).replace('1 ', '')}`,
  'Mails of one kind to an owner who is known': `${forOwners.perHour} an hour, ${forOwners.perDay} a day`,
  'Mails about registrations of an address': `${mailLimitsOf('strangers', REGISTRATION_MAIL).perHour} an hour`,
  'Mails that say that tries are used up': `${mailLimitsOf('strangers', USED_UP_NOTICE).perDay} a day`,
  'Accounts that one unproved address may have': count(
    'src/users/registration-store.ts',
    'MOST_REGISTRATIONS',
  ),
};

const ODDS = {
  'To guess one mailed code': shortly(CODES / strangers.perCode),
  'To guess a mailed code in an hour, as a stranger': shortly(CODES / strangers.perHour),
  'To guess a mailed code in a year without a pause': chanceOf(strangers.perDay * (YEAR / DAY)),
  'To guess a mailed second step, with the password': shortly(CODES / proved.inARow),
  'To guess the code of an app, with the password': shortly(CODES / (proved.inARow * TAKEN)),
  'A mailed link': bits('src/one-time-secrets/one-time-secrets.ts', 'LINK_BYTES'),
  'A recovery code': `${5 * constantOf(RECOVERY, 'LENGTH')} bits`,
  'The secret of an authenticator app': bits(TOTP, 'SECRET_BYTES'),
  'A challenge of a passkey': bits('src/webauthn/challenges.ts', 'NONCE'),
  'An authorization code': bits('src/oauth/grants/grant-codes.ts', 'CODE_BYTES'),
  'The secret of an OAuth client': bits('src/oauth/clients/client-secret.ts', 'BYTES'),
};

const LIVES = {
  'An access token': life(settings.ACCESS_TOKEN_TTL),
  'A session': life(settings.REFRESH_TOKEN_TTL),
  'A session that is remembered': life(settings.REFRESH_TOKEN_TTL_REMEMBER),
  'A mailed code': life(settings.OTP_TTL),
  'A reset link': life(settings.PASSWORD_RESET_TTL),
  'A link that verifies an address': life(settings.EMAIL_VERIFICATION_TTL),
  'A link that takes a change of address back': time('src/account/email-change.ts', 'UNDO_TTL'),
  'A link that takes a change of factors back': time(
    'src/second-step/factor-changes/factor-change.ts',
    'REVERT_TTL',
  ),
  'An exchange token': time('src/methods/exchange-token/exchange-secret.ts', 'TTL'),
  'The code of an app': inWords(TAKEN * constantOf(TOTP, 'STEP')),
  'The options of a passkey': time('src/webauthn/relying-party.ts', 'CEREMONY_TIME'),
  'A fresh proof': time('src/step-up/fresh-proof.ts', 'FRESH'),
  'The life of an authorization code': time('src/guard/codes.ts', 'CODE_TTL'),
  'A sign-in at a provider': time('src/methods/social/begin-attempt.ts', 'ATTEMPT_LIFE'),
  'A pushed request': time('src/oauth/authorize/pushed-requests.ts', 'PUSHED_LIFE'),
  'An ID token': time('src/oauth/grants/issue-grant-tokens.ts', 'ID_TOKEN_TTL'),
  'A removal of factors waits': time('src/second-step/factor-removals/factor-removal.ts', 'NOTICE'),
  'Audit events are kept': `${byDefault(settings.AUDIT_RETENTION_DAYS)} days`,
};

const ENDS = {
  'A session that ended, elsewhere by signature': life(settings.ACCESS_TOKEN_TTL),
  'A former refresh token is answered': life(settings.REFRESH_GRACE_SECONDS),
  'A client of OAuth that was disabled': time('src/oauth/clients/client-cache.ts', 'LIFE'),
  'A key that was withdrawn, elsewhere': inWords(
    constantOf('src/oauth/discovery.ts', 'JWKS_MAX_AGE') * SECOND,
  ),
  'A secret whose request died is free again': time('src/guard/redemption.ts', 'LEASE'),
  'A change that died half-way is settled': inWords(
    constantOf('src/guard/announce.ts', 'CHANGE_TIME') +
      constantOf('src/guard/versions.ts', 'SETTLE_DELAY'),
  ),
  'Sessions of one account': String(byDefault(settings.MAX_SESSIONS_PER_USER)),
  'Passkeys, apps and recovery codes of one account': [
    count('src/methods/passkey/manage-passkeys.ts', 'MOST_PASSKEYS'),
    count('src/second-step/totp/totp-secrets.ts', 'MOST_DEVICES'),
    count(RECOVERY, 'CODES'),
  ].join(', '),
  'A body': `${constantOf('src/http/body-bound.ts', 'MAX_BODY') / 1024} KiB`,
  'Characters of a password': [
    byDefault(settings.PASSWORD_MIN_LENGTH),
    constantOf('src/methods/password/password-policy.ts', 'LENGTH_POLICY_MINIMUM'),
    constantOf('src/methods/password/password-policy.ts', 'MAX_PASSWORD_LENGTH'),
  ].join(', '),
  'Memory and passes of a password’s hash': `${byDefault(settings.ARGON2_MEMORY_KIB)} KiB, ${byDefault(
    settings.ARGON2_ITERATIONS,
  )}`,
  'A client’s proof of possession': inWords(
    constantOf('src/tokens/dpop/judge-proof.ts', 'PROOF_WINDOW') * SECOND,
  ),
};

/** Each promise in numbers of SECURITY.md, with the figure that the code gives. */
export const FIGURES: Record<string, string> = { ...TRIES, ...MAILS, ...ODDS, ...LIVES, ...ENDS };
