import { MINUTE } from '../../shared/clock.ts';
import { digestOf } from '../../shared/digest.ts';
import type { Attempt, AttemptIntent } from './attempt.ts';
import { deriveProofs, makeState } from './attempt-keys.ts';
import { LATEST_PROOF } from './authority.ts';
import { DIALECTS } from './dialects.ts';
import { discover } from './discover.ts';
import { unknownProvider } from './errors.ts';
import { judged } from './judged.ts';
import { githubServer } from './providers/github.ts';
import type { SocialDeps } from './social-deps.ts';
import { type Talk, talkTo } from './talk.ts';

/** Milliseconds: long enough to sign in at a provider with a second factor. */
const ATTEMPT_LIFE = 10 * MINUTE;

export type AttemptBeginning = {
  /** The id of a provider. */
  provider: string;
  intent: AttemptIntent;
  /** Judged by the caller. */
  returnTo: string | null;
};

/**
 * Begins a way to a provider: returns the attempt, for a sealed cookie, and the address to lead the
 * browser to. Throws `unknown_provider`, and `provider_unreachable` or `provider_answer_invalid` if
 * the provider does not say where its pages are.
 */
export async function beginAttempt(
  deps: SocialDeps,
  { provider: id, intent, returnTo }: AttemptBeginning,
): Promise<{ attempt: Attempt; location: string }> {
  const provider = deps.providers.find(id);
  if (provider === null) throw unknownProvider();
  const issuedAt = deps.clock();
  const state = makeState(deps.keys, deps.random);
  const location = await judged(deps, { provider: id, done: 'begun' }, () =>
    locationOf(deps, { talk: talkTo(deps, provider), state }),
  );
  const expiresAt = issuedAt + ATTEMPT_LIFE;
  return { attempt: { provider: id, state, issuedAt, expiresAt, intent, returnTo }, location };
}

async function locationOf(
  { keys }: SocialDeps,
  { talk, state }: { talk: Talk; state: string },
): Promise<string> {
  const { provider, redirectUri } = talk;
  const { verifier, nonce } = deriveProofs(keys, state);
  const { endpoint, parameters } = await pageOf(talk, nonce);
  const url = new URL(endpoint);
  const all = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: provider.scopes.join(' '),
    state,
    code_challenge: digestOf(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return url.href;
}

type Page = { endpoint: string; parameters: Record<string, string> };

async function pageOf(talk: Talk, nonce: string): Promise<Page> {
  const { provider } = talk;
  if (provider.kind === 'github') {
    const { authorization_endpoint: endpoint = '' } = githubServer(provider);
    return { endpoint, parameters: { prompt: 'select_account' } };
  }
  const dialect = DIALECTS[provider.kind];
  const { authorization_endpoint: endpoint = '' } = await discover(talk, dialect);
  // Asks for the time of the proof too, and for a new one where it is older (Core §3.1.2.1).
  const recent = provider.trustAmr.length > 0 ? { max_age: String(LATEST_PROOF) } : {};
  return { endpoint, parameters: { nonce, ...dialect.parameters, ...recent } };
}
