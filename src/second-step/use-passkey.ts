import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import type { ToUse } from '../guard/forgoing.ts';
import { judgedBy, type RowReading } from '../guard/stale-row.ts';
import { withRedeemed } from '../guard/with-redeemed.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import type { EnqueueJob } from '../mail/job-queue.ts';
import { securityNoticeJob } from '../sessions/security-mail.ts';
import type { Clock } from '../shared/clock.ts';
import type { Defer } from '../shared/defer.ts';
import type { Log } from '../shared/log.ts';
import type { StoredPasskey } from '../users/passkey-store.ts';
import type { AccountView } from '../users/user.ts';
import type { KnownChallenge } from '../webauthn/challenges.ts';
import { passkeyRefused } from '../webauthn/errors.ts';
import type { RightAssertion } from '../webauthn/judge-assertion.ts';

export type UsePasskeyDeps = {
  guards: AccountGuards;
  audit: Pick<AuditStore, 'record'>;
  enqueue: EnqueueJob;
  defer: Defer;
  clock: Clock;
  wall: Clock;
  log: Log;
};

/** The notice of a copy, and the purpose under which its mails are counted. */
const COPIED = 'passkey_copied';

export type UsePasskeyInput = {
  user: AccountView;
  passkey: StoredPasskey;
  assertion: RightAssertion;
  /** What is used up along with it: the sign-in that waits for it, if any. */
  along?: readonly ToUse[];
  /** Where the user was read, for a sign-in; others read the primary. */
  reading?: RowReading;
  client: ClientInfo;
};

/**
 * Uses a right proof by a passkey, once, and runs `work`; if that fails, challenge and counter are
 * taken back. A counter that goes back refuses this proof and locks nothing: the owner is mailed,
 * since somebody has a copy. Throws `invalid_credentials`, `storage_unavailable`, and what `work`
 * throws.
 */
export async function usePasskey<T>(
  deps: UsePasskeyDeps,
  { user, passkey, assertion, along = [], reading, client }: UsePasskeyInput,
  work: () => Promise<T>,
): Promise<T> {
  const { guards, clock, wall } = deps;
  const challenge = challengeSecret(user, assertion.challenge);
  const { credentialId, counter: registered } = passkey;
  const { verdict, isTrusted } = await guards.usePasskey(user.id, judgedBy(user, reading, wall), {
    passkey: {
      ...{ credentialId, registered, counter: assertion.counter },
      ...(assertion.backedUp !== passkey.backedUp && { backedUp: assertion.backedUp }),
    },
    secrets: [challenge, ...along],
    now: clock(),
  });
  if (verdict === 'went_back') reportCopy(deps, { user, passkey, client });
  if (verdict !== 'used') {
    await reading?.confirm();
    throw passkeyRefused();
  }
  const finish = async () => {
    if (!isTrusted) await reading?.confirm();
    return work();
  };
  return withRedeemed(deps, challenge, finish, along);
}

/** Returns a challenge as the guard knows it: dead once all sessions have ended. */
export function challengeSecret(
  { id: userId, signInEpoch: epoch }: AccountView,
  { digest, issuedAt, expiresAt }: KnownChallenge,
): ToUse {
  const life = { issuedAt, expiresAt, familyExpiresAt: expiresAt };
  return { digest, purpose: digest, userId, epoch, ...life };
}

function reportCopy(deps: UsePasskeyDeps, copied: Copied): void {
  for (const follow of [recordCopy(deps, copied), mailCopy(deps, copied)])
    deps.defer(follow, 'failure_not_followed');
}

type Copied = Pick<UsePasskeyInput, 'user' | 'passkey' | 'client'>;

function recordCopy(
  { audit, clock }: UsePasskeyDeps,
  { user, passkey, client }: Copied,
): Promise<void> {
  return audit.record({
    type: 'factor.counter_went_back',
    userId: user.id,
    actorId: null,
    origin: client,
    metadata: { kind: 'passkey', factor_id: passkey.factorId },
    at: clock(),
  });
}

// Whoever has the copy can try all day.
async function mailCopy(
  { guards, enqueue, clock }: UsePasskeyDeps,
  { user, client }: Copied,
): Promise<void> {
  const at = clock();
  const mail = { lane: 'strangers', purpose: COPIED, key: client.requestId, now: at } as const;
  if (!(await guards.chargeMail(user.id, mail))) return;
  const from = describeClient(client);
  await enqueue(securityNoticeJob, { userId: user.id, kind: COPIED, at, from });
}
