import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE } from './until.ts';

/**
 * Asks as clients of the service are told to: a 503 is a request to come again, after as many
 * seconds as `Retry-After` says. Returns the first other answer, or the last 503.
 */
export async function ask(url: string, request: () => RequestInit): Promise<Response> {
  for (const last = Date.now() + PATIENCE; ; ) {
    const answer = await fetch(url, request());
    if (answer.status !== 503 || Date.now() > last) return answer;
    await answer.body?.cancel();
    await sleep(1000 * Number(answer.headers.get('Retry-After') ?? 1));
  }
}

/** Asks with JSON, and returns what is answered. Throws unless it succeeds. */
export async function askJson<T>(
  url: string,
  { method = 'POST', body, headers = {} }: JsonRequest,
): Promise<T> {
  const answer = await ask(url, () => ({
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }));
  const { pathname } = new URL(url);
  if (!answer.ok) throw new Error(`${pathname}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

type JsonRequest = { method?: string; body: object; headers?: Record<string, string> };

/** The header of somebody with an access token; none without. */
export const bearer = (token?: string): Record<string, string> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` };
