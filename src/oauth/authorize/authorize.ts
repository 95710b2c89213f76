import type { SecondStepPolicy } from '../../second-step/policy.ts';
import { verifyRefreshToken } from '../../sessions/refresh-token.ts';
import { METHODS, provesPossession } from '../../step-up/proofs.ts';
import type { Jwt } from '../../tokens/jwt.ts';
import type { AccountView } from '../../users/user.ts';
import type { OauthClient } from '../clients/client.ts';
import type { FindClient } from '../clients/find-client.ts';
import { isShared, matchRedirectUri } from '../clients/redirect-uri.ts';
import type { CodeAnswer, IssueCode } from '../grants/issue-code.ts';
import type { AuthorizeError } from './answer-url.ts';
import { grantable } from './judge-parameters.ts';
import type { AuthorizeRequest } from './request.ts';
import type { UseHandle } from './use-handle.ts';

/** Who is signed in, and since when they proved it (epoch milliseconds). */
type Session = { user: AccountView; traits: { authTime: number; amr: string[] } };

export type AuthorizeDeps = {
  findClient: FindClient;
  issueCode: IssueCode;
  jwt: Jwt;
  policy: SecondStepPolicy;
  useHandle: UseHandle;
  /** The session of a refresh token; null if it is over. */
  findSession: (refreshToken: string) => Promise<Session | null>;
};

export type AuthorizeInput = {
  request: AuthorizeRequest;
  /** Of the browser's cookie; null if there is none. */
  refreshToken: string | null;
  /** Whether the person has just answered what the request has them asked. */
  isAnswered?: boolean;
};

/**
 * What a request leads to. `sign_in`: nobody is signed in, or somebody else. `prove`: the proof of
 * the session is too old or too weak. `ask`: the person decides. `stray`: the client has changed.
 * `used`: the request has been answered.
 */
export type Authorized =
  | { kind: 'code'; code: string }
  | { kind: 'sign_in' }
  | { kind: 'prove' }
  | { kind: 'ask'; user: AccountView; client: OauthClient; scope: string }
  | { kind: 'refused'; error: AuthorizeError; why: string }
  | { kind: 'stray' }
  | { kind: 'used' };

/** {@link authorize} with its dependencies. */
export const createAuthorize = (deps: AuthorizeDeps) => (input: AuthorizeInput) =>
  authorize(deps, input);
export type Authorize = ReturnType<typeof createAuthorize>;

/**
 * The one gate before an authorization code. A request that needs nobody's answer costs one call of
 * the guard. With `prompt=none` whatever would be asked is refused. Throws `storage_unavailable`.
 */
export async function authorize(deps: AuthorizeDeps, input: AuthorizeInput): Promise<Authorized> {
  const { request } = input;
  const client = await deps.findClient(request.clientId);
  if (client === null || client.disabledAt !== null) return { kind: 'stray' };
  if (matchRedirectUri(request.redirectUri, client.redirectUris) === null) return { kind: 'stray' };
  // The client may have lost a scope while the person signed in.
  const scope = grantable(request.scope, client);
  if (scope === '')
    return { kind: 'refused', error: 'invalid_scope', why: 'the scope is no longer granted' };
  const outcome = await decide(deps, { ...input, client, request: { ...request, scope } });
  return request.prompts.includes('none') ? withoutAsking(outcome) : outcome;
}

type Deciding = AuthorizeInput & { client: OauthClient };

async function decide(deps: AuthorizeDeps, input: Deciding): Promise<Authorized> {
  const { request, refreshToken, client, isAnswered = false } = input;
  if (refreshToken === null) return { kind: 'sign_in' };
  const { prompts, hintedUser, scope, redirectUri } = request;
  if (hintedUser !== null && (await userOf(deps, refreshToken)) !== hintedUser)
    return { kind: 'sign_in' };
  // What anybody on the machine may ask for is never given silently, whatever was consented to
  // before: the client that asks may be another program (RFC 8252 §8.6).
  const asksAnyway =
    prompts.includes('consent') || prompts.includes('select_account') || isShared(redirectUri);
  if (!asksAnyway || isAnswered) return issue(deps, { ...input, refreshToken });
  const session = await deps.findSession(refreshToken);
  if (session === null) return { kind: 'sign_in' };
  if (isProofDue(deps, session, request)) return { kind: 'prove' };
  return { kind: 'ask', user: session.user, client, scope };
}

