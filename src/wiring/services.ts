import { createChangeEmail } from '../account/change-email.ts';
import { emailChangeJob, emailChangeSecret, emailNoticeJob } from '../account/email-change.ts';
import { createClearErasureRemains, createEraseAccount } from '../account/erase-account.ts';
import { erasureNoticeJob, erasureRemainsJob } from '../account/erasure-job.ts';
import { createSendErasureNotice } from '../account/erasure-mail.ts';
import { createExportAccount } from '../account/export-account.ts';
import { createSendEmailChange, createSendEmailNotice } from '../account/send-email-change.ts';
import { createUndoEmailChange } from '../account/undo-email-change.ts';
import { createUpdateProfile } from '../account/update-profile.ts';
import { createActOnUser } from '../admin/act-on-user.ts';
import { createOperatorCommands } from '../admin/operator-commands.ts';
import { applyRolesJob, createApplyRoles, createSetRoles } from '../admin/set-roles.ts';
import { createViewUsers } from '../admin/view-users.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { type Config, parseConfig } from '../config.ts';
import { createAccountGuards } from '../guard/account-guards.ts';
import { OPERATOR } from '../http/client-info.ts';
import { createCsrfTokens } from '../http/csrf.ts';
import { createRateLimiter } from '../limits/rate-limiter.ts';
import { ruleOf } from '../limits/rules.ts';
import { createCloudflareMailer } from '../mail/cloudflare-mailer.ts';
import { createEnqueueJob, handleJob } from '../mail/job-queue.ts';
import type { Mailer } from '../mail/mail.ts';
import { createMailbox } from '../mail/mailbox.ts';
import { toMailboxAccess } from '../mail/mailbox-access.ts';
import { createResendMailer } from '../mail/resend-mailer.ts';
import { createSendgridMailer } from '../mail/sendgrid-mailer.ts';
import { watchMailer } from '../mail/watch-mailer.ts';
import { createConfirmCode } from '../methods/email-otp/confirm-code.ts';
import { createSendSignInCode } from '../methods/email-otp/send-sign-in-code.ts';
import { signInCode, signInCodeJob } from '../methods/email-otp/sign-in-code.ts';
import { createVerifySignInCode } from '../methods/email-otp/verify-sign-in-code.ts';
import {
  createIssueExchangeToken,
  exchangeSecret,
} from '../methods/exchange-token/exchange-secret.ts';
import { createExchangeToken } from '../methods/exchange-token/exchange-token.ts';
import type { argon2id } from '../methods/password/argon2.ts';
import { createLookUpBreach } from '../methods/password/breach-check.ts';
import { createBreachGuard } from '../methods/password/breach-guard.ts';
import { breachJob } from '../methods/password/breach-job.ts';
import { createChangePassword } from '../methods/password/change-password.ts';
import { createConfirmPassword } from '../methods/password/confirm-password.ts';
import { createEvaluatePassword } from '../methods/password/evaluate-password.ts';
import { createLogIn } from '../methods/password/log-in.ts';
import { createPasswordHasher } from '../methods/password/password-hasher.ts';
import { createSetPassword } from '../methods/password/set-password.ts';
import { createSendLockNotice, createUnlockAccount } from '../methods/password/unlock-account.ts';
import { createIntrospectToken } from '../oauth/introspect-token.ts';
import { createRevokeToken } from '../oauth/revoke-token.ts';
import { createOneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import { createCheckHealth } from '../operations/check-health.ts';
import { createCountExpired, createFlush } from '../operations/flush.ts';
import { createOnLimitHit } from '../operations/note-limit-hit.ts';
import { createRecordDeadLetter } from '../operations/record-dead-letter.ts';
import { createReportFault } from '../operations/report-fault.ts';
import { createRunCron } from '../operations/run-cron.ts';
import { createEnrolPassword } from '../recovery/enrol-password.ts';
import { createForceReset } from '../recovery/force-reset.ts';
import { createOpenAddress } from '../recovery/open-address.ts';
import { createResetPassword } from '../recovery/reset-password.ts';
import { createIssueResetToken, resetJob, resetSecret } from '../recovery/reset-secret.ts';
import { createSendReset } from '../recovery/send-reset.ts';
import { createCompleteSignIn } from '../second-step/complete-sign-in.ts';
import { createMailedCode, mailedCodeJob } from '../second-step/factors/mailed-code.ts';
import { createPasswordFactor } from '../second-step/factors/password.ts';
import { createSendMailedCode } from '../second-step/factors/send-mailed-code.ts';
import { createFinishSignIn } from '../second-step/finish-sign-in.ts';
import { ENROLLABLE, factorsOf } from '../second-step/pending-sign-in.ts';
import { nextStep } from '../second-step/policy.ts';
import { createSetSecondFactor } from '../second-step/set-second-factor.ts';
import { createTryCode } from '../second-step/try-code.ts';
import { countRefreshes, countSignIns } from '../sessions/count-outcomes.ts';
import { createDeviceCookies } from '../sessions/device-cookie.ts';
import { createEndAllAtGuard } from '../sessions/end-all-at-guard.ts';
import { createEndOtherSessions } from '../sessions/end-other-sessions.ts';
import { createEndSession } from '../sessions/end-session.ts';
import {
  createEndEvictedLater,
  createEndSessionsLater,
  endSessionsJob,
  evictedSessionsJob,
} from '../sessions/end-sessions-job.ts';
import { createFollowFailure } from '../sessions/follow-failure.ts';
import { createListSessions } from '../sessions/list-sessions.ts';
import { lockNoticeJob } from '../sessions/lock-notice.ts';
import { createLogOut } from '../sessions/log-out.ts';
import { createNoteSignIn } from '../sessions/note-sign-in.ts';
import { createRefreshSession } from '../sessions/refresh-session.ts';
import { createReportReuse } from '../sessions/report-reuse.ts';
import { createRequesterLanes } from '../sessions/requester-lanes.ts';
import { createResolvePrincipal } from '../sessions/resolve-principal.ts';
import { securityNoticeJob } from '../sessions/security-notice.ts';
import { createSendSecurityNotice } from '../sessions/send-security-notice.ts';
import { createSessionStore } from '../sessions/session-store.ts';
import { createStartSession } from '../sessions/start-session.ts';
import { createTerminateSession } from '../sessions/terminate-session.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { createDatabase } from '../shared/database.ts';
import { consoleLog, type Log, withFields, withReports } from '../shared/log.ts';
import { createMetrics } from '../shared/metrics.ts';
import { type Random, systemRandom } from '../shared/random.ts';
import { createClearAddress } from '../sign-up/clear-address.ts';
import { createProveAddress } from '../sign-up/prove-address.ts';
import { createRegister } from '../sign-up/register.ts';
import { registrationJob } from '../sign-up/registration-job.ts';
import { createResendVerification } from '../sign-up/resend-verification.ts';
import { createSendVerification } from '../sign-up/send-verification.ts';
import { verificationJob } from '../sign-up/verification-job.ts';
import { verificationSecret } from '../sign-up/verification-secret.ts';
import { createVerifyEmail } from '../sign-up/verify-email.ts';
import { createWelcomeRegistrant } from '../sign-up/welcome-registrant.ts';
import { createConfirmIdentity } from '../step-up/confirm-identity.ts';
import { createJwt } from '../tokens/jwt.ts';
import { createRevokedTokenStore } from '../tokens/revoked-token-store.ts';
import { publicPart } from '../tokens/signing-keys.ts';
import { createAddressStore } from '../users/address-store.ts';
import { createErasureMarks } from '../users/erasure-marks.ts';
import { createPasswordStore } from '../users/password-store.ts';
import { createRegistrationMarks } from '../users/registration-mark.ts';
import { createRegistrationStore } from '../users/registration-store.ts';
import type { User } from '../users/user.ts';
import { createUserDirectoryStore } from '../users/user-directory-store.ts';
import { createUserStore } from '../users/user-store.ts';
import { createMailPreviews } from './mail-previews.ts';

export type ServicesInput = {
  env: Cloudflare.Env;
  /** Runs work after the answer (`ctx.waitUntil`). */
  defer: (work: Promise<unknown>) => void;
  /** Of the request that is answered, if any: stands in each line of the log, and in each job that is asked for. */
  requestId?: string;
  /** Of that request; aborted once its client has gone. */
  signal?: AbortSignal;
  /** What tests replace. */
  clock?: Clock;
  random?: Random;
  mailer?: Mailer;
  log?: Log;
  argon2?: typeof argon2id;
  fetch?: typeof globalThis.fetch;
};

/** Everything that routes and jobs call. */
export type Services = ReturnType<typeof createServices>;

/**
 * The composition root: environment, configuration, stores, functions. Built for each request and each batch.
 * Throws `configuration_error`.
 */
export function createServices({
  env,
  defer,
  clock = systemClock,
  random = systemRandom,
  ...ports
}: ServicesInput) {
  const config = parseConfig(env);
  const log = createLog(config, { defer, ...ports });
  const metrics = createMetrics(env.METRICS);
  const { appName, appUrl, emailVerificationRequired, lockout } = config;
  const db = createDatabase(env.DB);
  const users = createUserStore(db);
  const addresses = createAddressStore(db);
  const registrations = createRegistrationStore(db);
  const passwords = createPasswordStore(db);
  const directory = createUserDirectoryStore(db);
  const revokedTokens = createRevokedTokenStore(db);
  const sessions = createSessionStore(db, config.sessionIdleTtl);
  const audit = createAuditStore(db, random);
  const guards = createAccountGuards(env.ACCOUNT_GUARD, config.secretDigestKeys[0]);
  const secrets = createOneTimeSecrets({
    kv: env.KV,
    note: guards.noteSecrets,
    keys: config.secretDigestKeys,
    clock,
    random,
  });
  const marks = createErasureMarks({ kv: env.KV, keys: config.erasureKeys });
  const enqueue = createEnqueueJob(env.JOBS, ports.requestId);
  const mailbox = createMailbox(env.KV, clock);
  const outgoingFetch: typeof globalThis.fetch =
    ports.fetch ?? ((input, init) => fetch(input, init));
  const { mailer, outcomeOf: mailOutcomeOf } = watchMailer(
    ports.mailer ??
      chooseMailer(config, {
        binding: env.EMAIL,
        toMailbox: mailbox.deliver,
        fetch: outgoingFetch,
      }),
  );
  const jwt = createJwt({
    keys: config.jwtKeys,
    secretKeys: config.tokenKeys,
    issuer: config.issuer,
    audience: config.audience,
    clientId: config.clientId,
    clock,
  });
  const rows = {
    db,
    users,
    addresses,
    registrations,
    passwords,
    directory,
    revokedTokens,
    sessions,
    audit,
  };
  const stores = {
    ...rows,
    guards,
    secrets,
    marks,
    enqueue,
    mailer,
    jwt,
    clock,
    random,
    log,
    metrics,
    defer,
    appName,
    appUrl,
  };

  // Who is counted where
  const devices = createDeviceCookies({ keys: config.deviceKeys, random });
  const registrationMarks = createRegistrationMarks({ keys: config.registrationKeys });
  const lanes = createRequesterLanes({ devices, registrationMarks, keys: config.jobKeys });
  const followFailure = createFollowFailure(stores);
  const tries = { laneOf: lanes.laneOf, laneOfSealed: lanes.laneOfSealed, followFailure };

  // Sessions
  const ttl = {
    access: config.accessTokenTtl,
    session: config.sessionTtl,
    remembered: config.rememberedSessionTtl,
  };
  const noteSignIn = createNoteSignIn(stores);
  const { maxSessions, fingerprintKey } = config;
  const startSession = createStartSession({
    ...stores,
    ttl,
    emailVerificationRequired,
    maxSessions,
    fingerprintKey,
    devices,
    noteSignIn,
  });
  const endSession = createEndSession(stores);
  const reportReuse = createReportReuse(stores);
  const endAllAtGuard = createEndAllAtGuard(stores);

  // Passwords
  const hasher = createPasswordHasher({
    cost: config.argon2,
    random,
    ...(ports.argon2 === undefined ? {} : { argon2: ports.argon2 }),
    ...(ports.signal === undefined ? {} : { signal: ports.signal }),
  });
  const policy = config.passwordPolicy;
  const lookUp = createLookUpBreach({ url: config.breachCheck.url, fetch: outgoingFetch });
  const breaches = createBreachGuard({
    ...stores,
    mode: config.breachCheck.mode,
    lookUp,
    jobKeys: config.jobKeys,
  });
  const evaluatePassword = createEvaluatePassword({ ...stores, followFailure, hasher, lockout });
  const confirmPassword = createConfirmPassword({ guards, evaluatePassword });
  const setPassword = createSetPassword({
    ...stores,
    endAllAtGuard,
    hasher,
    breaches,
    policy,
    history: config.passwordHistory,
  });
  const forceReset = createForceReset({ ...stores, endAllAtGuard });

  // The browser's rules and the limits
  const { cookieMode, rateLimits } = config;
  const csrf = createCsrfTokens({ keys: config.csrfKeys, random, origins: config.trustedOrigins });
  const rateLimiter = createRateLimiter({
    kv: env.KV,
    key: config.secretDigestKeys[0],
    settings: rateLimits,
    clock,
    random,
    log,
    defer,
  });
  const { auditRetention, unverifiedRetention } = config;

  // Secrets in mails
  const codeTtl = config.otpTtl;
  const sendVerification = createSendVerification({
    ...stores,
    linkTtl: config.emailVerificationTtl,
    codeTtl,
  });
  const tryCode = createTryCode({ ...stores, ...tries, codeTtl });

  // The second step
  const { secondFactor } = config;
  const mailedCode = createMailedCode({ ...stores, tryCode });
  const completeSignIn = createCompleteSignIn({
    ...stores,
    startSession,
    mailedCode,
    policy: secondFactor,
    emailVerificationRequired,
    codeTtl,
  });
  const codeSuffices = (user: User) =>
    nextStep(factorsOf(user), secondFactor, ['email_otp'], ENROLLABLE).kind === 'done';

  // Accounts and those who look after them. What was mailed to an address counts no more once the account has another one;
  // the code of a second step knows its address itself.
  const mailedSecrets = [
    resetSecret,
    verificationSecret,
    signInCode,
    exchangeSecret,
    emailChangeSecret,
  ].map(({ name }) => name);
  const mailResetLink = ({ email, from }: { email: string; from: string }) =>
    enqueue(resetJob, { email, by: 'link', from });
  const eraseAccount = createEraseAccount(stores);
  const exportAccount = createExportAccount({ ...stores, clientId: config.clientId });
  const viewUsers = createViewUsers({ ...stores, clientId: config.clientId });
  const clearAddress = createClearAddress({ ...stores, eraseAccount });
  const actOnUser = createActOnUser({
    ...stores,
    clearAddress,
    endAllAtGuard,
    forceReset,
    lockDuration: lockout.duration,
  });
  const setRoles = createSetRoles(stores);
  const flush = createFlush({ ...stores, auditRetention, unverifiedRetention });

  return {
    appName,
    appUrl,
    issuer: config.issuer,
    // Made only where they are asked for: hardly a request does.
    get publicKeys() {
      return config.jwtKeys.keys.map(publicPart).filter((key) => key !== null);
    },
    viewers: env.ASSETS,
    mailbox,
    mailboxAccess: toMailboxAccess(config.environment, config.mailboxSecret),
    get mailPreviews() {
      return createMailPreviews(config);
    },
    log,
    metrics,
    clock,
    mailOutcomeOf,
    enqueue,
    sealMarks: lanes.seal,
    audit,
    csrf,
    cookieMode,
    allowedOrigins: config.allowedOrigins,
    browser: { devices, csrf, cookieMode, clock, isOldToken: jwt.namesPublishedKey },
    registrationMarks,
    registrationTtl: config.emailVerificationTtl,
    devices,
    rateLimiter,
    shield: rateLimits === 'off' ? null : env.SHIELD,
    get onLimitHit() {
      return createOnLimitHit(stores);
    },
    introspectionClients: config.introspectionClients,
    cronSecret: config.cronSecret,
    flush,
    get runCron() {
      return createRunCron({ flush, log });
    },
    get listSessions() {
      return createListSessions({ ...stores, clientId: config.clientId });
    },
    get terminateSession() {
      return createTerminateSession({ endSession });
    },
    get endOtherSessions() {
      return createEndOtherSessions(stores);
    },
    get revokeToken() {
      return createRevokeToken({ ...stores, endSession });
    },
    get introspectToken() {
      return createIntrospectToken({
        ...stores,
        refreshGrace: config.refreshGrace,
        idleTtl: config.sessionIdleTtl,
      });
    },
    get updateProfile() {
      return createUpdateProfile(stores);
    },
    get changeEmail() {
      return createChangeEmail({ ...stores, clearAddress, confirmPassword, mailedSecrets });
    },
    get undoEmailChange() {
      return createUndoEmailChange({ ...stores, clearAddress, forceReset, mailedSecrets });
    },
    mailResetLink,
    exportAccount,
    eraseAccount,
    get operator() {
      const invite = (email: string) => mailResetLink({ email, from: OPERATOR });
      const countExpired = createCountExpired({ ...stores, auditRetention, unverifiedRetention });
      return createOperatorCommands({
        ...stores,
        viewUsers,
        actOnUser,
        setRoles,
        exportAccount,
        flush,
        countExpired,
        invite,
      });
    },
    get confirmIdentity() {
      const confirmCode = createConfirmCode({ ...stores, tryCode, codeSuffices });
      return createConfirmIdentity({ confirmPassword, confirmCode });
    },
    viewUsers,
    actOnUser,
    setRoles,
    get recordDeadLetter() {
      return createRecordDeadLetter(stores);
    },
    get register() {
      return createRegister({ ...stores, hasher, breaches, policy });
    },
    get logIn() {
      return countSignIns(
        metrics,
        'password',
        createLogIn({
          ...stores,
          hasher,
          evaluatePassword,
          devices,
          completeSignIn,
          emailVerificationRequired,
        }),
      );
    },
    get finishSignIn() {
      const passwordFactor = createPasswordFactor({
        ...stores,
        ...tries,
        evaluatePassword,
        codeTtl,
      });
      return countSignIns(
        metrics,
        'second_factor',
        createFinishSignIn({
          ...stores,
          mailedCode,
          passwordFactor,
          completeSignIn,
          policy: secondFactor,
        }),
      );
    },
    get changePassword() {
      return createChangePassword({
        ...stores,
        confirmPassword,
        setPassword,
        accessTtl: ttl.access,
      });
    },
    get setSecondFactor() {
      return createSetSecondFactor({ ...stores, confirmPassword });
    },
    get resetPassword() {
      const openAddress = createOpenAddress({ ...stores, clearAddress });
      return createResetPassword({ ...stores, setPassword, openAddress, policy, tryCode });
    },
    get enrolPassword() {
      return countSignIns(
        metrics,
        'second_factor',
        createEnrolPassword({
          ...stores,
          setPassword,
          completeSignIn,
          secondStep: secondFactor,
          codeTtl,
        }),
      );
    },
    get unlockAccount() {
      return createUnlockAccount(stores);
    },
    get verifySignInCode() {
      return countSignIns(
        metrics,
        'email_otp',
        createVerifySignInCode({ ...stores, tryCode, completeSignIn }),
      );
    },
    get exchangeToken() {
      return countSignIns(
        metrics,
        'exchange_token',
        createExchangeToken({ ...stores, completeSignIn }),
      );
    },
    get verifyEmail() {
      const issueExchangeToken = createIssueExchangeToken(stores);
      const proveAddress = createProveAddress({
        ...stores,
        clearAddress,
        issueExchangeToken: ({ id, signInEpoch }) => issueExchangeToken(id, signInEpoch),
        issueResetToken: createIssueResetToken({ ...stores, ttl: config.passwordResetTtl }),
      });
      const matchesPassword = async (password: string, hash: string) =>
        (await hasher.verify(password, hash)).matches;
      return createVerifyEmail({ ...stores, tryCode, proveAddress, matchesPassword });
    },
    get refreshSession() {
      return countRefreshes(
        metrics,
        createRefreshSession({
          ...stores,
          reportReuse,
          accessTtl: ttl.access,
          refreshGrace: config.refreshGrace,
          idleTtl: config.sessionIdleTtl,
          rule: ruleOf('refresh', rateLimits),
        }),
      );
    },
    get logOut() {
      return createLogOut({ jwt, endSession });
    },
    get resolvePrincipal() {
      return createResolvePrincipal(stores);
    },
    get checkHealth() {
      return createCheckHealth({ d1: env.DB, kv: env.KV, queue: env.JOBS, guards, clock, log });
    },
    get jobs() {
      return [
        handleJob(registrationJob, createWelcomeRegistrant({ ...stores, sendVerification })),
        handleJob(
          verificationJob,
          createResendVerification({ ...stores, ...tries, sendVerification }),
        ),
        handleJob(
          signInCodeJob,
          createSendSignInCode({ ...stores, ...tries, sendVerification, codeTtl }),
        ),
        handleJob(mailedCodeJob, createSendMailedCode({ ...stores, codeTtl })),
        handleJob(
          resetJob,
          createSendReset({ ...stores, ...tries, linkTtl: config.passwordResetTtl, codeTtl }),
        ),
        handleJob(lockNoticeJob, createSendLockNotice({ ...stores, duration: lockout.duration })),
        handleJob(breachJob, breaches.handle),
        handleJob(securityNoticeJob, createSendSecurityNotice(stores)),
        handleJob(emailChangeJob, createSendEmailChange(stores)),
        handleJob(emailNoticeJob, createSendEmailNotice(stores)),
        handleJob(erasureRemainsJob, createClearErasureRemains(stores)),
        handleJob(erasureNoticeJob, createSendErasureNotice(stores)),
        handleJob(applyRolesJob, createApplyRoles(stores)),
        handleJob(endSessionsJob, createEndSessionsLater(stores)),
        handleJob(evictedSessionsJob, createEndEvictedLater(stores)),
      ];
    },
  };
}

/** The log of one request or batch: each line bears the request's id, and faults go to Sentry where that is set up. */
export function createLog(
  { sentry, environment }: Pick<Config, 'sentry' | 'environment'>,
  {
    defer,
    requestId,
    log = consoleLog,
    fetch = globalThis.fetch,
  }: Pick<ServicesInput, 'defer' | 'requestId' | 'log' | 'fetch'>,
): Log {
  const reporting =
    sentry === null
      ? log
      : withReports(
          log,
          createReportFault({
            ...sentry,
            environment,
            defer,
            log,
            fetch: (...args) => fetch(...args),
          }),
        );
  return requestId === undefined ? reporting : withFields(reporting, { request_id: requestId });
}

type MailerPorts = { binding: SendEmail; toMailbox: Mailer; fetch: typeof globalThis.fetch };

function chooseMailer(
  { emailProvider, emailFrom: from, emailApiKey: apiKey, emailApiUrl: url }: Config,
  ports: MailerPorts,
): Mailer {
  switch (emailProvider) {
    case 'mailbox':
      return ports.toMailbox;
    case 'cloudflare':
      return createCloudflareMailer({ binding: ports.binding, from });
    case 'resend':
      return createResendMailer({ from, apiKey, url, fetch: ports.fetch });
    case 'sendgrid':
      return createSendgridMailer({ from, apiKey, url, fetch: ports.fetch });
  }
}
