import { settleAccountJob } from '../guard/settle-account.ts';
import { ruleOf } from '../limits/rules.ts';
import { createAnnounceByToken } from '../sessions/announce-by-token.ts';
import { createEndBySession, createEndByToken } from '../sessions/end-by-token.ts';
import { createEndSession } from '../sessions/end-session.ts';
import {
  createEndEvictedLater,
  createEndSessionsLater,
  endSessionsJob,
  evictedSessionsJob,
} from '../sessions/end-sessions-job.ts';
import { createFindLiveUser, type FindLiveUser } from '../sessions/find-live-user.ts';
import { createListPlaces } from '../sessions/list-places.ts';
import { createListSessions, createShowSessions } from '../sessions/list-sessions.ts';
import { createLogOut } from '../sessions/log-out.ts';
import { createRefreshSession } from '../sessions/refresh-session.ts';
import { createReportNewDevice } from '../sessions/report-new-device.ts';
import { createReportReuse } from '../sessions/report-reuse.ts';
import { createResolvePrincipal } from '../sessions/resolve-principal.ts';
import {
  NOTICE_KINDS,
  renderSecurityNotice,
  securityNoticeJob,
} from '../sessions/security-mail.ts';
import { createSendSecurityNotice } from '../sessions/send-security-notice.ts';
import { createStartSession } from '../sessions/start-session.ts';
import { defineFeature, job } from './feature.ts';
import type { PreviewContext } from './preview-context.ts';
import type { Base } from './web.ts';

type Needs = Base & {
  endSession: ReturnType<typeof createEndSession>;
  findLiveUser: FindLiveUser;
  mailResetLink: (to: { email: string; from: string }) => Promise<void>;
};

/** The life cycle of a session: start, refresh, list, end. */
export const sessions = defineFeature<Needs>()({
  services: {
    startSession: ({ stores, config, devices, mailResetLink }) =>
      createStartSession({
        ...stores,
        ttl: {
          access: config.accessTokenTtl,
          session: config.sessionTtl,
          remembered: config.rememberedSessionTtl,
        },
        emailVerificationRequired: config.emailVerificationRequired,
        maxSessions: config.maxSessions,
        fingerprintKey: config.fingerprintKey,
        devices,
        reportNewDevice: createReportNewDevice(stores),
        mailResetLink,
      }),
    refreshSession: ({ stores, config }) =>
      createRefreshSession({
        ...stores,
        reportReuse: createReportReuse(stores),
        accessTtl: config.accessTokenTtl,
        originKey: config.fingerprintKey,
        refreshGrace: config.refreshGrace,
        idleTtl: config.sessionIdleTtl,
        rule: ruleOf('refresh', config.rateLimits),
      }),
    findLiveUser: ({ stores, config }) =>
      createFindLiveUser({ ...stores, idleTtl: config.sessionIdleTtl }),
    resolvePrincipal: ({ stores, findLiveUser }) =>
      createResolvePrincipal({ jwt: stores.jwt, findLiveUser }),
    listSessions: ({ stores, config }) =>
      createListSessions({ ...stores, clientId: config.clientId }),
    showSessions: ({ stores, config }) =>
      createShowSessions({ ...stores, clientId: config.clientId }),
    listPlaces: ({ stores }) => createListPlaces(stores),
    endSession: ({ stores }) => createEndSession(stores),
    endByToken: ({ stores, config }) =>
      createEndByToken({ ...stores, idleTtl: config.sessionIdleTtl }),
    endBySession: ({ stores, config }) =>
      createEndBySession({ ...stores, idleTtl: config.sessionIdleTtl }),
    announceByToken: ({ stores, config }) =>
      createAnnounceByToken({ ...stores, idleTtl: config.sessionIdleTtl }),
    logOut: ({ stores, endSession }) => createLogOut({ jwt: stores.jwt, endSession }),
  },
  jobs: [
    job(securityNoticeJob, ({ stores }) => createSendSecurityNotice(stores)),
    job(settleAccountJob, ({ stores }) => async ({ userId }) => {
      await stores.settleAccount(userId);
    }),
    job(endSessionsJob, ({ stores }) => createEndSessionsLater(stores)),
    job(evictedSessionsJob, ({ stores }) => createEndEvictedLater(stores)),
  ],
  previews: (context) => NOTICE_KINDS.map((kind) => previewNotice(kind, context)),
});

function previewNotice(
  kind: (typeof NOTICE_KINDS)[number],
  { to, appName, appUrl, reader, at, from }: PreviewContext,
) {
  const notice = { userId: '', kind, at, from: kind === 'password_breached' ? null : from };
  return {
    name: kind.replaceAll('_', '-'),
    render: () => renderSecurityNotice({ to, appName, appUrl, reader, notice }),
  };
}
