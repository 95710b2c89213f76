import { createQueueSignOuts, signOutJob } from '../oauth/back-channel/sign-out-job.ts';
import { createTellSignOut } from '../oauth/back-channel/tell-sign-out.ts';
import type { IdTokenAlg } from '../oauth/clients/client.ts';
import { type ClientCache, clientCacheOf } from '../oauth/clients/client-cache.ts';
import { createFindClient, type FindClient } from '../oauth/clients/find-client.ts';
import { idTokenAlgorithmsOf } from '../oauth/clients/id-token-algorithms.ts';
import { createManageClients } from '../oauth/clients/manage-clients.ts';
import { createIntrospectToken } from '../oauth/introspect-token.ts';
import { createRevokeToken } from '../oauth/revoke-token.ts';
import { publicPart } from '../tokens/signing-keys.ts';
import { defineFeature, job, type ServicesOf } from './feature.ts';
import type { sessions } from './sessions.ts';
import type { Base } from './web.ts';

type Needs = Base &
  ServicesOf<typeof sessions> & {
    clientCache: ClientCache;
    findClient: FindClient;
    isDevelopment: boolean;
    idTokenAlgorithms: readonly IdTokenAlg[];
  };

/** OAuth 2.0: clients, introspection, revocation, metadata and public keys. */
export const oauth = defineFeature<Needs>()({
  services: {
    issuer: ({ config }) => config.issuer,
    publicKeys: ({ config }) => config.jwtKeys.keys.map(publicPart).filter((key) => key !== null),
    idTokenAlgorithms: ({ config }) => idTokenAlgorithmsOf(config.jwtKeys),
    clientCache: ({ env }) => clientCacheOf(env.DB),
    findClient: ({ stores, clientCache, clock }) =>
      createFindClient({ clients: stores.clients, cache: clientCache, clock }),
    isDevelopment: ({ config }) => config.environment === 'development',
    manageClients: ({ stores, clientCache, idTokenAlgorithms, isDevelopment }) =>
      createManageClients({ ...stores, cache: clientCache, idTokenAlgorithms, isDevelopment }),
    queueSignOuts: ({ stores, findClient }) =>
      createQueueSignOuts({ findClient, enqueue: stores.enqueue }),
    introspectionClients: ({ config }) => config.introspectionClients,
    revokeToken: ({ stores, endSession }) => createRevokeToken({ ...stores, endSession }),
    introspectToken: ({ stores, findLiveUser, config }) =>
      createIntrospectToken({
        ...stores,
        findLiveUser,
        refreshGrace: config.refreshGrace,
        idleTtl: config.sessionIdleTtl,
      }),
  },
  jobs: [
    job(signOutJob, ({ stores, findClient, isDevelopment, ports }) =>
      createTellSignOut({ ...stores, findClient, isDevelopment, fetch: ports.fetch }),
    ),
  ],
});
