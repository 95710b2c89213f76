import type { Answer } from './api.ts';
import { LatchkeyError } from './error.ts';
import { toTokenAnswer } from './exchange.ts';
import { renewed } from './fetch.ts';
import type { Keeper } from './keeper.ts';
import type { Refresher } from './refresher.ts';
import type { Send } from './send.ts';

export type CallDeps = { send: Send; keeper: Keeper; refresher: Refresher };
/** `token` stands in for the access token: the `mfa_token` of somebody who has to enrol. */
export type CallOptions = { token?: string };
export type Call = ReturnType<typeof createCall>;

const isAboutToken = (error: unknown) =>
  error instanceof LatchkeyError && error.status === 401 && error.code.startsWith('token_');

/**
 * Calls a route under `/api/v1/auth` with the session's token: `call('POST', 'mfa/totp', { label
 * })`. Renews the access token once after a 401 about it, and keeps the tokens of an answer that
 * has some. Throws LatchkeyError.
 */
export function createCall({ send, keeper, refresher }: CallDeps) {
  /** What changes something may change the tokens too, so no refresh runs beside it. */
  function ask(method: string, path: string, body?: object, token?: string): Promise<Answer> {
    const sent = () => send(method, path, { body, token });
    if (method === 'GET') return sent();
    return keeper.exclusively(async () => {
      const answer = await sent();
      if ('access_token' in answer) await keeper.keep(toTokenAnswer(answer));
      return answer;
    });
  }

  return async function call<Result = Answer>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    options: CallOptions = {},
  ): Promise<Result> {
    if (options.token) return (await ask(method, path, body, options.token)) as Result;
    const used = await refresher.current();
    try {
      return (await ask(method, path, body, used?.access)) as Result;
    } catch (error) {
      const newer = used && isAboutToken(error) ? await renewed(used, keeper, refresher) : null;
      if (!newer) throw error;
      return (await ask(method, path, body, newer.access)) as Result;
    }
  };
}
