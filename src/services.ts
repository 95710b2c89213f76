import { createResendVerification } from './account/resend-verification.ts';
import { createSendVerification } from './account/send-verification.ts';
import { verificationJob } from './account/verification-job.ts';
import { createVerifyEmail } from './account/verify-email.ts';
import { createAuditStore } from './audit/audit-store.ts';
import { type Config, parseConfig } from './config.ts';
import { createAccountGuards } from './guard/account-guards.ts';
import { createCloudflareMailer } from './mail/cloudflare-mailer.ts';
import { createEnqueueJob, handleJob } from './mail/job-queue.ts';
import type { Mailer } from './mail/mail.ts';
import { createMailbox } from './mail/mailbox.ts';
import { createIssueExchangeToken } from './methods/exchange-token/exchange-secret.ts';
import { createExchangeToken } from './methods/exchange-token/exchange-token.ts';
import type { argon2id } from './methods/password/argon2.ts';
import { createLogIn } from './methods/password/log-in.ts';
import { createPasswordHasher } from './methods/password/password-hasher.ts';
import { createRegister } from './methods/password/register.ts';
import { registrationJob } from './methods/password/registration-job.ts';
import { createWelcomeRegistrant } from './methods/password/welcome-registrant.ts';
import { createOneTimeSecrets } from './one-time-secrets/one-time-secrets.ts';
import { createCheckHealth } from './operations/check-health.ts';
import { createRecordDeadLetter } from './operations/record-dead-letter.ts';
import { createEndSession } from './sessions/end-session.ts';
import { createLogOut } from './sessions/log-out.ts';
import { createRefreshSession } from './sessions/refresh-session.ts';
import { createReportReuse } from './sessions/report-reuse.ts';
import { createResolvePrincipal } from './sessions/resolve-principal.ts';
import { reuseNoticeJob } from './sessions/reuse-notice.ts';
import { createSendReuseNotice } from './sessions/send-reuse-notice.ts';
import { createSessionStore } from './sessions/session-store.ts';
import { createStartSession } from './sessions/start-session.ts';
import { type Clock, systemClock } from './shared/clock.ts';
import { createDatabase } from './shared/database.ts';
import { consoleLog, type Log } from './shared/log.ts';
import { type Random, systemRandom } from './shared/random.ts';
import { createJwt } from './tokens/jwt.ts';
import { publicPart } from './tokens/signing-keys.ts';
import { createUserStore } from './users/user-store.ts';

export type ServicesInput = {
  env: Cloudflare.Env;
  /** Runs work after the answer (`ctx.waitUntil`). */
  defer: (work: Promise<unknown>) => void;
  /** What tests replace. */
  clock?: Clock;
  random?: Random;
  mailer?: Mailer;
  log?: Log;
  argon2?: typeof argon2id;
};

/** Everything that routes and jobs call. */
export type Services = ReturnType<typeof createServices>;

/**
 * The composition root: environment, configuration, stores, functions. Built for each request and each batch.
 * Throws `configuration_error`.
 */
export function createServices({ env, defer, clock = systemClock, random = systemRandom, log = consoleLog, ...ports }: ServicesInput) {
  const config = parseConfig(env);
  const { appName, appUrl } = config;
  const db = createDatabase(env.DB);
  const users = createUserStore(db);
  const sessions = createSessionStore(db);
  const audit = createAuditStore(db, random);
  const guards = createAccountGuards(env.ACCOUNT_GUARD, config.secretDigestKey);
  const secrets = createOneTimeSecrets({
    kv: env.KV,
    key: config.secretDigestKey,
    clock,
    random,
  });
  const enqueue = createEnqueueJob(env.JOBS);
  const mailbox = createMailbox(env.KV, clock);
  const mailer = ports.mailer ?? chooseMailer(config, env, mailbox.deliver);

  const jwt = createJwt({
    keys: config.jwtKeys,
    issuer: config.issuer,
    audience: config.audience,
    clock,
  });
  const hasher = createPasswordHasher({ cost: config.argon2, random, ...(ports.argon2 === undefined ? {} : { argon2: ports.argon2 }) });
  const ttl = {
    access: config.accessTokenTtl,
    session: config.sessionTtl,
    remembered: config.rememberedSessionTtl,
  };
  const { emailVerificationRequired } = config;
  const startSession = createStartSession({
    db,
    users,
    sessions,
    audit,
    guards,
    jwt,
    clock,
    random,
    ttl,
    emailVerificationRequired,
  });
  const endSession = createEndSession({ db, sessions, audit, guards, clock });
  const reportReuse = createReportReuse({
    db,
    sessions,
    audit,
    guards,
    enqueue,
    clock,
  });

  const issueExchangeToken = createIssueExchangeToken({ secrets, clock });
  const codeTtl = config.otpTtl;
  const sendVerification = createSendVerification({
    secrets,
    mailer,
    clock,
    appName,
    appUrl,
    linkTtl: config.emailVerificationTtl,
    codeTtl,
  });

  return {
    appName,
    appUrl,
    issuer: config.issuer,
    publicKeys: config.jwtKeys.keys.map(publicPart).filter((key) => key !== null),
    viewers: env.ASSETS,
    mailbox: config.environment === 'development' ? mailbox : null,
    log,
    enqueue,
    recordDeadLetter: createRecordDeadLetter({ audit, clock }),
    register: createRegister({
      users,
      audit,
      hasher,
      policy: config.passwordPolicy,
      enqueue,
      clock,
      random,
      log,
    }),
    logIn: createLogIn({
      users,
      audit,
      hasher,
      startSession,
      clock,
      log,
      defer,
    }),
    exchangeToken: createExchangeToken({
      users,
      secrets,
      guards,
      startSession,
      clock,
      log,
    }),
    verifyEmail: createVerifyEmail({
      db,
      users,
      audit,
      secrets,
      guards,
      issueExchangeToken,
      clock,
      log,
      codeTtl,
    }),
    refreshSession: createRefreshSession({
      sessions,
      guards,
      reportReuse,
      jwt,
      clock,
      random,
      log,
      defer,
      accessTtl: ttl.access,
      refreshGrace: config.refreshGrace,
    }),
    logOut: createLogOut({ jwt, endSession }),
    resolvePrincipal: createResolvePrincipal({ jwt, sessions, clock }),
    checkHealth: createCheckHealth({
      d1: env.DB,
      kv: env.KV,
      guards,
      clock,
      log,
    }),
    jobs: [
      handleJob(
        registrationJob,
        createWelcomeRegistrant({
          users,
          sendVerification,
          mailer,
          appName,
          appUrl,
        }),
      ),
      handleJob(verificationJob, createResendVerification({ users, sendVerification })),
      handleJob(reuseNoticeJob, createSendReuseNotice({ users, mailer, appName })),
    ],
  };
}

function chooseMailer(config: Config, env: Cloudflare.Env, toMailbox: Mailer): Mailer {
  switch (config.emailProvider) {
    case 'mailbox':
      return toMailbox;
    case 'cloudflare':
      return createCloudflareMailer(env.EMAIL, config.emailFrom);
  }
}
