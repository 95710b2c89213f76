import type { RouteDoc } from '../http/contract.ts';
import type { Json } from './openapi-schema.ts';

/** The ways to authenticate. */
export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a sign-in.',
  },
  refreshCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-refresh_token',
    description:
      'Set by a sign-in; without the prefix on http://localhost. ' +
      'Or send `refresh_token` in the body.',
  },
  cronSecret: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Cron-Secret',
    description: 'CRON_SECRET of the configuration.',
  },
  client: {
    type: 'http',
    scheme: 'basic',
    description: 'One of INTROSPECTION_CLIENTS.',
  },
};

export const SECURITY: Record<NonNullable<RouteDoc['security']>, Json[]> = {
  access_token: [{ bearer: [] }],
  refresh_token: [{ refreshCookie: [] }, {}],
  optional: [{ bearer: [] }, { refreshCookie: [] }, {}],
  cron_secret: [{ cronSecret: [] }],
  client: [{ client: [] }],
  optional_client: [{}, { client: [] }],
};
