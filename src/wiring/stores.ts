import { createAuditStore } from '../audit/audit-store.ts';
import { createAccountGuards } from '../guard/account-guards.ts';
import { createChangeUser } from '../guard/change-user.ts';
import { openGuards } from '../guard/guard-namespace.ts';
import { createGuardedAudit } from '../guard/guarded-audit.ts';
import { createSettleAccount } from '../guard/settle-account.ts';
import { createTeachHistory } from '../guard/teach-history.ts';
import { createTrails } from '../guard/trail.ts';
import { createEnqueueJob } from '../mail/job-queue.ts';
import { createMailbox } from '../mail/mailbox.ts';
import { watchMailer } from '../mail/watch-mailer.ts';
import { clientCacheOf } from '../oauth/clients/client-cache.ts';
import { createMayAct } from '../oauth/clients/may-act.ts';
import { createOneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import { createReadSessions } from '../sessions/read-sessions.ts';
import { createSessionStore } from '../sessions/session-store.ts';
import { createProofNonces } from '../tokens/dpop/proof-nonces.ts';
import { createJwt } from '../tokens/jwt.ts';
import { createErasedUserStore } from '../users/erased-user-store.ts';
import { createErasureMarks } from '../users/erasure-marks.ts';
import type { Core } from './core.ts';
import { databaseStores } from './database-stores.ts';
import { letterheadOf } from './letterhead.ts';
import { chooseMailer } from './mailers.ts';

/** Stores, guards, mail and tokens, which the features share. */
export type Stores = ReturnType<typeof createStores>;

/** Opens every store of a request. Nothing is read or sent until one of them is used. */
export function createStores(core: Core) {
  const { env, config, log, metrics, clock, wall, random, defer, admission, ports } = core;
  const { appName } = config;
  const kept = databaseStores(env.DB);
  const { db, users, revokedTokens, versions } = kept;
  const guards = createAccountGuards(
    openGuards(env.ACCOUNT_GUARD, config.guardJurisdiction),
    config.secretDigestKeys[0],
    defer,
  );
  const mailbox = createMailbox(env.KV, clock);
  const { mailer, mailOf } = watchMailer(
    ports.mailer ??
      chooseMailer(config, { binding: env.EMAIL, toMailbox: mailbox.deliver, fetch: ports.fetch }),
  );
  const enqueue = createEnqueueJob(env.JOBS, ports.requestId);
  const sessions = createSessionStore(db);
  const { sessionIdleTtl: idleTtl, auditRetention: keepFor } = config;
  const audit = createAuditStore(db, random);
  const teachHistory = createTeachHistory({ audit, users, guards, clock, keepFor });
  const settling = { users, revokedTokens, guards, teachHistory, defer, clock, wall };
  const changing = { db, audit, versions, guards, enqueue, clock, wall, random, log, keepFor };
  return {
    ...kept,
    sessions,
    readSessions: createReadSessions({ guards, sessions, clock, idleTtl }),
    audit: createGuardedAudit({ db, users, audit, guards, teachHistory, random, log, keepFor }),
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
    settleAccount: createSettleAccount(settling),
    changeUser: createChangeUser(changing),
    enqueue,
    mailbox,
    mailer,
    mailOf,
    jwt: jwtOf(core, kept),
    clock,
    wall,
    random,
    log,
    metrics,
    defer,
    untilAdmitted: admission.untilAdmitted,
    atGuard: admission.atGuard,
    appName,
    letterhead: letterheadOf(config),
  };
}

function jwtOf({ env, config, clock }: Core, { clients }: ReturnType<typeof databaseStores>) {
  const { jwtKeys: keys, tokenKeys: secretKeys, issuer, audience, clientId } = config;
  const mayAct = createMayAct({ clients, cache: clientCacheOf(env.DB), clock });
  const { proofNonceKeys } = config;
  const proofNonces = proofNonceKeys === null ? null : createProofNonces(proofNonceKeys, clock);
  const about = { issuer, baseUrl: config.appUrl, audience, clientId, proofNonces };
  return createJwt({ keys, secretKeys, ...about, clock, mayAct });
}
