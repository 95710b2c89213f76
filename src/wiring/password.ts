import { createAttemptByToken } from '../methods/password/attempt-by-token.ts';
import { createLookUpBreach } from '../methods/password/breach-check.ts';
import { createBreachGuard } from '../methods/password/breach-guard.ts';
import { breachJob } from '../methods/password/breach-job.ts';
import { createChangePassword } from '../methods/password/change-password.ts';
import { createConfirmPassword } from '../methods/password/confirm-password.ts';
import { createEvaluatePassword } from '../methods/password/evaluate-password.ts';
import { createStandIns } from '../methods/password/hash-kinds.ts';
import { createLogIn } from '../methods/password/log-in.ts';
import { createPasswordHasher } from '../methods/password/password-hasher.ts';
import type { PasswordPolicy } from '../methods/password/password-policy.ts';
import { createEstimateStrength } from '../methods/password/password-strength.ts';
import { createSetPassword } from '../methods/password/set-password.ts';
import { createSendLockNotice, createUnlockAccount } from '../methods/password/unlock-account.ts';
import { countSignIns } from '../sessions/count-outcomes.ts';
import { lockNoticeJob, renderLockNotice } from '../sessions/lock-mail.ts';
import type { ConfirmPassword } from '../step-up/ports.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { PreviewContext } from './preview-context.ts';
import type { secondStep } from './second-step.ts';
import type { sessions } from './sessions.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof sessions> &
  ServicesOf<typeof secondStep> & {
    hasher: ReturnType<typeof createPasswordHasher>;
    breaches: ReturnType<typeof createBreachGuard>;
    evaluatePassword: ReturnType<typeof createEvaluatePassword>;
    confirmPassword: ConfirmPassword;
    setPassword: ReturnType<typeof createSetPassword>;
    passwordPolicy: PasswordPolicy;
  };

/** Passwords: hashing, policy, sign-in, change, lockout. */
export const password = defineFeature<Needs>()({
  services: {
    hasher: ({ config, random, ports: { argon2, verifyImported, signal } }) =>
      createPasswordHasher({
        cost: config.argon2,
        random,
        standInFor: createStandIns({ shares: config.hashShares, key: config.standInKey }),
        ...(verifyImported === undefined ? {} : { verifyImported }),
        ...(argon2 === undefined ? {} : { argon2 }),
        ...(signal === undefined ? {} : { signal }),
      }),
    breaches: ({ stores, config, ports }) =>
      createBreachGuard({
        ...stores,
        mode: config.breachCheck.mode,
        lookUp: createLookUpBreach({ url: config.breachCheck.url, fetch: ports.fetch }),
        jobKeys: config.jobKeys,
      }),
    evaluatePassword: ({ stores, tries, hasher, config }) =>
      createEvaluatePassword({
        ...stores,
        followFailure: tries.followFailure,
        hasher,
        lockout: config.lockout,
      }),
    confirmPassword: ({ stores, evaluatePassword }) =>
      createConfirmPassword({ ...stores, evaluatePassword }),
    setPassword: ({ stores, hasher, breaches, passwordPolicy, config }) =>
      createSetPassword({
        ...stores,
        hasher,
        breaches,
        policy: passwordPolicy,
        history: config.passwordHistory,
      }),
    logIn: ({ stores, hasher, evaluatePassword, devices, completeSignIn, config, metrics }) =>
      countSignIns(
        metrics,
        'password',
        createLogIn({
          ...stores,
          hasher,
          evaluatePassword,
          devices,
          completeSignIn,
          emailVerificationRequired: config.emailVerificationRequired,
        }),
      ),
    attemptByToken: ({ stores, config }) =>
      createAttemptByToken({
        ...stores,
        idleTtl: config.sessionIdleTtl,
        lockout: config.lockout,
        history: config.passwordHistory,
      }),
    changePassword: ({ stores, evaluatePassword, setPassword, config }) =>
      createChangePassword({
        ...stores,
        evaluatePassword,
        setPassword,
        accessTtl: config.accessTokenTtl,
        history: config.passwordHistory,
      }),
    unlockAccount: ({ stores }) => createUnlockAccount(stores),
    passwordPolicy: ({ config, env, ports: { timer } }) => ({
      ...config.passwordPolicy,
      estimateStrength: createEstimateStrength({ assets: env.ASSETS, timer }),
    }),
    /** How many former passwords are refused. */
    passwordHistory: ({ config }) => config.passwordHistory,
  },
  jobs: [
    job(lockNoticeJob, ({ stores, config }) =>
      createSendLockNotice({ ...stores, duration: config.lockout.duration }),
    ),
    job(breachJob, ({ breaches }) => breaches.handle),
  ],
  previews: (context) => LOCKS.map((lock) => previewLock(lock, context)),
});

const LOCKS = [
  { name: 'locked', lane: 'strangers', what: 'password' },
  { name: 'codes-used-up', lane: 'strangers', what: 'code' },
  { name: 'second-step-used-up', lane: 'second-step', what: 'code' },
  { name: 'second-step-shut', lane: 'second-step', what: 'code', shut: true },
] as const;

function previewLock({ name, ...lock }: (typeof LOCKS)[number], context: PreviewContext) {
  const { envelope, lockDuration: duration, linkTo, at, from } = context;
  const link = linkTo('unlock-account');
  const notice = { ...lock, at, from };
  return { name, render: () => renderLockNotice(envelope, { duration, link, notice }) };
}
