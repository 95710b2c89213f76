import { createAuditStore } from '../audit/audit-store.ts';
import { createAccountGuards } from '../guard/account-guards.ts';
import { createChangeUser } from '../guard/change-user.ts';
import { createGuardedAudit } from '../guard/guarded-audit.ts';
import { createSettleAccount } from '../guard/settle-account.ts';
import { createTrails } from '../guard/trail.ts';
import { createEnqueueJob } from '../mail/job-queue.ts';
import { createMailbox } from '../mail/mailbox.ts';
import { watchMailer } from '../mail/watch-mailer.ts';
import { createOneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import { createReadSessions } from '../sessions/read-sessions.ts';
import { createSessionStore } from '../sessions/session-store.ts';
import { createDatabase } from '../shared/database.ts';
import { createJwt } from '../tokens/jwt.ts';
import { createRevokedTokenStore } from '../tokens/revoked-token-store.ts';
import { createAddressStore } from '../users/address-store.ts';
import { createErasedUserStore } from '../users/erased-user-store.ts';
import { createErasureMarks } from '../users/erasure-marks.ts';
import { createFactorStore } from '../users/factor-store.ts';
import { createPasswordStore } from '../users/password-store.ts';
import { createRegistrationStore } from '../users/registration-store.ts';
import { createUserDirectoryStore } from '../users/user-directory-store.ts';
import { createUserStore } from '../users/user-store.ts';
import { createVersionStore } from '../users/version-store.ts';
import type { Core } from './core.ts';
import { chooseMailer } from './mailers.ts';

/** Stores, guards, mail and tokens, which the features share. */
export type Stores = ReturnType<typeof createStores>;

/** Opens every store of a request. Nothing is read or sent until one of them is used. */
export function createStores(core: Core) {
  const { env, config, log, metrics, clock, wall, random, defer, admission, ports } = core;
  const { appName, appUrl, issuer, audience, clientId } = config;
  const db = createDatabase(env.DB);
  const guards = createAccountGuards(env.ACCOUNT_GUARD, config.secretDigestKeys[0]);
  const mailbox = createMailbox(env.KV, clock);
  const { mailer, outcomeOf: mailOutcomeOf } = watchMailer(
    ports.mailer ??
      chooseMailer(config, { binding: env.EMAIL, toMailbox: mailbox.deliver, fetch: ports.fetch }),
  );
  const users = createUserStore(db);
  const revokedTokens = createRevokedTokenStore(db);
  const versions = createVersionStore(db);
  const enqueue = createEnqueueJob(env.JOBS, ports.requestId);
  const sessions = createSessionStore(db, config.sessionIdleTtl);
  const { sessionIdleTtl: idleTtl, auditRetention: keepFor } = config;
  return {
    db,
    users,
    addresses: createAddressStore(db),
    registrations: createRegistrationStore(db),
    passwords: createPasswordStore(db),
    factors: createFactorStore(db),
    versions,
    directory: createUserDirectoryStore(db),
    revokedTokens,
    sessions,
    readSessions: createReadSessions({ guards, sessions, clock, idleTtl }),
    audit: createGuardedAudit({ audit: createAuditStore(db, random), guards, random, keepFor }),
    trails: createTrails(keepFor),
    guards,
    secrets: createOneTimeSecrets({
      kv: env.KV,
      note: guards.noteSecrets,
      keys: config.secretDigestKeys,
      clock,
      random,
    }),
    erased: createErasedUserStore(db),
    marks: createErasureMarks({ kv: env.KV, keys: config.erasureKeys }),
    settleAccount: createSettleAccount({ users, revokedTokens, guards, clock, wall }),
    changeUser: createChangeUser({ db, versions, guards, enqueue, clock, wall, random, log }),
    enqueue,
    mailbox,
    mailer,
    mailOutcomeOf,
    jwt: createJwt({
      keys: config.jwtKeys,
      secretKeys: config.tokenKeys,
      issuer,
      audience,
      clientId,
      clock,
    }),
    clock,
    wall,
    random,
    log,
    metrics,
    defer,
    untilAdmitted: admission.untilAdmitted,
    appName,
    appUrl,
  };
}
