import { askJson, bearer } from './ask.ts';
import { codeIn } from './mailbox.ts';

const PASSWORD = 'correct-Horse-7-battery';
let people = 0;

/** A person with a verified account. */
export type Person = { email: string; password: string };

/** Waits for the code that was mailed last, and for another one than `former`. */
export const mailedCode = (url: string, email: string, former = ''): Promise<string> =>
  codeIn(url, email, { former });

/** Calls a route under `/api/v1/auth`. Throws unless it succeeds. */
export const call = <T>(
  url: string,
  method: string,
  path: string,
  body: object,
  token?: string,
): Promise<T> => askJson(`${url}/api/v1/auth/${path}`, { method, body, headers: bearer(token) });

/** Signs a new person up. */
export async function signUp(url: string): Promise<Person & { code: string }> {
  const person = { email: `grace${Date.now()}.${people++}@example.com`, password: PASSWORD };
  await call(url, 'POST', 'register', person);
  const code = await mailedCode(url, person.email);
  await call(url, 'POST', 'email/verify', { email: person.email, otp: code });
  return { ...person, code };
}
