import type { Clock } from '../../shared/clock.ts';
import { readIdTokenHint } from '../../tokens/id-token.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { FindClient } from '../clients/find-client.ts';
import { matchRedirectUri } from '../clients/redirect-uri.ts';
import type { Addressee, AuthorizeError } from './answer-url.ts';
import {
  faultOfRequest,
  grantable,
  maxAgeOf,
  modeOf,
  promptsOf,
  wantsTwoFactors,
} from './judge-parameters.ts';
import { type Asked, readParameters } from './parameters.ts';
import type { AuthorizeRequest } from './request.ts';

export type JudgeRequestDeps = { findClient: FindClient; jwt: Jwt; clock: Clock };

/**
 * `stray`: whose request it is, or where the answer goes, is not known to be right, so that nobody
 * but the person is told. `refused`: the client is told by redirect.
 */
export type JudgedRequest =
  /** `locales`: the languages that the client asks for, by spaces. */
  | { kind: 'good'; request: AuthorizeRequest; locales: string }
  | { kind: 'stray'; why: 'client' | 'redirect_uri' | 'expired' }
  | { kind: 'refused'; to: Addressee; error: AuthorizeError; why: string };

/** {@link judgeRequest} with its dependencies. */
export const createJudgeRequest =
  (deps: JudgeRequestDeps) => (given: URLSearchParams, pushedBy?: string) =>
    judgeRequest(deps, given, pushedBy);
export type JudgeRequest = ReturnType<typeof createJudgeRequest>;

/** Characters of `ui_locales` that are looked at. */
const LOCALES = 256;

/**
 * Judges an authorization request: client and redirect URI before anything else, then the rest.
 * `pushedBy`: the id of the client that pushes it and has proved itself. Throws
 * `storage_unavailable`.
 */
export async function judgeRequest(
  { findClient, jwt, clock }: JudgeRequestDeps,
  given: URLSearchParams,
  pushedBy?: string,
): Promise<JudgedRequest> {
  const read = readParameters(given);
  const { asked } = read;
  const client = await findClient(pushedBy ?? asked.client_id ?? '');
  if (client === null || client.disabledAt !== null) return { kind: 'stray', why: 'client' };
  const redirectUri = matchRedirectUri(asked.redirect_uri ?? '', client.redirectUris);
  if (redirectUri === null) return { kind: 'stray', why: 'redirect_uri' };
  const to = { redirectUri, responseMode: modeOf(asked), state: asked.state ?? null };
  const audience = jwt.audience;
  const fault = faultOfRequest(read, client, { audience, isPushed: pushedBy !== undefined });
  if (fault !== null) return { kind: 'refused', to, error: fault[0], why: fault[1] };
  const hint = await hintOf(jwt, asked, client.id);
  if (hint === 'foreign') {
    const why = 'id_token_hint is not an ID token of this client';
    return { kind: 'refused', to, error: 'invalid_request', why };
  }
  const request = {
    ...to,
    clientId: client.id,
    challenge: asked.code_challenge ?? null,
    nonce: asked.nonce ?? null,
    scope: grantable(asked.scope, client),
    resource: asked.resource ?? null,
    jkt: asked.dpop_jkt ?? null,
    prompts: promptsOf(asked),
    maxAge: maxAgeOf(asked),
    wantsTwoFactors: wantsTwoFactors(asked),
    loginHint: asked.login_hint ?? null,
    providerHint: asked.idp_hint ?? null,
    hintedUser: hint,
    receivedAt: clock(),
    pushed: null,
  };
  return { kind: 'good', request, locales: (given.get('ui_locales') ?? '').slice(0, LOCALES) };
}

/** The user of the hint, null without one. */
async function hintOf(jwt: Jwt, { id_token_hint: hint }: Asked, clientId: string) {
  if (hint === undefined) return null;
  const claims = await readIdTokenHint(jwt, hint);
  return claims?.aud === clientId ? claims.sub : 'foreign';
}
