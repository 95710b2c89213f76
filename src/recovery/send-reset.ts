import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { renderCodeMail } from '../mail/code-mail.ts';
import type { Mail, Mailer } from '../mail/mail.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { RequesterLanes } from '../sessions/requester-lanes.ts';
import type { Clock } from '../shared/clock.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { renderResetLink } from './reset-mail.ts';
import { type ResetRequest, resetSecret } from './reset-secret.ts';

export type SendResetDeps = {
  users: UserStore;
  audit: AuditStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  mailer: Mailer;
  laneOfSealed: RequesterLanes['laneOfSealed'];
  clock: Clock;
  appName: string;
  appUrl: string;
  /** Milliseconds. */
  linkTtl: number;
  codeTtl: number;
};

type Reset = { user: User; place: string; issuedAt: number; from: string };

/** Mails leave to set a new password, by link or by code, if the address has an account and not too many went out. */
export function createSendReset({
  users,
  audit,
  secrets,
  guards,
  mailer,
  laneOfSealed,
  clock,
  appName,
  appUrl,
  linkTtl,
  codeTtl,
}: SendResetDeps) {
  // A code must outlast no link that is used before it, and the other way round: both are remembered for as long as the longer.
  const familyTtl = Math.max(linkTtl, codeTtl);

  async function renderLink({ user, place, issuedAt, from }: Reset): Promise<Mail> {
    const token = await secrets.issueLink({
      purpose: resetSecret,
      userId: place,
      epoch: user.emailVerifiedAt === null ? null : user.signInEpoch,
      context: { email: user.emailNormalized },
      issuedAt,
      ttl: linkTtl,
      familyTtl,
    });
    return renderResetLink({
      to: user.email,
      appName,
      link: `${appUrl}/reset-password?token=${token}`,
      ttl: linkTtl,
      at: issuedAt,
      reader: user,
      from,
    });
  }

  async function renderCode({ user, place, issuedAt, from }: Reset): Promise<Mail> {
    const subjects: [string] = [user.emailNormalized];
    const code = await secrets.issueCode({
      purpose: resetSecret,
      userId: place,
      epoch: user.emailVerifiedAt === null ? null : user.signInEpoch,
      context: { email: user.emailNormalized },
      issuedAt,
      ttl: codeTtl,
      familyTtl,
      subjects,
    });
    const warning = 'You don’t have to do anything: your password stays as it is.';
    return renderCodeMail({
      to: user.email,
      appName,
      occasion: 'reset your password for',
      code,
      codeTtl,
      from,
      warning,
    });
  }

  const unknownOrigin = { ipAddress: null, userAgent: null, requestId: null };

  return async function sendReset(
    { email, by, from, marks }: ResetRequest,
    key: string,
  ): Promise<void> {
    const emailNormalized = normalizeEmail(email);
    const holders = await users.listByEmail(emailNormalized);
    const [user] = holders;
    if (user === undefined || holders.some(({ status }) => status === 'disabled')) return;
    const now = clock();
    // Nobody's own yet: whoever uses it proves the address, whatever is registered there by then.
    const place = user.emailVerifiedAt === null ? guards.addressPlace(emailNormalized) : user.id;
    const lane = await laneOfSealed(holders, marks);
    const charge = { lane, purpose: `${resetSecret.name}_${by}`, key, now };
    if (!(await guards.chargeMail(place, charge))) return;
    await audit.record({
      type: 'password.reset_asked',
      userId: user.id,
      actorId: null,
      origin: unknownOrigin,
      metadata: { by, from },
      at: now,
    });
    const reset = { user, place, issuedAt: now, from };
    await mailer(await (by === 'link' ? renderLink(reset) : renderCode(reset)), key);
  };
}
