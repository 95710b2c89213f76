import { createGate } from '../core/gate.ts';
import { memoryStore, type TokenStore } from '../core/store.ts';
import { createTabs } from '../core/tabs.ts';
import { createBegun } from './begun.ts';
import { type Call, createCall } from './call.ts';
import type { User } from './granted.ts';
import { createHeld, type Held } from './held.ts';
import { OAuthError } from './oauth-error.ts';
import { browserPage, type Page } from './page.ts';
import { createProvider, type Provider } from './provider.ts';
import { createSession } from './session.ts';
import { leaveToSignIn, type SignInOptions, takeAnswer } from './sign-in.ts';
import { toOAuthError } from './to-oauth-error.ts';

export type OAuthOptions = {
  /** Of the service, such as `https://auth.example.com`. */
  issuer: string;
  clientId: string;
  /** A page of this app, registered with the client exactly so. */
  redirectUri: string;
  /** Unless given, `openid profile email offline_access`; the last one is for refresh tokens. */
  scope?: string | undefined;
  /** Which API access tokens are for, and no other, userinfo included (RFC 8707). */
  resource?: string | undefined;
  /** Origins of other APIs that `fetch` may send the access token to. */
  apis?: string[] | undefined;
  /** Where to come out after a sign-out; registered with the client. */
  postLogoutRedirectUri?: string | undefined;
  /** Where tokens outlive the page; in memory unless given. */
  store?: TokenStore | undefined;
  fetch?: typeof fetch | undefined;
  page?: Page | undefined;
};
export type OAuth = ReturnType<typeof createOAuth>;

const SCOPE = 'openid profile email offline_access';

/**
 * Signs people in at another site by code and PKCE. Make one for the page. What its functions throw
 * is {@link OAuthError}. Throws `TypeError` for a scope without `openid`.
 */
export function createOAuth(options: OAuthOptions) {
  const listeners = new Set<() => void>();
  const { held, provider, tabs, session, call, ask, page, signInDeps } = assemble(options, () => {
    for (const listener of listeners) listener();
  });
  let handling: Promise<{ returnTo: string } | null> | undefined;

  async function handle() {
    const taken = await takeAnswer(signInDeps);
    if (taken === null) return null;
    await session.begin(taken.signedIn);
    return { returnTo: taken.returnTo };
  }

  return {
    /** Leaves for the sign-in page; somebody who is signed in there comes straight back. */
    signIn: (how: SignInOptions = {}): Promise<void> => leaveToSignIn(signInDeps, how),

    /**
     * On the page of `redirectUri`: signs in with the answer that the address has, and says where
     * the person was going. Null on any other page. Calls at the same time share one answer.
     */
    handleCallback(): Promise<{ returnTo: string } | null> {
      handling ??= handle().finally(() => {
        handling = undefined;
      });
      return handling;
    },

    /** Goes on with what `store` has from another page. */
    async resume(): Promise<User | null> {
      await session.resume();
      return held.kept()?.user ?? null;
    },

    /** Who is signed in, by the ID token. The same object until that changes. */
    user: (): User | null => held.kept()?.user ?? null,

    /** Calls a listener whenever somebody else or nobody is signed in; returns how to stop that. */
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    fetch: call,

    /**
     * What the service says about the person now. Throws `signed_out`, `unavailable`, and
     * `invalid_token` where tokens are for a `resource`, which userinfo is not.
     */
    getUser: (): Promise<User> => askForUser({ provider, held, call: ask }),

    /**
     * Gives the refresh token back and leaves to end the session at the service too, unless `here`
     * says to stay. Nobody is signed in here afterwards, whatever the service answers.
     */
    async signOut({ here = false } = {}): Promise<void> {
      const kept = await held.release();
      if (kept === null) return;
      tabs.tell({});
      if (kept.refreshToken !== null)
        await provider.revoke(kept.refreshToken).catch(() => undefined);
      if (!here) page.go(await provider.endUrl(kept.idToken, options.postLogoutRedirectUri));
    },
  };
}

function assemble(options: OAuthOptions, changed: () => void) {
  const { clientId, redirectUri, scope = SCOPE, resource } = options;
  if (!scope.split(' ').includes('openid')) throw new TypeError('scope lacks openid');
  const issuer = options.issuer.replace(/\/$/, '');
  const fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
  const page = options.page ?? browserPage();
  const store = options.store ?? memoryStore();

  const held = createHeld({ store, changed });
  const provider = createProvider({ issuer, clientId, fetch });
  const gate = createGate(() => Date.now());
  const name = store.shared === true ? `latchkey.oauth.${issuer}.${clientId}` : null;
  const tabs = createTabs(name, ({ answer }) => {
    if (answer === undefined) held.forget();
  });
  const { exclusively } = tabs;
  const session = createSession({ provider, held, gate, exclusively });
  const mayHave = (origin: string) => trusted(options).has(origin);
  const call = createCall({ session, held, fetch, mayHave });
  // Userinfo is where the issuer says.
  const ask = createCall({ session, held, fetch, mayHave: () => true });
  const app = { clientId, redirectUri, scope, resource };
  const signInDeps = { provider, begun: createBegun(page.storage), page, app };
  return { held, provider, tabs, session, call, ask, page, signInDeps };
}

/** Whom tokens are meant for: the service, the app itself, and its APIs. */
function trusted({ issuer, redirectUri, resource, apis = [] }: OAuthOptions): Set<string> {
  const places = [issuer, redirectUri, ...(resource === undefined ? [] : [resource]), ...apis];
  return new Set(places.filter((one) => URL.canParse(one)).map((one) => new URL(one).origin));
}

async function askForUser({
  provider,
  held,
  call,
}: {
  provider: Provider;
  held: Held;
  call: Call;
}) {
  const response = await call(await provider.endpoint('userinfo_endpoint')).catch((error) => {
    throw toOAuthError(error, 'unavailable');
  });
  const kept = held.kept();
  if (kept === null) throw new OAuthError('signed_out');
  // Of a token for another `resource`, for one.
  if (response.status === 401) throw new OAuthError('invalid_token');
  return provider.readUserInfo(response, kept.user.sub);
}
