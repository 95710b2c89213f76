import { createGate } from '../core/gate.ts';
import { memoryStore, type TokenStore } from '../core/store.ts';
import { createTabs } from '../core/tabs.ts';
import { createBegun } from './begun.ts';
import { createCall } from './call.ts';
import { OAuthError } from './oauth-error.ts';
import { browserPage, type Page } from './page.ts';
import { createProvider, type User } from './provider.ts';
import { createSession } from './session.ts';
import { leaveToSignIn, type SignInOptions, takeAnswer } from './sign-in.ts';

export type OAuthOptions = {
  /** Of the service, such as `https://auth.example.com`. */
  issuer: string;
  clientId: string;
  /** A page of this app, registered with the client exactly so. */
  redirectUri: string;
  /** Unless given, `openid profile email offline_access`; the last one is for refresh tokens. */
  scope?: string;
  /** Which API access tokens are for (RFC 8707). */
  resource?: string;
  /** Where to come out after a sign-out; registered with the client. */
  postLogoutRedirectUri?: string;
  /** Where tokens outlive the page; in memory unless given. */
  store?: TokenStore;
  fetch?: typeof fetch;
  page?: Page;
};
export type OAuth = ReturnType<typeof createOAuth>;

const SCOPE = 'openid profile email offline_access';

/**
 * Signs people in at another site by code and PKCE. Make one for the page. What its functions throw
 * is {@link OAuthError}. Throws `TypeError` for a scope without `openid`.
 */
export function createOAuth(options: OAuthOptions) {
  const { clientId, redirectUri, scope = SCOPE, resource, postLogoutRedirectUri } = options;
  if (!scope.split(' ').includes('openid')) throw new TypeError('scope lacks openid');
  const issuer = options.issuer.replace(/\/$/, '');
  const fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
  const page = options.page ?? browserPage();
  const store = options.store ?? memoryStore();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  const provider = createProvider({ issuer, clientId, fetch });
  const gate = createGate(() => Date.now(), Math.random);
  const name = store.shared === true ? `latchkey.oauth.${issuer}.${clientId}` : null;
  const tabs = createTabs(name, ({ answer }) => {
    if (answer === undefined) session.forget();
  });
  const { exclusively } = tabs;
  const session = createSession({ provider, store, gate, exclusively, changed });
  const call = createCall({ session, fetch });
  const app = { clientId, redirectUri, scope, resource };
  const signInDeps = { provider, begun: createBegun(page.storage), page, app };
  let handling: Promise<{ returnTo: string } | null> | undefined;

  async function handle() {
    const taken = await takeAnswer(signInDeps);
    if (taken === null) return null;
    await session.begin(taken.signedIn);
    return { returnTo: taken.returnTo };
  }

  /** The URL that ends the session at the service; null if it has none. */
  async function endUrl(idToken: string): Promise<string | null> {
    const { end_session_endpoint: endpoint } = await provider.discover();
    if (endpoint === undefined) return null;
    const to = new URL(endpoint);
    to.searchParams.set('id_token_hint', idToken);
    to.searchParams.set('client_id', clientId);
    if (postLogoutRedirectUri !== undefined)
      to.searchParams.set('post_logout_redirect_uri', postLogoutRedirectUri);
    return to.href;
  }

  return {
    /** Leaves for the sign-in page; whoever is signed in there already comes straight back. */
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
      return session.kept()?.user ?? null;
    },

    /** Who is signed in, by the ID token. The same object until that changes. */
    user: (): User | null => session.kept()?.user ?? null,

    /** Calls a listener whenever somebody else or nobody is signed in; returns how to stop that. */
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    fetch: call,

    /** What the service says about the person now. Throws `signed_out`, `unavailable`. */
    async getUser(): Promise<User> {
      const { userinfo_endpoint: endpoint } = await provider.discover();
      if (endpoint === undefined) throw new OAuthError('unavailable', 'no userinfo endpoint');
      const response = await call(endpoint);
      const kept = session.kept();
      if (kept === null || response.status === 401) throw new OAuthError('signed_out');
      return provider.readUserInfo(response, kept.user.sub);
    },

    /**
     * Gives the refresh token back and leaves to end the session at the service too, unless `here`
     * says to stay. Nobody is signed in here afterwards, whatever the service answers.
     */
    async signOut({ here = false } = {}): Promise<void> {
      const kept = session.kept();
      if (kept === null) return;
      await session.end();
      tabs.tell({});
      if (kept.refreshToken !== null)
        await provider.revoke(kept.refreshToken).catch(() => undefined);
      const to = here ? null : await endUrl(kept.idToken);
      if (to !== null) page.go(to);
    },
  };
}
