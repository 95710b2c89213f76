const PASSWORD = 'correct-Horse-7-battery';
let people = 0;

/** A person with a verified account. */
export type Person = { email: string; password: string };

/** Waits for the code that was mailed last, and for another one than `former`. */
export async function mailedCode(url: string, email: string, former = ''): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`${url}/dev/mailbox?to=${encodeURIComponent(email)}`);
    const { messages } = (await answer.json()) as { messages: { codes: string[] }[] };
    const code = messages.find(({ codes }) => codes.length > 0)?.codes[0];
    if (code !== undefined && code !== former) return code;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no mail');
}

/** Calls a route under `/api/v1/auth`. Throws unless it succeeds. */
export async function call<T>(
  url: string,
  method: string,
  path: string,
  body: object,
  token?: string,
): Promise<T> {
  const response = await fetch(`${url}/api/v1/auth/${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Signs a new person up. */
export async function signUp(url: string): Promise<Person & { code: string }> {
  const person = { email: `grace${Date.now()}.${people++}@example.com`, password: PASSWORD };
  await call(url, 'POST', 'register', person);
  const code = await mailedCode(url, person.email);
  await call(url, 'POST', 'email/verify', { email: person.email, otp: code });
  return { ...person, code };
}
