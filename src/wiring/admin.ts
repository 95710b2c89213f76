import { type ActOnUser, createActOnUser } from '../admin/act-on-user.ts';
import { createClientHistory } from '../admin/client-history.ts';
import { createDeadLetters } from '../admin/dead-letters.ts';
import { createExportUsers } from '../admin/export-users.ts';
import { createOperatorCommands } from '../admin/operator-commands.ts';
import { createReadMetrics } from '../admin/read-metrics.ts';
import { type ReconciledPage, reconcile } from '../admin/reconcile.ts';
import { createSealSecrets } from '../admin/seal-secrets.ts';
import { createSearchEvents } from '../admin/search-events.ts';
import { applyRolesJob, createSetRoles, type SetRoles } from '../admin/set-roles.ts';
import { createUserCursors } from '../admin/user-cursor.ts';
import { createViewFigures } from '../admin/view-figures.ts';
import { createViewUsers, type ViewUsers } from '../admin/view-users.ts';
import { createEventSearchStore } from '../audit/event-search-store.ts';
import { createFindMissingEvents } from '../audit/missing-events-store.ts';
import { viewSettings } from '../config/view-settings.ts';
import { findWarnings } from '../config/warnings.ts';
import { createInspectGuards } from '../guard/inspect-guards.ts';
import { OPERATOR } from '../http/client-info.ts';
import { createSocialProviders } from '../methods/social/provider.ts';
import { secretName } from '../methods/social/provider-settings.ts';
import { callbackUrl } from '../methods/social/social-deps.ts';
import { createCountExpired } from '../operations/flush.ts';
import { sealKeyId } from '../shared/seal.ts';
import { describeKeys } from '../tokens/describe-keys.ts';
import { createRestoredUserStore } from '../users/restored-user-store.ts';
import type { account } from './account.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { oauth } from './oauth.ts';
import type { operations } from './operations.ts';
import type { ownFactors } from './own-factors.ts';
import type { recovery } from './recovery.ts';
import type { sessions } from './sessions.ts';
import type { signUp } from './sign-up.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof sessions> &
  ServicesOf<typeof ownFactors> &
  ServicesOf<typeof signUp> &
  ServicesOf<typeof recovery> &
  ServicesOf<typeof account> &
  ServicesOf<typeof oauth> &
  ServicesOf<typeof operations> & {
    viewUsers: ViewUsers;
    actOnUser: ActOnUser;
    setRoles: SetRoles;
    reconcileUsers: (query: string) => Promise<ReconciledPage>;
  };

/** What administrators and operators see and do. */
export const admin = defineFeature<Needs>()({
  services: {
    clientHistory: ({ stores }) => createClientHistory(stores),
    staffSecondFactor: ({ config }) => config.staffSecondFactor,
    viewUsers: ({ stores, listFactors, config }) =>
      createViewUsers({
        ...stores,
        listFactors,
        nameProvider: (id) => createSocialProviders(config).find(id)?.label ?? null,
        cursors: createUserCursors(config.cursorKeys),
        clientId: config.clientId,
      }),
    listMails: ({ stores }) => stores.mails.list,
    exportUsers: ({ stores }) => createExportUsers(stores),
    viewFigures: ({ env, stores }) =>
      createViewFigures({ ...stores, queues: { jobs: env.JOBS, ledger: env.LEDGER } }),
    searchEvents: ({ stores, config: { eventCursorKeys: cursorKeys } }) =>
      createSearchEvents({
        ...stores,
        eventSearch: createEventSearchStore(stores.db),
        cursorKeys,
      }),
    manageDeadLetters: ({ env, stores, config: { deadLetterKeys: keys, eventCursorKeys } }) =>
      createDeadLetters({
        ...stores,
        queues: { jobs: env.JOBS, ledger: env.LEDGER },
        keys,
        cursorKeys: eventCursorKeys,
      }),
    readMetrics: ({ env, stores }) =>
      createReadMetrics({ ...stores, queues: { jobs: env.JOBS, ledger: env.LEDGER } }),
    metricsSecret: ({ config }) => config.metricsSecret,
    viewSettings:
      ({ env, config }) =>
      () =>
        viewSettings(env, {
          JWT_ISSUER: config.issuer,
          JWT_AUDIENCE: config.audience,
          EMAIL_FROM: config.emailFrom,
          LOG_SAMPLE: String(config.logSample),
          PASSKEY_RP_ID: config.relyingParty.id,
          STAFF_SECOND_FACTOR: config.staffSecondFactor,
        }),
    findWarnings:
      ({ config }) =>
      () =>
        findWarnings(config),
    listProviders:
      ({ config: { socialProviders, appUrl } }) =>
      () =>
        socialProviders.map(({ id, label, issuer, clientId, secret }) => ({
          ...{ id, label, issuer, clientId },
          callbackUrl: callbackUrl(appUrl, id),
          secretName: secretName(id),
          hasSecret: secret !== null,
        })),
    /** The keys of the settings, by names that tell nothing of them. */
    keyRing: ({ config }) => ({
      environment: config.environment,
      signing: describeKeys(config.jwtKeys),
      sealing: config.factorKeys.map(sealKeyId),
    }),
    actOnUser: ({ stores, clearAddress, forceReset, needsFactor, config }) =>
      createActOnUser({
        ...stores,
        clearAddress,
        forceReset,
        needsFactor,
        lockDuration: config.lockout.duration,
      }),
    setRoles: ({ stores }) => createSetRoles(stores),
    reconcileUsers:
      ({ env, stores, ledger, mailResetLink, config: { auditRetention } }) =>
      (query: string) =>
        reconcile(
          {
            ...stores,
            inspectGuards: createInspectGuards(env.ACCOUNT_GUARD),
            restored: createRestoredUserStore(stores.db),
            findMissingEvents: createFindMissingEvents(stores.db),
            tell: ledger.write,
            mailReset: (email) => mailResetLink({ email, from: OPERATOR }),
            auditRetention,
          },
          query,
        ),
    operator: (services) => {
      const { stores, config, viewUsers, actOnUser, setRoles, exportAccount, flush } = services;
      return createOperatorCommands({
        ...stores,
        viewUsers,
        actOnUser,
        setRoles,
        exportAccount,
        flush,
        listSeals: services.listSeals,
        sealSecrets: createSealSecrets(config.factorKeys),
        reconcile: services.reconcileUsers,
        manageClients: services.manageClients,
        countExpired: createCountExpired({ ...stores, ...config }),
        invite: (email) => services.mailResetLink({ email, from: OPERATOR }),
      });
    },
  },
  jobs: [
    job(applyRolesJob, ({ stores }) => async ({ userId }) => {
      await stores.settleAccount(userId);
    }),
  ],
});
