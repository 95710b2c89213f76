import type { ClientInfo } from '../../src/http/client-info.ts';
import { createConnectIdentity } from '../../src/methods/social/connect-identity.ts';
import { createDisconnectIdentity } from '../../src/methods/social/disconnect-identity.ts';
import { type KnownState, stateOf } from '../../src/methods/social/known-state.ts';
import { createListIdentities } from '../../src/methods/social/list-identities.ts';
import type { ProviderAnswer } from '../../src/methods/social/provider-answer.ts';
import {
  createSignInWithProvider,
  type SignedInWithProvider,
  type SignInWithProviderInput,
} from '../../src/methods/social/sign-in-with-provider.ts';
import { createRemoveFactor } from '../../src/second-step/remove-factor.ts';
import { findAppError } from '../../src/shared/errors.ts';
import type { TellIdentityChange } from '../../src/step-up/ports.ts';
import { toAccountView } from '../../src/users/user.ts';
import { freshEmail } from './people.ts';
import type { TestApp } from './test-app.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** The ids of the providers that sign users in here. */
const PROVIDERS = ['google', 'apple', 'github'];

/** Where the requests come from: Firefox in Austria, in German. */
const clientOf = (): ClientInfo => ({
  ipAddress: '203.0.113.7',
  userAgent: FIREFOX,
  languages: 'de-AT,de',
  city: null,
  country: 'AT',
  requestId: crypto.randomUUID(),
});

/** What a provider says of somebody new, who owns the mailbox. */
export const answerOf = (given: Partial<ProviderAnswer> = {}): ProviderAnswer => ({
  provider: 'google',
  issuer: 'https://accounts.google.test',
  subject: crypto.randomUUID(),
  email: freshEmail(),
  vouchesForEmail: true,
  vouchesForTwoFactors: false,
  firstName: 'Ada',
  lastName: 'Lovelace',
  displayName: 'Ada Lovelace',
  ...given,
});

/** The state of an attempt that begins now. */
export const stateNow = (app: TestApp): KnownState =>
  stateOf({ state: crypto.randomUUID(), issuedAt: app.clock() });

/** `sessionId` asks for it, and stays. */
type Disconnecting = { providers?: string[]; sessionId?: string };
type Given = Partial<Omit<SignInWithProviderInput, 'answer'>>;

/**
 * The use cases of identities on an app, each call with services of its own, as a request has them.
 * `told` is what owners are mailed.
 */
export function identitiesOf(app: TestApp, { asksConsent = false } = {}) {
  const told: Parameters<TellIdentityChange>[0][] = [];
  const tellIdentityChange: TellIdentityChange = async (change) => void told.push(change);

  type Services = ReturnType<TestApp['servicesWith']>;
  async function call<T>(work: (services: Services) => Promise<T>): Promise<T> {
    const late: Promise<unknown>[] = [];
    const services = app.servicesWith((promise) => void late.push(promise));
    try {
      return await work(services);
    } finally {
      for (let done = 0; done < late.length; done++) await late[done];
    }
  }
  const viewOf = async ({ stores }: Services, id: string) => {
    const user = await stores.users.findById(id);
    if (user === null) throw new Error('no such user');
    return toAccountView(user);
  };

  return {
    told,
    signIn: (answer: ProviderAnswer, given: Given = {}): Promise<SignedInWithProvider> =>
      call((services) => {
        const { stores, completeSignIn, clearAddress } = services;
        const signIn = createSignInWithProvider({
          ...stores,
          users: stores.identities,
          replicaUsers: stores.replicaIdentities,
          completeSignIn,
          clearAddress,
          asksConsent,
        });
        return signIn({
          answer,
          state: stateNow(app),
          consents: null,
          timezone: 'Europe/Vienna',
          remember: false,
          deviceName: null,
          delivery: 'body',
          client: clientOf(),
          ...given,
        });
      }),
    connect: (userId: string, answer: ProviderAnswer, client = clientOf()) =>
      call(async (services) => {
        const { stores } = services;
        const connect = createConnectIdentity({ ...stores, tellIdentityChange });
        const user = await viewOf(services, userId);
        return connect({ user, sessionId: crypto.randomUUID(), answer, client });
      }),
    disconnect: (
      userId: string,
      identityId: string,
      { providers = PROVIDERS, sessionId = crypto.randomUUID() }: Disconnecting = {},
    ) =>
      call(async (services) => {
        const { stores } = services;
        const disconnect = createDisconnectIdentity({ ...stores, tellIdentityChange, providers });
        const user = await viewOf(services, userId);
        const about = { sessionId, client: clientOf() };
        return disconnect({ user, identityId, ...about });
      }),
    removeFactor: (userId: string, factorId: string) =>
      call(async (services) => {
        const { stores, tellFactorChange, needsFactor } = services;
        const about = { tellFactorChange, needsFactor, providers: PROVIDERS };
        const user = await viewOf(services, userId);
        const by = { sessionId: crypto.randomUUID(), client: clientOf() };
        return createRemoveFactor({ ...stores, ...about })({ user, factorId, ...by });
      }),
    list: (userId: string) => call(({ stores }) => createListIdentities(stores).list(userId)),
    standingOf: (userId: string, answer: ProviderAnswer) =>
      call(({ stores }) => createListIdentities(stores).standingOf(userId, answer)),
  };
}
export type Identities = ReturnType<typeof identitiesOf>;

/** The tokens and the user of a sign-in that opened a session; throws for any other. */
export function sessionIn(result: SignedInWithProvider) {
  if (result.kind !== 'signed_in' || result.signIn.kind !== 'session')
    throw new Error(`no session: ${JSON.stringify(result)}`);
  return { ...result.signIn, isNew: result.isNew };
}

/** The code of the refusal that a call ends in; throws if it does not. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  const ending = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in ending) throw new Error(`not refused: ${JSON.stringify(ending.value)}`);
  const refused = findAppError(ending.error);
  if (refused === undefined) throw ending.error;
  return refused.code;
}
