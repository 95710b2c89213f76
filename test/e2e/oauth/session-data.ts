import type { TokenEndpointResponse } from 'openid-client';

/** What the app of openid-client keeps between two requests of a browser. */
export type SessionData = {
  /** Of a request that is on its way. */
  checks?: { pkceCodeVerifier: string; expectedState: string; expectedNonce: string };
  tokens?: TokenEndpointResponse;
  sub?: string;
};
