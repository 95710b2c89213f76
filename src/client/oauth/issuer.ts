import * as oauth from 'oauth4webapi';
import { OAuthError } from './oauth-error.ts';
import { isLoopback } from './page.ts';
import { toOAuthError } from './to-oauth-error.ts';

/** Milliseconds; so short that what was lost is asked for again within the grace of 30 s. */
const PATIENCE = 10_000;

type Server = oauth.AuthorizationServer;
type EndpointName = 'authorization_endpoint' | 'userinfo_endpoint' | 'end_session_endpoint';

export type IssuerDeps = { issuer: string; fetch: typeof fetch };

/** An issuer, whose metadata is asked for once. Everything throws {@link OAuthError}. */
export function createIssuer({ issuer, fetch }: IssuerDeps) {
  const url = new URL(issuer);
  let known: Promise<Server> | undefined;
  /** How each request is made. */
  const options = () => ({
    [oauth.customFetch]: (to: string, init: object) => fetch(to, init),
    [oauth.allowInsecureRequests]: isLoopback(url),
    signal: AbortSignal.timeout(PATIENCE),
  });

  async function ask(): Promise<Server> {
    try {
      const response = await oauth.discoveryRequest(url, options());
      return await oauth.processDiscoveryResponse(url, response);
    } catch (error) {
      known = undefined;
      throw toOAuthError(error, 'unavailable');
    }
  }

  function discover(): Promise<Server> {
    known ??= ask();
    return known;
  }

  return {
    options,
    discover,
    async endpoint(name: EndpointName): Promise<string> {
      const found = (await discover())[name];
      if (found === undefined) throw new OAuthError('unavailable', `there is no ${name}`);
      return found;
    },
    /** Asks, and says of what cannot be understood that it is `unclear`. */
    async asking<Result>(
      unclear: string,
      work: (server: Server) => Promise<Result>,
    ): Promise<Result> {
      const server = await discover();
      return work(server).catch((error: unknown) => {
        throw toOAuthError(error, unclear);
      });
    },
  };
}
