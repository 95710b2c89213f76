import { setTimeout as sleep } from 'node:timers/promises';
import { decode, withParts } from '../../src/cli/probe/jwt.ts';
import type { Fault, Passing, Replied } from './probe-proxy.ts';

/** A deployment that breaks one invariant: each `make` has a memory of its own. */
type Faulty = () => Fault;

const API = '/api/v1/auth/';
const routeOf = ({ path }: Passing) => path.replace(API, '').split('?')[0] ?? '';
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const bearerOf = ({ headers }: Passing) => (headers.get('authorization') ?? '').slice(7);
const json = ({ text }: Replied): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
};
const saying = (replied: Replied, change: object): Replied => ({
  ...replied,
  text: JSON.stringify({ ...json(replied), ...change }),
});
const ok = (replied: Replied): Replied => ({ ...replied, status: 200, text: '{}' });
const withHeader = (request: Passing, name: string, value: string): Passing => {
  const headers = new Headers(request.headers);
  headers.set(name, value);
  return { ...request, headers };
};
const withoutHeaders = (request: Passing, ...names: string[]): Passing => {
  const headers = new Headers(request.headers);
  for (const name of names) headers.delete(name);
  return { ...request, headers };
};

/** A secret that succeeds as often as it is shown: all get the answer of the first. */
const usableTwice =
  (route: string, field: string): Faulty =>
  () => {
    const successes = new Map<string, Replied>();
    return async (request, forward) => {
      const replied = await forward(request);
      const secret = textOf(request.body[field]);
      if (routeOf(request) !== route || secret === '') return replied;
      // A page that has taken a form leads on.
      if (replied.status === 200 || replied.status === 303) successes.set(secret, replied);
      for (let waits = 0; waits < 20 && !successes.has(secret); waits++) await sleep(50);
      return successes.get(secret) ?? replied;
    };
  };

/** Changes answers of one route. */
const answering =
  (route: string, change: (replied: Replied, request: Passing) => Replied): Faulty =>
  () =>
  async (request, forward) => {
    const replied = await forward(request);
    return routeOf(request) === route ? change(replied, request) : replied;
  };

/** Takes forged tokens for which `isTaken` holds as if they were the last one that was issued. */
const taking =
  (isTaken: (token: string, header: Record<string, unknown>) => boolean): Faulty =>
  () => {
    let issued = '';
    return async (request, forward) => {
      const token = bearerOf(request);
      const header = token === '' ? null : (decode(token)?.header ?? {});
      const forged = token !== issued && header !== null && isTaken(token, header);
      const passed = forged ? withHeader(request, 'authorization', `Bearer ${issued}`) : request;
      const replied = await forward(passed);
      issued = textOf(json(replied).access_token) || issued;
      return replied;
    };
  };

/** Answers later when asked about a name that somebody registered. */
const slowForKnown =
  (route: string): Faulty =>
  () => {
    const known = new Set<string>();
    return async (request, forward) => {
      const email = textOf(request.body.email);
      if (routeOf(request) === 'register') known.add(email);
      if (routeOf(request) === route && known.has(email)) await sleep(500);
      return forward(request);
    };
  };

const withoutCookies =
  (route: string): Faulty =>
  () =>
  (request, forward) =>
    forward(routeOf(request) === route ? withoutHeaders(request, 'cookie') : request);

const REFRESH: Record<string, Faulty> = {
  'refresh-race': () => {
    let count = 0;
    return async (request, forward) => {
      const replied = await forward(request);
      if (routeOf(request) !== 'token/refresh' || ++count % 7 !== 0) return replied;
      const token = textOf(json(replied).refresh_token);
      return saying(replied, { refresh_token: withParts(token, { payload: { jti: 'fork' } }) });
    };
  },
  'refresh-retry': () => {
    const used = new Set<string>();
    return async (request, forward) => {
      const token = textOf(request.body.refresh);
      if (token !== '' && used.has(token)) return { ...(await forward(request)), status: 401 };
      used.add(token);
      return forward(request);
    };
  },
  // Whoever shows an older token is answered as if it were the current one.
  'refresh-replay': () => {
    const next = new Map<string, string>();
    return async (request, forward) => {
      let refresh = textOf(request.body.refresh);
      for (let later = next.get(refresh); later !== undefined; later = next.get(refresh))
        refresh = later;
      const isAsked = routeOf(request) === 'token/refresh' && refresh !== '';
      const replied = await forward(isAsked ? { ...request, body: { refresh } } : request);
      const successor = textOf(json(replied).refresh_token);
      if (isAsked && successor !== '' && successor !== refresh) next.set(refresh, successor);
      return replied;
    };
  },
};

