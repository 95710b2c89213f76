import type { AuthMethod } from '../../oauth/clients/client.ts';
import { BLANK } from '../../oauth/clients/client-columns.ts';
import { CLIENTS } from '../frame.tsx';
import type { Typed } from '../reason-field.tsx';

/** Kinds of apps that people sign in to: they differ in how the app proves itself. */
export const KINDS = ['server', 'page', 'native'] as const;
export type Kind = (typeof KINDS)[number];

export const NEW_CLIENT = `${CLIENTS}/new`;

export const KIND_WORDS: Record<Kind, { title: string; what: string; method: AuthMethod }> = {
  server: {
    title: 'Server app',
    what: 'It runs on a server of yours and keeps a secret. Redirect URIs begin with https.',
    method: BLANK.authMethod,
  },
  page: {
    title: 'Single-page app',
    what:
      'It runs in the browser and keeps no secret, so it uses PKCE. Pages at the origins of its ' +
      'redirect URIs may ask for tokens.',
    method: 'none',
  },
  native: {
    title: 'Native app',
    what:
      'It runs on a phone or a desktop and keeps no secret, so it uses PKCE. Redirect URIs are ' +
      'http://127.0.0.1/callback without a port, com.example.app:/callback, or https.',
    method: 'none',
  },
};

/** The kind that an address or a form names, else the first. */
export const kindOf = (named: string | undefined): Kind =>
  KINDS.find((kind) => kind === named) ?? 'server';

/** What stands in the form of a new client: what the service takes where nothing is said. */
export function defaultsOf(kind: Kind): Typed {
  const scopes = BLANK.scopes.map((scope) => [`scope_${scope}`, 'on']);
  return {
    ...Object.fromEntries(scopes),
    token_endpoint_auth_method: KIND_WORDS[kind].method,
    id_token_signed_response_alg: 'RS256',
    ...(BLANK.requirePkce ? { require_pkce: 'on' } : {}),
  };
}
