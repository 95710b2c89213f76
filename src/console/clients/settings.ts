import { AUTH_METHODS, type AuthMethod, ID_TOKEN_ALGORITHMS } from '../../oauth/clients/client.ts';
import type { ClientChanges } from '../../oauth/clients/client-schemas.ts';

/** The name of a setting in the API: that of RFC 7591, or ours. */
export type SettingName = Exclude<keyof ClientChanges, 'disabled'>;

/** A setting in plain words, and how it is typed. */
export type Setting = {
  name: SettingName;
  kind: 'text' | 'uris' | 'uri' | 'choice' | 'scopes' | 'keys' | 'seconds' | 'switch';
  label: string;
  /** What it does. */
  hint: string;
  /** Whether most clients need it; the others stand behind "More settings". */
  isBasic?: boolean;
  options?: readonly { value: string; label: string }[];
};

const METHODS: Record<AuthMethod, string> = {
  client_secret_basic: 'A secret, in the header (HTTP Basic)',
  client_secret_post: 'A secret, in the form',
  private_key_jwt: 'A signature of its own key',
  none: 'None: a page or an app, which can keep no secret',
};

/** Everything that can be said of a client, in the order of its pages. */
export const SETTINGS: readonly Setting[] = [
  {
    ...{ name: 'client_name', kind: 'text', isBasic: true, label: 'Name' },
    hint: 'People read it when they are asked for consent.',
  },
  {
    ...{ name: 'redirect_uris', kind: 'uris', isBasic: true, label: 'Redirect URIs' },
    hint: 'Where people come back to, one on a line, exactly as the app sends them.',
  },
  {
    ...{ name: 'token_endpoint_auth_method', kind: 'choice', isBasic: true },
    label: 'How it proves itself',
    hint: 'At every endpoint, and in no other way.',
    options: AUTH_METHODS.map((value) => ({ value, label: METHODS[value] })),
  },
  {
    ...{ name: 'scope', kind: 'scopes', isBasic: true, label: 'Scopes' },
    hint: 'What it may ask for.',
  },
  {
    ...{ name: 'first_party', kind: 'switch', isBasic: true, label: 'First party' },
    hint: 'It’s ours: people aren’t asked for consent, and it may hold the scope account.',
  },
  {
    ...{ name: 'post_logout_redirect_uris', kind: 'uris', label: 'Sign-out URIs' },
    hint: 'Where people go after they signed out, one on a line.',
  },
  {
    ...{ name: 'backchannel_logout_uri', kind: 'uri', label: 'Back-channel sign-out URI' },
    hint: 'We call it when somebody is signed out. Empty for none.',
  },
  {
    ...{ name: 'jwks', kind: 'keys', label: 'Public keys' },
    hint: 'A JWK Set, only for a client that signs. Never paste a private key.',
  },
  {
    ...{ name: 'access_token_ttl', kind: 'seconds', label: 'Life of access tokens' },
    hint: 'Seconds, from 60 to 3600. Empty for the service’s own.',
  },
  {
    ...{ name: 'refresh_token_ttl', kind: 'seconds', label: 'Life of refresh tokens' },
    hint: 'Seconds, from 3600 to 7776000. Empty for the service’s own.',
  },
  {
    ...{ name: 'id_token_signed_response_alg', kind: 'choice', label: 'Signature of ID tokens' },
    hint: 'Libraries expect RS256.',
    options: ID_TOKEN_ALGORITHMS.map((value) => ({ value, label: value })),
  },
  {
    ...{ name: 'require_pkce', kind: 'switch', label: 'PKCE is required' },
    hint: 'Only for a library that has none, and only with a secret or a key, do without.',
  },
  {
    ...{ name: 'require_pushed_authorization_requests', kind: 'switch' },
    label: 'Pushed requests are required',
    hint: 'It gets codes only for requests that it has pushed (RFC 9126).',
  },
  {
    ...{ name: 'dpop_bound_access_tokens', kind: 'switch', label: 'Bound tokens only' },
    hint: 'Its tokens are bound to a key of its own (DPoP, RFC 9449).',
  },
  {
    ...{ name: 'claims_in_id_token', kind: 'switch', label: 'Claims in ID tokens' },
    hint: 'For libraries that never ask userinfo for address and name.',
  },
  {
    ...{ name: 'lenient_assertion_audience', kind: 'switch', label: 'Lenient audience' },
    hint: 'Its signatures may name the token endpoint instead of the issuer.',
  },
];
