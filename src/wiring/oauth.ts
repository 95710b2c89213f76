import { createIntrospectToken } from '../oauth/introspect-token.ts';
import { createRevokeToken } from '../oauth/revoke-token.ts';
import { publicPart } from '../tokens/signing-keys.ts';
import { defineFeature, type ServicesOf } from './feature.ts';
import type { sessions } from './sessions.ts';
import type { Base } from './web.ts';

/** OAuth 2.0: introspection, revocation, metadata and public keys. */
export const oauth = defineFeature<Base & ServicesOf<typeof sessions>>()({
  services: {
    issuer: ({ config }) => config.issuer,
    publicKeys: ({ config }) => config.jwtKeys.keys.map(publicPart).filter((key) => key !== null),
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
});
