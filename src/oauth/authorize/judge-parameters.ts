import { scopesOf } from '../../guard/grant.ts';
import { SECOND } from '../../shared/clock.ts';
import { type OauthClient, SCOPES } from '../clients/client.ts';
import { isChallenge } from '../grants/pkce.ts';
import type { AuthorizeError, ResponseMode } from './answer-url.ts';
import type { Asked, Parameter, ReadRequest } from './parameters.ts';
import { PROMPTS, type Prompt } from './request.ts';

/** What is wrong with a request. The text is for developers. */
export type Fault = [AuthorizeError, string];

/** Who reads a request: the audience of our own tokens, and whether the client has pushed it. */
type Reading = { audience: string; isPushed: boolean };

/** Returns what is wrong with a request of a client, or null; the first fault counts. */
export function faultOfRequest(
  { asked, faults }: ReadRequest,
  client: OauthClient,
  { audience, isPushed }: Reading,
): Fault | null {
  const [name] = Object.keys(faults) as Parameter[];
  if (name !== undefined) return ['invalid_request', `${name} ${faults[name]}`];
  return (
    faultOfWay(asked, client, isPushed) ??
    faultOfKind(asked, client) ??
    faultOfProofKey(asked, client) ??
    faultOfKey(asked) ??
    faultOfPrompt(asked) ??
    faultOfResource(asked, client, audience)
  );
}

function faultOfWay(
  { request, request_uri: uri }: Asked,
  { requirePar }: OauthClient,
  isPushed: boolean,
): Fault | null {
  if (request !== undefined) return ['request_not_supported', 'request objects are not supported'];
  if (uri !== undefined)
    return isPushed
      ? ['invalid_request', 'request_uri may not be pushed']
      : ['request_uri_not_supported', 'only pushed requests have a request_uri'];
  if (requirePar && !isPushed) return ['invalid_request', 'this client must push its requests'];
  return null;
}

const FAULTY_MODE =
  'response_mode must be query, or form_post where the redirect_uri is http or https';

function faultOfKind(asked: Asked, client: OauthClient): Fault | null {
  const { response_type, response_mode, scope } = asked;
  if (response_type === undefined) return ['invalid_request', 'response_type is missing'];
  if (response_type !== 'code')
    return ['unsupported_response_type', 'only the response_type code is supported'];
  if (response_mode !== undefined && response_mode !== modeOf(asked))
    return ['invalid_request', FAULTY_MODE];
  if (grantable(scope, client) === '')
    return ['invalid_scope', 'scope has nothing that this client may ask for'];
  return null;
}

// RFC 7636 §4.3, without `plain`, which is also what a missing method means.
function faultOfProofKey(asked: Asked, { requirePkce }: OauthClient): Fault | null {
  const { code_challenge: challenge, code_challenge_method: method, nonce } = asked;
  if (challenge === undefined && method !== undefined)
    return ['invalid_request', 'code_challenge is missing'];
  if (challenge === undefined && requirePkce)
    return ['invalid_request', 'code_challenge is required'];
  // RFC 9700 §2.1.1: one of them must hold the code to the request.
  if (challenge === undefined && nonce === undefined)
    return ['invalid_request', 'code_challenge or nonce is required'];
  if (challenge !== undefined && method !== 'S256')
    return ['invalid_request', 'code_challenge_method must be S256'];
  if (challenge !== undefined && !isChallenge(challenge))
    return ['invalid_request', 'code_challenge must have 43 characters of base64url'];
  return null;
}

// Thumbprints are written as challenges are: both are SHA-256 (RFC 9449 §10).
function faultOfKey({ dpop_jkt: jkt }: Asked): Fault | null {
  if (jkt === undefined || isChallenge(jkt)) return null;
  return ['invalid_request', 'dpop_jkt must have 43 characters of base64url'];
}

function faultOfPrompt({ prompt = '', max_age = '0' }: Asked): Fault | null {
  const prompts = scopesOf(prompt);
  if (!prompts.every((one) => PROMPTS.includes(one as Prompt)))
    return ['invalid_request', 'prompt has an unknown value'];
  if (prompts.includes('none') && prompts.length > 1)
    return ['invalid_request', 'prompt has none and something else'];
  if (!/^\d+$/.test(max_age)) return ['invalid_request', 'max_age must be a number of seconds'];
  return null;
}

// A third party's token must not be for the audience of our own (RFC 8707 §2).
function faultOfResource({ resource, scope }: Asked, client: OauthClient, audience: string) {
  if (resource === undefined) return null;
  const isOwn = scopesOf(grantable(scope, client)).includes('account');
  if (!URL.canParse(resource) || resource.includes('#') || (isSame(resource, audience) && !isOwn))
    return ['invalid_target', 'resource is not one that this client may ask for'] satisfies Fault;
  return null;
}

// Others may read a URL more loosely than we do.
const isSame = (resource: string, audience: string): boolean =>
  resource === audience ||
  (URL.canParse(audience) && new URL(resource).href === new URL(audience).href);

/** What a client may have of a scope, in one order and once each. Others are ignored. */
export function grantable(scope: string | undefined, { scopes }: OauthClient): string {
  const asked = scopesOf(scope ?? '');
  return SCOPES.filter((one) => asked.includes(one) && scopes.includes(one)).join(' ');
}

/** How an answer travels, that of a faulty request too. A scheme of an app takes no forms. */
export const modeOf = ({ response_mode, redirect_uri = '' }: Asked): ResponseMode =>
  response_mode === 'form_post' && /^https?:/.test(redirect_uri) ? 'form_post' : 'query';

/** The `prompt` of a good request. */
export const promptsOf = ({ prompt = '' }: Asked): Prompt[] =>
  PROMPTS.filter((one) => scopesOf(prompt).includes(one));

/** The `max_age` of a good request in milliseconds; null if there is none. */
export const maxAgeOf = ({ max_age }: Asked): number | null =>
  max_age === undefined ? null : Number(max_age) * SECOND;

/** Whether `acr_values` wants two factors and does not do with one. */
export function wantsTwoFactors({ acr_values = '' }: Asked): boolean {
  const values = scopesOf(acr_values);
  return values.includes('aal2') && !values.includes('aal1');
}
