import type { Checks } from './checks.ts';
import type { Person } from './sign-up.ts';

type Check = Checks['check'];

type NextSession = {
  signIn: (request: Request) => Promise<Response>;
  signOut: (request: Request) => Promise<Response>;
  readSession: (request: Request) => Promise<{
    user: Record<string, unknown> | null;
    cookies: string[];
  }>;
};

/** A browser's cookie jar, as far as this takes one: names and values. */
function createJar() {
  const jar = new Map<string, string>();
  return {
    jar,
    take(lines: string[]): void {
      for (const line of lines) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (line.includes('Max-Age=0')) jar.delete(name);
        else jar.set(name, value);
      }
    },
    request: (body?: object) =>
      new Request('https://app.example.com/', {
        method: 'POST',
        headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** The session of a server that renders pages: signs in, refreshes, signs out. */
export async function checkNextSession(
  check: Check,
  { signIn, signOut, readSession }: NextSession,
  { email, password }: Person,
): Promise<void> {
  const { jar, take, request } = createJar();
  check('next-session.ts knows nobody at first', (await readSession(request())).user === null);
  const wrong = await signIn(request({ email, password: 'wrong-Horse-7-battery' }));
  const refusal = wrong.status === 401 && wrong.headers.getSetCookie().length === 0;
  check('and nobody with a wrong password', refusal, String(wrong.status));
  take((await signIn(request({ email, password }))).headers.getSetCookie());
  const { user, cookies } = await readSession(request());
  check('and who signed in, without asking', user?.sub !== undefined && cookies.length === 0);
  jar.set('__Host-access', `${jar.get('__Host-access')}x`);
  const old = request();
  const again = await Promise.all([readSession(old), readSession(old)]);
  check(
    'and refreshes, two requests at once too',
    again.every((read) => read.user?.sub === user?.sub && read.cookies.length === 2),
    JSON.stringify(again),
  );
  take(again[0]?.cookies ?? []);
  const signedIn = new Map(jar);
  take((await signOut(request())).headers.getSetCookie());
  check('and signs out here', jar.size === 0 && (await readSession(request())).user === null);
  for (const [name, value] of signedIn) jar.set(name, value);
  jar.delete('__Host-access');
  const { user: ghost, cookies: cleared } = await readSession(request());
  check('and at the service', ghost === null && cleared.every((line) => /Max-Age=0/.test(line)));
}

type ExpoSession = {
  createSession: (
    service: string,
    store: object,
  ) => {
    signIn: (body: object) => Promise<{ status: string }>;
    fetch: (url: string) => Promise<Response>;
    load: () => Promise<{ status: string }>;
    signOut: () => Promise<void>;
    close: () => void;
  };
};

/** The session of an app without cookies, with a key store in memory. */
export async function checkExpoSession(
  check: Check,
  { createSession }: ExpoSession,
  url: string,
  { email, password }: Person,
): Promise<void> {
  const kept = new Map<string, string>();
  const store = {
    getItemAsync: async (key: string) => kept.get(key) ?? null,
    setItemAsync: async (key: string, value: string) => void kept.set(key, value),
    deleteItemAsync: async (key: string) => void kept.delete(key),
  };
  const me = `${url}/api/v1/auth/me`;
  const first = createSession(url, store);
  check('expo-session.ts is signed out at first', (await first.fetch(me)).status === 401);
  const { status } = await first.signIn({ email, password, remember_me: true });
  check('and signs in', status === 'signed_in' && kept.size === 1, status);
  const [token] = kept.values();
  // The app is started anew: nothing but the store is left.
  first.close();
  const second = createSession(url, store);
  const answers = await Promise.all([second.fetch(me), second.fetch(me)]);
  check(
    'and goes on after a restart, refreshing first',
    answers.every(({ ok }) => ok) && ![...kept.values()].includes(token ?? ''),
  );
  const offline = createSession('http://127.0.0.1:1', store);
  check(
    'and keeps its token without a network',
    await offline.load().then(
      () => false,
      () => kept.size === 1,
    ),
  );
  offline.close();
  await second.signOut();
  check('and signs out', kept.size === 0 && (await second.fetch(me)).status === 401);
}