const SECRETS: Record<string, Faulty> = {
  'single-use-verification-link': usableTwice('email/verify', 'token'),
  'single-use-verification-code': usableTwice('email/verify', 'otp'),
  'single-use-exchange-token': usableTwice('exchange-token', 'exchange_token'),
  'single-use-sign-in-code': usableTwice('otp/verify', 'otp'),
  'single-use-mfa-code': usableTwice('login/otp-verify', 'mfa_token'),
  'single-use-reset-link': usableTwice('password/reset/confirm', 'token'),
  'single-use-reset-code': usableTwice('password-reset', 'otp'),
  'single-use-totp-code': usableTwice('step-up', 'otp'),
  'single-use-recovery-code': usableTwice('step-up', 'recovery_code'),
  'single-use-passkey-challenge': usableTwice('passkeys/authenticate', 'challenge_token'),
  'single-use-unlock-link': usableTwice('/unlock-account', 'token'),
  'single-use-address-link': usableTwice('/change-email', 'token'),
};

const SESSIONS: Record<string, Faulty> = {
  // One protected route forgets to ask whether the session goes on.
  'revocation-routes': () => async (request, forward) => {
    const replied = await forward(request);
    const isMine = routeOf(request) === 'sessions' && bearerOf(request) !== '';
    return isMine && replied.status === 401 ? ok(replied) : replied;
  },
  // What one ends by name goes on.
  'revocation-ways': () => async (request, forward) =>
    request.method === 'DELETE' && routeOf(request).startsWith('sessions/')
      ? ok(await forward({ ...request, method: 'GET', path: `${API}me` }))
      : forward(request),
};

const GUESSES: Record<string, Faulty> = {
  // Parallel tries are lost: of those that come at once only the first is counted.
  'tries-overshoot': () => {
    const counted = new Map<string, Promise<Replied>>();
    return async (request, forward) => {
      const otp = textOf(request.body.otp);
      if (routeOf(request) !== 'otp/verify' || !/^(0+|1+)$/.test(otp)) return forward(request);
      const first = counted.get(otp) ?? forward(request);
      counted.set(otp, first);
      return first;
    };
  },
  // A second request for a code gives strangers the lane of the device that made it.
  'tries-resend': () => {
    let cookie = '';
    return (request, forward) => {
      if (routeOf(request) === 'otp/request') cookie = request.headers.get('cookie') ?? cookie;
      const isStranger = routeOf(request) === 'otp/verify' && !request.headers.has('cookie');
      return forward(isStranger && cookie !== '' ? withHeader(request, 'cookie', cookie) : request);
    };
  },
  'tries-lanes': withoutCookies('otp/verify'),
  'lockout-overshoot': answering('login', (replied) =>
    json(replied).code === 'account_locked'
      ? saying({ ...replied, status: 401 }, { code: 'invalid_credentials' })
      : replied,
  ),
  'lockout-lanes': withoutCookies('login'),
};

const ALIKE: Record<string, Faulty> = {
  'enumeration-answers': () => {
    const known = new Set<string>();
    return async (request, forward) => {
      const email = textOf(request.body.email);
      if (routeOf(request) === 'register') known.add(email);
      const replied = await forward(request);
      return routeOf(request) === 'forgot-password' && !known.has(email)
        ? saying(replied, { message: 'Nobody has this address.' })
        : replied;
    };
  },
  'enumeration-register': () => {
    const known = new Set<string>();
    return async (request, forward) => {
      const email = textOf(request.body.email);
      const replied = await forward(request);
      if (routeOf(request) !== 'register') return replied;
      const isTaken = known.has(email);
      known.add(email);
      return isTaken ? { ...replied, status: 409 } : replied;
    };
  },
  'timing-login': slowForKnown('login'),
  'timing-otp-request': slowForKnown('otp/request'),
  'timing-password-reset': slowForKnown('password/reset'),
  'timing-forgot-password': slowForKnown('forgot-password'),
};

const CROSS_SITE: Record<string, Faulty> = {
  csrf: () => (request, forward) => forward(withoutHeaders(request, 'sec-fetch-site')),
  cors: () => async (request, forward) => {
    const replied = await forward(request);
    const origin = request.headers.get('origin');
    if (origin !== null) replied.headers.set('access-control-allow-origin', origin);
    return replied;
  },
};