type Issuing = Deciding & { refreshToken: string };

async function issue(deps: AuthorizeDeps, input: Issuing): Promise<Authorized> {
  const answer = await deps.useHandle(input, () => askTwice(deps, input));
  switch (answer.kind) {
    case 'issued':
      return { kind: 'code', code: answer.code };
    case 'proof_due':
      return { kind: 'prove' };
    case 'consent': {
      const { client, request } = input;
      return { kind: 'ask', user: answer.live.view, client, scope: request.scope };
    }
    case 'over':
      return { kind: 'sign_in' };
    case 'used':
      return { kind: 'used' };
  }
}

/** Two factors are a wish: an account without them goes on (OpenID Connect Core §5.5.1.1). */
async function askTwice(deps: AuthorizeDeps, input: Issuing): Promise<CodeAnswer> {
  const first = await askForCode(deps, input, input.request.wantsTwoFactors);
  if (first.kind !== 'proof_due' || mustProve(deps, first.live, input.request)) return first;
  return askForCode(deps, input, false);
}

function askForCode(
  { issueCode, policy }: AuthorizeDeps,
  { request, client, refreshToken }: Issuing,
  twoFactors: boolean,
): Promise<CodeAnswer> {
  const { clientId, redirectUri, challenge, nonce, scope, resource, jkt } = request;
  return issueCode({
    refreshToken,
    request: { clientId, redirectUri, challenge, nonce, scope, resource, jkt },
    ...(request.pushed !== null && { usesOnce: request.pushed }),
    // Anybody on the machine could ask in the name of such a client (RFC 8252 §8.6).
    needsConsent: !client.firstParty || isShared(redirectUri),
    demand: {
      since: sinceOf(request),
      twoFactors,
      // A session from before its account had a second step is no way around it.
      ...(policy !== 'off' && { secondStep: { factors: POSSESSION, since: request.receivedAt } }),
    },
  });
}

const POSSESSION: string[] = METHODS.filter(provesPossession);

/** Whether there is no code without another proof: it can be given, or a second step is due. */
function mustProve(
  { policy }: AuthorizeDeps,
  session: Pick<Session, 'traits'> & { view: AccountView },
  request: AuthorizeRequest,
): boolean {
  const held: readonly string[] = session.view.factors;
  const isDue = policy !== 'off' && POSSESSION.some((kind) => held.includes(kind));
  const { authTime } = session.traits;
  return canProve(session, request) || (isDue && authTime < request.receivedAt);
}

/** Whether asking for a proof helps: it is too old, or a stronger one can be given. */
function canProve(
  { view, traits }: { view: AccountView; traits: Pick<Session['traits'], 'authTime'> },
  request: AuthorizeRequest,
): boolean {
  if (traits.authTime < sinceOf(request)) return true;
  const { prompts, receivedAt } = request;
  return view.factors.length > 0 && traits.authTime < receivedAt && !prompts.includes('none');
}

/** Whether a proof is asked for before the person decides. */
function isProofDue(
  deps: AuthorizeDeps,
  { user: view, traits }: Session,
  request: AuthorizeRequest,
): boolean {
  if (traits.authTime < sinceOf(request)) return true;
  if (traits.amr.includes('mfa')) return false;
  return mustProve(deps, { view, traits }, request);
}

/** The earliest proof that does. `max_age=0` is `prompt=login` (OpenID Connect Core §3.1.2.1). */
function sinceOf({ prompts, maxAge, receivedAt }: AuthorizeRequest): number {
  if (prompts.includes('login')) return receivedAt;
  return maxAge === null ? 0 : receivedAt - maxAge;
}

async function userOf({ jwt }: AuthorizeDeps, refreshToken: string): Promise<string | null> {
  const claims = await verifyRefreshToken(jwt, refreshToken).catch(() => null);
  return claims?.sub ?? null;
}

function withoutAsking(outcome: Authorized): Authorized {
  if (outcome.kind === 'sign_in')
    return { kind: 'refused', error: 'login_required', why: 'nobody is signed in' };
  if (outcome.kind === 'prove')
    return { kind: 'refused', error: 'login_required', why: 'a new proof is required' };
  if (outcome.kind === 'ask')
    return { kind: 'refused', error: 'consent_required', why: 'the user has to be asked' };
  return outcome;
}
