import { vi } from 'vitest';
import {
  type AuthorizeDeps,
  type AuthorizeInput,
  authorize,
} from '../../../src/oauth/authorize/authorize.ts';
import type { AuthorizeRequest } from '../../../src/oauth/authorize/request.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import type { CodeAnswer, IssueCodeInput } from '../../../src/oauth/grants/issue-code.ts';
import type { AccountView } from '../../../src/users/user.ts';

/** When a request came, in epoch milliseconds. */
export const RECEIVED = 1_800_000_000_000;
export const REDIRECT = 'https://app.test/back';
/** Goes to whoever listens on a machine. */
export const SHARED = 'http://127.0.0.1:49152/back';

/** A request that was found good, with what a test says of it. */
export const request = (given: Partial<AuthorizeRequest> = {}): AuthorizeRequest => ({
  ...{ clientId: 'an-app', redirectUri: REDIRECT, responseMode: 'query', state: 'a-state' },
  ...{ challenge: 'a-challenge', nonce: 'a-nonce', scope: 'openid', resource: null, jkt: null },
  ...{ prompts: [], maxAge: null, wantsTwoFactors: false, loginHint: null, providerHint: null },
  ...{ hintedUser: null, receivedAt: RECEIVED, pushed: null },
  ...given,
});

/** A client of the service's owner that may have `openid` and `email`. */
export const client = (given: Partial<StoredClient> = {}): StoredClient =>
  ({
    ...{ id: 'an-app', redirectUris: [REDIRECT, SHARED], scopes: ['openid', 'email'] },
    ...{ disabledAt: null, firstParty: true, requirePkce: true, requirePar: false },
    ...given,
  }) as StoredClient;

export type World = {
  client?: StoredClient | null;
  policy?: AuthorizeDeps['policy'];
  /** The second factors of who is signed in, when they proved it, and how. */
  factors?: string[];
  authTime?: number;
  amr?: string[];
  /** What the guard says, one after the other. */
  answers?: CodeAnswer['kind'][];
};

/** The gate before a code, and everything that it asks. */
export function arrangeGate(world: World = {}) {
  const { factors = [], authTime = RECEIVED - 1, amr = ['pwd'], policy = 'enrolled' } = world;
  const user = { id: 'ada', factors } as unknown as AccountView;
  const traits = { authTime, amr };
  const live = { kind: 'live', view: user, traits, unsettled: false };
  const answers = [...(world.answers ?? [])];
  const issueCode = vi.fn(async (_input: IssueCodeInput) => {
    const kind = answers.shift() ?? 'issued';
    return { kind, code: 'a-code', consented: null, live } as CodeAnswer;
  });
  const useHandle = vi.fn(async (_input: object, ask: () => Promise<CodeAnswer>) => ask());
  const findSession = vi.fn(async (): Promise<object | null> => ({ user, traits }));
  const verify = vi.fn(async () => ({ sub: 'ada' }));
  const found = world.client === undefined ? client() : world.client;
  const findClient = async (id: string) => (id === 'an-app' ? found : null);
  const parts = { findClient, issueCode, useHandle, findSession, policy, jwt: { verify } };
  const deps = parts as unknown as AuthorizeDeps;
  const ask = (
    given: Partial<AuthorizeRequest> = {},
    input: Partial<Omit<AuthorizeInput, 'request'>> = {},
  ) => authorize(deps, { request: request(given), refreshToken: 'a-token', ...input });
  return { ask, user, issueCode, useHandle, findSession, verify };
}