const FORGERIES: Record<string, Faulty> = {
  'token-alg-none': taking((_, { alg }) => alg === 'none'),
  'token-public-key-as-secret': taking((_, { alg, kid }) => alg === 'HS256' && kid !== undefined),
  'token-kinds': taking((_, { typ }) => typ === 'rt+jwt'),
  'token-altered': taking((token, { typ }) => typ === 'at+jwt' && token.endsWith('.')),
  'token-key-games': taking((_, { jwk }) => jwk !== undefined),
};

const TOLD: Record<string, Faulty> = {
  headers: answering('me', (replied) => {
    replied.headers.delete('x-content-type-options');
    return replied;
  }),
  'headers-no-store': answering('token/refresh', (replied) => {
    replied.headers.set('cache-control', 'private, max-age=60');
    return replied;
  }),
  cookies: answering('login', (replied) => {
    const cookies = replied.headers.getSetCookie();
    replied.headers.delete('set-cookie');
    for (const cookie of cookies)
      replied.headers.append('set-cookie', cookie.replace('; HttpOnly', ''));
    return replied;
  }),
  metadata: answering('/.well-known/oauth-authorization-server', (replied) =>
    saying(replied, { service_documentation: `${textOf(json(replied).issuer)}/nowhere` }),
  ),
  // The keys are where the metadata says, and are those of a former deployment.
  'metadata-keys': () => async (request, forward) => {
    const replied = await forward(request);
    const own = `http://${request.headers.get('host')}/.well-known/jwks.json`;
    if (routeOf(request).endsWith('oauth-authorization-server'))
      return saying(replied, { jwks_uri: own });
    if (!routeOf(request).endsWith('jwks.json')) return replied;
    const keys = json(replied).keys as { kid: string }[];
    return saying(replied, { keys: keys.map((key) => ({ ...key, kid: 'former' })) });
  },
  'metadata-guarded': answering('sessions', (replied, request) =>
    bearerOf(request) === '' ? ok(replied) : replied,
  ),
  'clock-skew': answering('health', (replied) => {
    replied.headers.set('date', new Date(Date.now() + 60_000).toUTCString());
    return replied;
  }),
  'clock-lifetimes': answering('login', (replied) => saying(replied, { expires_in: 60 })),
};

const FRESHNESS: Record<string, Faulty> = {
  'step-up-freshness': answering('mfa/recovery-codes', (replied) => {
    replied.headers.delete('www-authenticate');
    return replied;
  }),
  'headers-hsts': () => async (request, forward) => {
    const replied = await forward(request);
    replied.headers.set('strict-transport-security', 'max-age=300');
    return replied;
  },
};

const PAGES: Record<string, Faulty> = {
  'pages-single-use-code': usableTwice('/sign-in/code', 'otp'),
  'pages-single-use-step-up': usableTwice('/account/step-up', 'recovery_code'),
  'pages-csrf': () => (request, forward) => {
    const isOpaque = request.headers.get('origin') === 'null';
    return forward(isOpaque ? withoutHeaders(request, 'origin') : request);
  },
  'pages-framing': answering('/sign-up', (replied) => {
    replied.headers.delete('x-frame-options');
    return replied;
  }),
  // The gate of the console forgets to ask for a role.
  'console-refuses': answering('/admin/users', (replied) =>
    replied.status === 403 ? ok(replied) : replied,
  ),
  'metrics-refuse': answering('/api/v1/admin/metrics', (replied) =>
    replied.status === 401 ? ok(replied) : replied,
  ),
  'pages-no-store': answering('/account/sessions', (replied) => {
    replied.headers.set('cache-control', 'private, max-age=60');
    return replied;
  }),
  // The page trusts what its form brings along.
  'pages-return-to': answering('/sign-out', (replied, { method, body }) => {
    if (method === 'POST') replied.headers.set('location', encodeURI(textOf(body.return_to)));
    return replied;
  }),
  'pages-enumeration': () => {
    const known = new Set<string>();
    return async (request, forward) => {
      const email = textOf(request.body.email);
      if (routeOf(request) === 'register') known.add(email);
      const replied = await forward(request);
      if (routeOf(request) === '/forgot-password' && email !== '' && !known.has(email))
        replied.headers.set('location', '/sign-up');
      return replied;
    };
  },
};

