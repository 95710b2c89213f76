import { readAppleUser } from './apple-user.ts';
import { askGithub } from './ask-github.ts';
import { askOpenId } from './ask-openid.ts';
import type { Attempt } from './attempt.ts';
import { deriveProofs } from './attempt-keys.ts';
import { vouchesForEmail, vouchesForTwoFactors } from './authority.ts';
import { readAddress, readName } from './claims.ts';
import { unknownProvider } from './errors.ts';
import type { Exchange, Said } from './exchange.ts';
import { judged } from './judged.ts';
import type { SocialProvider } from './provider.ts';
import type { ProviderAnswer } from './provider-answer.ts';
import { invalidAnswer } from './provider-fault.ts';
import type { SocialDeps } from './social-deps.ts';
import { type Talk, talkTo } from './talk.ts';

export type AttemptEnd = {
  attempt: Attempt;
  /**
   * What the provider sent to the callback, by query or form: `code`, `state`, `iss`, `error`, and
   * Apple's `user`.
   */
  params: URLSearchParams;
};

/**
 * Exchanges the code of a callback for what the provider says of the person, and checks all of it.
 * Throws `provider_refused`, `provider_unreachable`, `provider_answer_invalid`, and
 * `unknown_provider` if the provider is no longer configured. The caller lets a state be used once.
 */
export async function finishAttempt(
  deps: SocialDeps,
  { attempt, params }: AttemptEnd,
): Promise<ProviderAnswer> {
  const provider = deps.providers.find(attempt.provider);
  if (provider === null) throw unknownProvider();
  return judged(deps, { provider: provider.id, done: 'ok' }, async () => {
    if (attempt.expiresAt <= deps.clock()) throw invalidAnswer('expired_attempt');
    const proofs = deriveProofs(deps.keys, attempt.state);
    const said = await ask(talkTo(deps, provider), { ...proofs, params, state: attempt.state });
    return answerOf(provider, said, { params, now: deps.clock() });
  });
}

function ask(talk: Talk, exchange: Exchange): Promise<Said> {
  const { kind } = talk.provider;
  return kind === 'github' ? askGithub(talk, exchange) : askOpenId(talk, kind, exchange);
}

function answerOf(
  provider: SocialProvider,
  { issuer, subject, claims }: Said,
  { params, now }: { params: URLSearchParams; now: number },
): ProviderAnswer {
  const names = namesOf(provider, claims, params);
  return {
    provider: provider.id,
    issuer,
    subject,
    email: readAddress(claims.email),
    vouchesForEmail: vouchesForEmail(provider, claims),
    vouchesForTwoFactors: vouchesForTwoFactors(provider, claims, now),
    ...names,
  };
}

function namesOf({ kind }: SocialProvider, claims: Said['claims'], params: URLSearchParams) {
  const displayName = readName(claims.name);
  if (kind === 'apple') return { ...readAppleUser(params.get('user')), displayName };
  const { given_name: first, family_name: last } = claims;
  return { firstName: readName(first), lastName: readName(last), displayName };
}
