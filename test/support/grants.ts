import { createHash } from 'node:crypto';
import type { ClientInfo } from '../../src/http/client-info.ts';
import type { OauthClient } from '../../src/oauth/clients/client.ts';
import type { ExchangeCodeInput } from '../../src/oauth/grants/exchange-code.ts';
import type { AuthorizedRequest, IssueCodeInput } from '../../src/oauth/grants/issue-code.ts';
import type { RefreshGrantInput } from '../../src/oauth/grants/refresh-grant.ts';
import { findAppError } from '../../src/shared/errors.ts';
import type { TestApp } from './test-app.ts';

export const REDIRECT = 'https://app.example/callback';
export const VERIFIER = 'a-verifier-of-enough-characters-for-anybody_~.';
export const challengeOf = (verifier: string) =>
  createHash('sha256').update(verifier).digest('base64url');

/** Where a client's server asks from. */
export const SERVER: ClientInfo = {
  ipAddress: '198.51.100.9',
  userAgent: 'app-server/1',
  languages: null,
  city: null,
  country: null,
  requestId: 'request',
};

/** A public third party. */
export const clientOf = (given: Partial<OauthClient> = {}): OauthClient => ({
  id: 'app',
  name: 'An app',
  redirectUris: [REDIRECT],
  postLogoutRedirectUris: [],
  authMethod: 'none',
  jwks: null,
  scopes: ['openid', 'profile', 'email', 'offline_access', 'roles'],
  idTokenAlg: 'RS256',
  backchannelLogoutUri: null,
  firstParty: false,
  requirePkce: true,
  requirePar: false,
  dpopBound: false,
  claimsInIdToken: false,
  lenientAudience: false,
  accessTtl: null,
  refreshTtl: null,
  disabledAt: null,
  createdAt: 0,
  updatedAt: 0,
  ...given,
});

export const requestOf = (given: Partial<AuthorizedRequest> = {}): AuthorizedRequest => ({
  clientId: 'app',
  redirectUri: REDIRECT,
  challenge: challengeOf(VERIFIER),
  nonce: null,
  scope: 'openid offline_access',
  resource: null,
  jkt: null,
  ...given,
});

/** What the routes of OAuth do, without the routes. */
export function grantsOf(app: TestApp) {
  const late: Promise<unknown>[] = [];
  const services = () => app.servicesWith((work) => void late.push(work));
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      await Promise.allSettled(late.splice(0));
    }
  };

  const authorize = (refreshToken: string, given: Partial<IssueCodeInput> = {}) =>
    settle(
      services().issueCode({
        refreshToken,
        request: requestOf(),
        needsConsent: false,
        ...given,
      }),
    );
  /** A code for what is asked for. */
  const codeFor = async (refreshToken: string, request: Partial<AuthorizedRequest> = {}) => {
    const answer = await authorize(refreshToken, { request: requestOf(request) });
    if (answer.kind !== 'issued') throw new Error(`no code: ${answer.kind}`);
    return answer.code;
  };
  const exchange = (code: string, given: Partial<ExchangeCodeInput> = {}) =>
    settle(
      services().exchangeCode({
        code,
        client: clientOf(),
        redirectUri: REDIRECT,
        verifier: VERIFIER,
        resource: null,
        jkt: null,
        info: SERVER,
        ...given,
      }),
    );
  const refresh = (token: string | null, given: Partial<RefreshGrantInput> = {}) =>
    settle(
      services().refreshGrant({
        token: token ?? '',
        client: clientOf(),
        scope: null,
        resource: null,
        jkt: null,
        info: SERVER,
        ...given,
      }),
    );
  return {
    authorize,
    codeFor,
    exchange,
    refresh,
    /** A grant of a client, from the beginning. */
    grant: async (
      refreshToken: string,
      request: Partial<AuthorizedRequest> = {},
      client: Partial<OauthClient> = {},
    ) => {
      const one = clientOf(client);
      const code = await codeFor(refreshToken, { clientId: one.id, ...request });
      return exchange(code, { client: one });
    },
    consents: () => services().consents,
  };
}

/** The code of the error that work fails with; null if it does not. */
export const failure = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => findAppError(error)?.code ?? String(error),
  );
