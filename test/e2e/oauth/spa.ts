import { type User, UserManager } from 'oidc-client-ts';

// The script of a single-page app that signs people in by oidc-client-ts, as its documentation has
// it. It is bundled for a page that says which client it is; the test presses its buttons.
declare const location: { origin: string; pathname: string };
declare const history: { replaceState: (data: null, unused: '', to: string) => void };
declare const client: { authority: string; client_id: string };

const manager = new UserManager({
  ...client,
  redirect_uri: `${location.origin}/callback`,
  silent_redirect_uri: `${location.origin}/silent`,
  post_logout_redirect_uri: `${location.origin}/`,
  scope: 'openid email offline_access',
  loadUserInfo: true,
  // So that it renews three seconds after a token of a minute was issued.
  accessTokenExpiringNotificationTimeInSeconds: 57,
});

const { pathname } = location;
const settled = pathname === '/' ? Promise.resolve(undefined) : manager.signinCallback();
const renewed = settled.then(async (first) => {
  if (pathname === '/callback') history.replaceState(null, '', '/');
  const next = await new Promise<User>((resolve) => manager.events.addUserLoaded(resolve));
  return { isNew: next.refresh_token !== first?.refresh_token };
});

Object.assign(globalThis, { manager, settled, renewed });