/** Where an answer of a request of an app leads to, with what `change` makes of that. */
const leading =
  (change: (to: string, request: Passing) => string): Faulty =>
  () =>
  async (request, forward) => {
    const replied = await forward(request);
    if (!/^\/oauth\/(?:authorize|continue)/.test(request.path)) return replied;
    const to = replied.headers.get('location');
    if (to !== null && !to.startsWith('/')) replied.headers.set('location', change(to, request));
    const text = replied.text.replace(
      /(content="0;url=)([^"]+)/,
      (_, before: string, url: string) => before.concat(change(url, request)),
    );
    return { ...replied, text };
  };

const APPS: Record<string, Faulty> = {
  'apps-single-use-code': usableTwice('/oauth/token', 'code'),
  'apps-code-binding': answering('/oauth/token', (replied, { body }) =>
    'code' in body && replied.status === 400 ? ok(replied) : replied,
  ),
  'apps-refresh-race': () => {
    let count = 0;
    return async (request, forward) => {
      const replied = await forward(request);
      if (request.body.grant_type !== 'refresh_token' || ++count % 7 !== 0) return replied;
      const token = textOf(json(replied).refresh_token);
      return saying(replied, { refresh_token: withParts(token, { payload: { jti: 'fork' } }) });
    };
  },
  // It leads to any URI that begins as the registered one does.
  'apps-redirects': answering('/oauth/authorize', (replied, { path }) => {
    const to = new URLSearchParams(path.split('?')[1]).get('redirect_uri') ?? '';
    if (replied.status !== 400 || !to.startsWith('https://probe.example/callback?')) return replied;
    replied.headers.set('location', to);
    return { ...replied, status: 303 };
  }),
  'apps-answers': leading((to) => to.replace(/&(?:amp;)?iss=[^&"]+/, '')),
  'apps-tokens-apart': answering('me', (replied) =>
    replied.status === 403 ? ok(replied) : replied,
  ),
  'apps-revocation': () => async (request, forward) =>
    request.path === '/oauth/revoke'
      ? ok(await forward({ ...request, method: 'GET', path: '/api/v1/auth/health/live' }))
      : forward(request),
};

const WITH_PROVIDER = /^\/sign-in\/with\/[\w-]+$/;
const CALLBACK = /^\/sign-in\/with\/[\w-]+\/callback$/;
const stateIn = (url: string): string => new URL(url, 'http://x').searchParams.get('state') ?? '';

const PROVIDERS: Record<string, Faulty> = {
  // Whoever sees the code on its way can exchange it.
  'providers-ways': () => async (request, forward) => {
    const replied = await forward(request);
    const to = replied.headers.get('location') ?? '';
    if (WITH_PROVIDER.test(routeOf(request)))
      replied.headers.set('location', to.replace('method=S256', 'method=plain'));
    return replied;
  },
  'providers-cookies': () => async (request, forward) => {
    const replied = await forward(request);
    const cookies = replied.headers.getSetCookie();
    if (!WITH_PROVIDER.test(routeOf(request))) return replied;
    replied.headers.delete('set-cookie');
    for (const cookie of cookies)
      replied.headers.append('set-cookie', cookie.replace('; HttpOnly', ''));
    return replied;
  },
  // States are kept for everybody, not for the browser that began.
  'providers-states': () => {
    const begun = new Map<string, string>();
    return async (request, forward) => {
      const cookie = begun.get(stateIn(request.path));
      const isBack = CALLBACK.test(routeOf(request)) && cookie !== undefined;
      const replied = await forward(isBack ? withHeader(request, 'cookie', cookie) : request);
      const state = stateIn(replied.headers.get('location') ?? '/');
      const [own = ''] = replied.headers.getSetCookie().filter((one) => one.includes('attempt-'));
      if (WITH_PROVIDER.test(routeOf(request))) begun.set(state, own.split(';')[0] ?? '');
      return replied;
    };
  },
  // What a form brings goes on in the address, where logs and other pages see it.
  'providers-forms': () => async (request, forward) => {
    const replied = await forward(request);
    if (request.method !== 'POST' || !CALLBACK.test(routeOf(request))) return replied;
    const form = new URLSearchParams(request.body as Record<string, string>);
    replied.headers.set('location', `${request.path}?${form}`);
    replied.headers.delete('set-cookie');
    return replied;
  },
};

/** By invariant, a deployment that breaks it. */
export const FAULTS: Record<string, Faulty> = {
  ...SECRETS,
  ...REFRESH,
  ...SESSIONS,
  ...GUESSES,
  ...ALIKE,
  ...CROSS_SITE,
  ...FORGERIES,
  ...TOLD,
  ...FRESHNESS,
  ...PAGES,
  ...APPS,
  ...PROVIDERS,
};
