import {
  generateCodeVerifier,
  OAuth2Client,
  OAuth2Fetch,
  OAuth2HttpError,
} from '@badgateway/oauth2-client';
import type { World } from './world.ts';

const REDIRECT_URI = 'https://crm.example/callback';

/** `@badgateway/oauth2-client` as its README has it: what OAuth alone has. */
export async function tryBadgateway({ issuer, check, addClientByApi, newVisitor }: World) {
  const settings = { client_name: 'CRM', redirect_uris: [REDIRECT_URI] };
  const registered = await addClientByApi(settings);
  const { go, close, person } = await newVisitor();
  const client = new OAuth2Client({
    server: issuer,
    clientId: registered.id,
    clientSecret: registered.secret,
  });
  try {
    const asked = { redirectUri: REDIRECT_URI, state: 'some-string' };
    const codeVerifier = await generateCodeVerifier();
    const scope = ['openid', 'email', 'offline_access'];
    const to = await client.authorizationCode.getAuthorizeUri({ ...asked, codeVerifier, scope });
    const { end } = await go(to);
    const checks = { ...asked, codeVerifier };
    const token = await client.authorizationCode.getTokenFromCodeRedirect(end, checks);
    const isWhole = token.refreshToken !== null && token.idToken !== undefined;
    check('@badgateway/oauth2-client: the code flow', isWhole, JSON.stringify(token));

    const fresh = await client.refreshToken(token);
    const { active, scope: granted } = await client.introspect(fresh);
    check(
      '@badgateway/oauth2-client: refreshes and introspects',
      active && granted === scope.join(' '),
    );
    // A program that ends must not wait for the next refresh.
    const options = { getNewToken: () => fresh, scheduleRefresh: false };
    const fetchWrapper = new OAuth2Fetch({ client, ...options });
    const user = await fetchWrapper.fetch(`${issuer}/oauth/userinfo`);
    const { email } = (await user.json()) as { email?: string };
    check('@badgateway/oauth2-client: its fetch asks for the user', email === person.email, email);
    await client.revoke(fresh, 'refresh_token');
    const refusal = await client.refreshToken(fresh).catch((error: unknown) => error);
    check(
      '@badgateway/oauth2-client: revokes',
      refusal instanceof OAuth2HttpError && refusal.oauth2Code === 'invalid_grant',
      String(refusal),
    );
  } finally {
    await close();
  }
}
