import type { AuditStore } from '../audit/audit-store.ts';
import { UNKNOWN_ORIGIN } from '../audit/event.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { renderCodeMail } from '../mail/code-mail.ts';
import type { Letterhead } from '../mail/letterhead.ts';
import type { Mail, Mailer } from '../mail/mail.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { RequesterLanes } from '../sessions/requester-lanes.ts';
import type { Clock } from '../shared/clock.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import type { IdentityStore } from '../users/identity-store.ts';
import type { User } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import { isOfficial, renderResetLink } from './reset-mail.ts';
import { type ResetRequest, resetSecret } from './reset-secret.ts';

export type SendResetDeps = {
  users: UserStore;
  identities: Pick<IdentityStore, 'list'>;
  /** What the configuration calls a provider. */
  providerLabel: (provider: string) => string;
  audit: AuditStore;
  secrets: OneTimeSecrets;
  guards: AccountGuards;
  mailer: Mailer;
  laneOfSealed: RequesterLanes['laneOfSealed'];
  clock: Clock;
  letterhead: Letterhead;
  /** Milliseconds. */
  linkTtl: number;
  codeTtl: number;
};

type Reset = {
  user: User;
  place: string;
  issuedAt: number;
  from: string;
  returnTo: string | null;
  language: ResetRequest['language'];
};

/**
 * Mails a link or code that sets a new password, if the address has an account and its mail limit
 * is not reached. Throws `storage_unavailable`.
 */
export async function sendReset(
  deps: SendResetDeps,
  { email, by, from, marks, returnTo = null, language }: ResetRequest,
  key: string,
): Promise<void> {
  const { users, audit, guards, mailer, laneOfSealed, clock } = deps;
  const emailNormalized = normalizeEmail(email);
  const holders = await users.listByEmail(emailNormalized);
  const [user] = holders;
  if (user === undefined || holders.some(({ status }) => status === 'disabled')) return;
  const now = clock();
  // Unverified: the reset itself verifies the address, whatever is registered there by then.
  const place = user.emailVerifiedAt === null ? guards.addressPlace(emailNormalized) : user.id;
  const lane = await laneOfSealed(holders, marks);
  const charge = { lane, purpose: `${resetSecret.name}_${by}`, key, now };
  if (!(await guards.chargeMail(place, charge))) return;
  await audit.record({
    type: 'password.reset_asked',
    userId: user.id,
    actorId: null,
    origin: UNKNOWN_ORIGIN,
    metadata: { by, from },
    at: now,
  });
  const reset = { user, place, issuedAt: now, from, returnTo, language };
  await mailer(await (by === 'link' ? renderLink(deps, reset) : renderCode(deps, reset)), key);
}

/** Binds {@link sendReset} to its dependencies. */
export const createSendReset = (deps: SendResetDeps) => (request: ResetRequest, key: string) =>
  sendReset(deps, request, key);

async function renderLink(deps: SendResetDeps, reset: Reset): Promise<Mail> {
  const { secrets, identities, providerLabel, letterhead, linkTtl } = deps;
  const { user, issuedAt, from } = reset;
  const rows = isOfficial(from) ? await identities.list(user.id) : [];
  const connected = rows.map(({ provider }) => providerLabel(provider));
  const token = await secrets.issueLink({ ...issueFor(deps, reset), ttl: linkTtl });
  const link = `${letterhead.appUrl}/reset-password?token=${token}`;
  const until = issuedAt + linkTtl;
  return renderResetLink(envelopeOf(deps, reset), { link, until, from, connected });
}

async function renderCode(deps: SendResetDeps, reset: Reset): Promise<Mail> {
  const { secrets, codeTtl } = deps;
  const { user, issuedAt, from } = reset;
  const code = await secrets.issueCode({
    ...issueFor(deps, reset),
    ttl: codeTtl,
    subjects: [user.emailNormalized],
  });
  const until = issuedAt + codeTtl;
  return renderCodeMail(envelopeOf(deps, reset), { use: 'reset', code, until, from });
}

const envelopeOf = ({ letterhead }: SendResetDeps, { user, language }: Reset) => ({
  to: user.email,
  reader: { ...user, asked: language },
  letterhead,
});

function issueFor({ linkTtl, codeTtl }: SendResetDeps, reset: Reset) {
  const { user, place, issuedAt, returnTo } = reset;
  return {
    purpose: resetSecret,
    userId: place,
    epoch: user.emailVerifiedAt === null ? null : user.signInEpoch,
    context: { email: user.emailNormalized, returnTo },
    issuedAt,
    // Using a code voids earlier links and vice versa, so both are remembered for the longer TTL.
    familyTtl: Math.max(linkTtl, codeTtl),
  };
}
