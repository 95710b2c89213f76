import * as z from 'zod';
import { PROOF_ALGS } from '../http/challenge.ts';
import { once } from '../shared/once.ts';
import { LANGUAGES } from '../words/language.ts';
import { RESPONSE_MODES } from './authorize/answer-url.ts';
import { PROMPTS } from './authorize/request.ts';
import { AUTH_METHODS, type IdTokenAlg, SCOPES } from './clients/client.ts';
import { ASSERTION_ALGORITHMS } from './clients/client-assertion.ts';
import { CLAIMS_OF } from './grants/user-claims.ts';
import { GRANT_TYPES } from './token-endpoint/token-routes.ts';

const url = (path: string) => z.url().meta({ examples: [`https://auth.example.com${path}`] });
const texts = (...examples: string[]) => z.array(z.string()).meta({ examples: [examples] });

/** RFC 8414 §2, OpenID Connect Discovery §3. */
export const metadata = once(() =>
  z
    .object({
      issuer: z.string().meta({ examples: ['https://auth.example.com'] }),
      authorization_endpoint: url('/oauth/authorize'),
      pushed_authorization_request_endpoint: url('/oauth/par'),
      require_pushed_authorization_requests: z.literal(false),
      token_endpoint: url('/oauth/token'),
      userinfo_endpoint: url('/oauth/userinfo'),
      jwks_uri: url('/.well-known/jwks.json'),
      revocation_endpoint: url('/oauth/revoke'),
      revocation_endpoint_auth_methods_supported: texts(...AUTH_METHODS),
      revocation_endpoint_auth_signing_alg_values_supported: texts(...ASSERTION_ALGORITHMS),
      introspection_endpoint: url('/oauth/introspect'),
      introspection_endpoint_auth_methods_supported: texts('client_secret_basic'),
      introspection_endpoint_auth_signing_alg_values_supported: texts(...ASSERTION_ALGORITHMS),
      end_session_endpoint: url('/oauth/end-session'),
      scopes_supported: texts('openid', 'profile'),
      response_types_supported: texts('code'),
      response_modes_supported: texts(...RESPONSE_MODES),
      grant_types_supported: texts(...GRANT_TYPES),
      subject_types_supported: texts('public'),
      id_token_signing_alg_values_supported: texts('RS256', 'ES256'),
      token_endpoint_auth_methods_supported: texts(...AUTH_METHODS),
      token_endpoint_auth_signing_alg_values_supported: texts(...ASSERTION_ALGORITHMS),
      code_challenge_methods_supported: texts('S256'),
      claims_supported: texts('sub', 'name', 'email'),
      acr_values_supported: texts('aal1', 'aal2'),
      dpop_signing_alg_values_supported: texts(...PROOF_ALGS),
      prompt_values_supported: texts(...PROMPTS),
      ui_locales_supported: texts('en', 'de'),
      backchannel_logout_supported: z.literal(true),
      backchannel_logout_session_supported: z.literal(true),
      authorization_response_iss_parameter_supported: z.literal(true),
      claims_parameter_supported: z.literal(false),
      request_parameter_supported: z.literal(false),
      request_uri_parameter_supported: z.literal(false),
      service_documentation: url('/api/docs'),
    })
    .meta({ id: 'ServerMetadata' }),
);
export type Metadata = z.infer<ReturnType<typeof metadata>>;

export type MetadataDeps = {
  issuer: string;
  appUrl: string;
  /** The algorithms of ID tokens that there is a key for. */
  idTokenAlgorithms: IdTokenAlg[];
};

/** What every ID token has (OpenID Connect Core §2). */
const ALWAYS = ['iss', 'sub', 'aud', 'azp', 'exp', 'iat', 'auth_time', 'acr', 'amr', 'sid'];

/**
 * The server's metadata, of both documents. Lists only what works: clients rely on it. Request
 * objects do not, and silence would mean that they do (OpenID Connect Discovery §3).
 */
export function toMetadata({ issuer, appUrl, idTokenAlgorithms }: MetadataDeps): Metadata {
  const at = (path: string) => `${appUrl}${path}`;
  return {
    issuer,
    authorization_endpoint: at('/oauth/authorize'),
    pushed_authorization_request_endpoint: at('/oauth/par'),
    require_pushed_authorization_requests: false,
    token_endpoint: at('/oauth/token'),
    userinfo_endpoint: at('/oauth/userinfo'),
    jwks_uri: at('/.well-known/jwks.json'),
    revocation_endpoint: at('/oauth/revoke'),
    revocation_endpoint_auth_methods_supported: [...AUTH_METHODS],
    revocation_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
    introspection_endpoint: at('/oauth/introspect'),
    introspection_endpoint_auth_methods_supported: AUTH_METHODS.filter((one) => one !== 'none'),
    introspection_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
    end_session_endpoint: at('/oauth/end-session'),
    scopes_supported: [...SCOPES],
    response_types_supported: ['code'],
    response_modes_supported: [...RESPONSE_MODES],
    grant_types_supported: [...GRANT_TYPES],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: idTokenAlgorithms,
    token_endpoint_auth_methods_supported: [...AUTH_METHODS],
    token_endpoint_auth_signing_alg_values_supported: [...ASSERTION_ALGORITHMS],
    code_challenge_methods_supported: ['S256'],
    claims_supported: [...ALWAYS, ...Object.values(CLAIMS_OF).flat()],
    acr_values_supported: ['aal1', 'aal2'],
    dpop_signing_alg_values_supported: [...PROOF_ALGS],
    prompt_values_supported: [...PROMPTS],
    ui_locales_supported: [...LANGUAGES],
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    authorization_response_iss_parameter_supported: true,
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    service_documentation: at('/api/docs'),
  };
}
