import { createAuthorize } from '../oauth/authorize/authorize.ts';
import { createGiveConsent } from '../oauth/authorize/give-consent.ts';
import { createJudgeRequest, type JudgeRequest } from '../oauth/authorize/judge-request.ts';
import { createOpenRequest } from '../oauth/authorize/open-request.ts';
import { createPendingRequests } from '../oauth/authorize/pending-requests.ts';
import { createPushRequest } from '../oauth/authorize/push-request.ts';
import { createPushedRequests, type PushedRequests } from '../oauth/authorize/pushed-requests.ts';
import { createUseHandle, type UseHandle } from '../oauth/authorize/use-handle.ts';
import { createAuthenticateClient } from '../oauth/clients/authenticate-client.ts';
import { createListConnections } from '../oauth/connections/list-connections.ts';
import { createEndRequests } from '../oauth/end-session/end-request.ts';
import { createIntrospectGrant } from '../oauth/token-endpoint/introspect-grant.ts';
import { createRevokeGrant } from '../oauth/token-endpoint/revoke-grant.ts';
import { createUserInfo } from '../oauth/token-endpoint/user-info.ts';
import { defineFeature, type ServicesOf } from './feature.ts';
import type { grants } from './grants.ts';
import type { oauth } from './oauth.ts';
import type { pages } from './pages.ts';
import type { sessions } from './sessions.ts';
import type { Base } from './web.ts';

type Needs = Base &
  Pick<ServicesOf<typeof oauth>, 'findClient'> &
  Pick<ServicesOf<typeof grants>, 'issueCode' | 'consents'> &
  Pick<ServicesOf<typeof pages>, 'findPageSession'> &
  Pick<ServicesOf<typeof sessions>, 'findLiveUser' | 'endSession'> & {
    authorize: ReturnType<typeof createAuthorize>;
    judgeRequest: JudgeRequest;
    pushedRequests: PushedRequests;
    useHandle: UseHandle;
  };

/** What OAuth clients ask for, and how a person allows it. */
export const authorizing = defineFeature<Needs>()({
  services: {
    judgeRequest: ({ stores, findClient }) => createJudgeRequest({ ...stores, findClient }),
    pushedRequests: ({ stores, config, clock, random }) =>
      createPushedRequests({ guards: stores.guards, keys: config.authorizeKeys, clock, random }),
    pushRequest: (deps) => createPushRequest(deps),
    openRequest: (deps) => createOpenRequest(deps),
    useHandle: ({ stores, pushedRequests }) => createUseHandle({ ...stores, pushedRequests }),
    pendingRequests: ({ env, config, clock, random }) =>
      createPendingRequests({ kv: env.KV, keys: config.authorizeKeys, clock, random }),
    authorize: ({ stores, config, findClient, issueCode, findPageSession, useHandle }) =>
      createAuthorize({
        jwt: stores.jwt,
        policy: config.secondFactor,
        findClient,
        issueCode,
        useHandle,
        findSession: findPageSession,
      }),
    giveConsent: ({ findClient, consents, authorize }) =>
      createGiveConsent({ findClient, consents, authorize }),
    authenticateClient: ({ stores, config: { issuer, appUrl }, findClient, clock }) => {
      const reader = { issuer, tokenEndpoint: `${appUrl}/oauth/token` };
      return createAuthenticateClient({ findClient, guards: stores.guards, reader, clock });
    },
    listConnections: ({ findClient, consents }) => createListConnections({ findClient, consents }),
    endRequests: ({ stores, config, findClient, clock }) =>
      createEndRequests({ ...stores, keys: config.authorizeKeys, findClient, clock }),
    readProof: ({ stores }) => stores.jwt.readProof,
    revokeGrant: ({ stores, endSession }) => createRevokeGrant({ ...stores, endSession }),
    introspectGrant: ({ stores, config, findLiveUser, findClient }) =>
      createIntrospectGrant({
        ...stores,
        findLiveUser,
        findClient,
        refreshGrace: config.refreshGrace,
        idleTtl: config.sessionIdleTtl,
      }),
    userInfo: ({ stores, findLiveUser, findClient }) =>
      createUserInfo({ jwt: stores.jwt, findLiveUser, findClient }),
  },
});
