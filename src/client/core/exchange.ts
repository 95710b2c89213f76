import type { TokenAnswer, User } from './api.ts';
import { LatchkeyError, toLatchkeyError } from './error.ts';
import type { Keeper } from './keeper.ts';
import type { Send } from './send.ts';
import type { TokenStore } from './store.ts';

export type ExchangeDeps = { send: Send; store: TokenStore | undefined; keeper: Keeper };

/**
 * Gets new tokens, unless another tab has just got them. A refresh token whose answer was lost is
 * sent again by the next try, which the service's grace allows. Only a 401 ends the session.
 */
export function exchange({ send, store, keeper }: ExchangeDeps): Promise<void> {
  const [before, began] = [keeper.token(), keeper.epoch()];
  return keeper.exclusively(async () => {
    // biome-ignore lint/plugin/secret-comparison: both are of this client.
    if (keeper.token() !== before || keeper.epoch() !== began) return;
    const refresh_token = await store?.get();
    if (store && !refresh_token) return keeper.end();
    try {
      const answer = toTokenAnswer(
        await send('POST', 'token/refresh', { body: { refresh_token } }),
      );
      // The cookie, or the token that tabs share, may belong to somebody who signed in elsewhere.
      const isOther = keeper.who.get().user && (answer.session_id ?? '') !== keeper.session();
      await keeper.keep(answer, isOther ? () => askWho(send, answer.access_token) : undefined);
    } catch (error) {
      // A token that is not the current one was replaced by another tab, which is signed in.
      const isCurrent = !store || (await store.get()) === refresh_token;
      if (toLatchkeyError(error).status !== 401 || !isCurrent) throw error;
      if (keeper.epoch() === began) await keeper.end();
    }
  });
}

/** Asks who is signed in, where only a token is there. */
export async function meet({ send, keeper }: ExchangeDeps): Promise<void> {
  const [token, began] = [keeper.token(), keeper.epoch()];
  if (!token || keeper.who.get().user) return;
  try {
    const user = await askWho(send, token.access);
    // Meanwhile somebody may have signed out, or in.
    if (keeper.epoch() === began && !keeper.who.get().user) keeper.who.set(user);
  } catch (error) {
    if (toLatchkeyError(error).status === 401) keeper.drop(token);
    throw error;
  }
}

async function askWho(send: Send, token: string): Promise<User> {
  const user = await send('GET', 'me', { token });
  if (typeof user.id !== 'string') throw new LatchkeyError('unexpected_answer');
  return user as User;
}

/** Throws `unexpected_answer` for what has no tokens. */
export function toTokenAnswer(answer: object): TokenAnswer {
  if ('access_token' in answer && typeof answer.access_token === 'string') {
    return answer as TokenAnswer;
  }
  throw new LatchkeyError('unexpected_answer');
}
