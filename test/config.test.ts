import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../src/cli/make-key.ts';
import { parseConfig, settings } from '../src/config.ts';
import { AppError } from '../src/shared/errors.ts';

const EXAMPLE = Object.fromEntries(
  [...env.TEST_EXAMPLE.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
);
const AUTH_SECRET = 'kept-out-of-every-message-0123456789';
/** The development settings of wrangler.toml. */
const DEVELOPMENT = {
  ENVIRONMENT: 'development',
  APP_NAME: 'Latchkey',
  APP_URL: 'http://localhost:8787',
  EMAIL_PROVIDER: 'mailbox',
};

async function environment(
  overrides: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  return {
    ...DEVELOPMENT,
    JWT_KEYS: JSON.stringify({ keys: [await makeKey('ES256')] }),
    AUTH_SECRET,
    ...overrides,
  };
}

async function production(
  overrides: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  return environment({
    ENVIRONMENT: 'production',
    EMAIL_PROVIDER: 'cloudflare',
    APP_URL: 'https://auth.example.com',
    ...overrides,
  });
}

/** The text of the configuration error for the operator; empty without one. */
function complaint(env: object): string {
  try {
    parseConfig(env);
    return '';
  } catch (error) {
    if (!(error instanceof AppError) || !(error.cause instanceof Error)) throw error;
    expect(error.code).toBe('configuration_error');
    return error.cause.message;
  }
}
const named = (env: object) =>
  [
    ...new Set(
      complaint(env)
        .split('; ')
        .map((line) => line.split(':')[0]),
    ),
  ]
    .filter(Boolean)
    .sort();

/** All keys derived from the secret. */
const keysOf = (config: ReturnType<typeof parseConfig>) =>
  [
    ...config.secretDigestKeys,
    ...config.deviceKeys,
    ...config.csrfKeys,
    ...config.jobKeys,
    ...config.grantCodeKeys,
    config.fingerprintKey,
    ...Object.values(config.tokenKeys).map(([{ bytes }]) => bytes),
  ].map((key) => key.toHex());

describe('the example secrets', () => {
  it('list the required secrets, and those that open the flush and a mailbox', () => {
    expect(Object.keys(EXAMPLE).sort()).toEqual(
      [...named(DEVELOPMENT), 'CRON_SECRET', 'MAILBOX_SECRET'].sort(),
    );
  });

  it('make a valid configuration once filled in', async () => {
    expect(Object.values(EXAMPLE)).toEqual(Object.keys(EXAMPLE).map(() => 'generate'));
    const fresh = await environment();
    const config = parseConfig({
      ...DEVELOPMENT,
      ...Object.fromEntries(Object.keys(EXAMPLE).map((name) => [name, fresh[name]])),
    });
    expect(config).toMatchObject({
      environment: 'development',
      emailProvider: 'mailbox',
      appUrl: 'http://localhost:8787',
    });
  });

  it('are invalid as they are', () => {
    expect(named({ ...DEVELOPMENT, ...EXAMPLE })).toEqual([
      'AUTH_SECRET',
      'CRON_SECRET',
      'JWT_KEYS',
      'MAILBOX_SECRET',
    ]);
  });
});

describe('the configuration', () => {
  it('has the documented defaults, with durations in milliseconds', async () => {
    expect(parseConfig(await environment())).toMatchObject({
      accessTokenTtl: 900_000,
      sessionTtl: 604_800_000,
      rememberedSessionTtl: 1_209_600_000,
      refreshGrace: 30_000,
      otpTtl: 300_000,
      emailVerificationTtl: 86_400_000,
      emailVerificationRequired: true,
      passwordPolicy: {
        kind: 'composition',
        minLength: 8,
        serviceWords: ['latchkey', 'localhost'],
      },
      lockout: { threshold: 5, duration: 1_800_000 },
      argon2: { memoryKib: 19_456, iterations: 2 },
      issuer: 'http://localhost:8787',
      audience: 'http://localhost:8787',
    });
  });

  it('logs every routine request, but one in ten in production, unless a share is set', async () => {
    const shareOf = (env: object) => parseConfig(env).logSample;
    expect(shareOf(await environment())).toBe(1);
    expect(shareOf(await production({ ENVIRONMENT: 'staging' }))).toBe(1);
    expect(shareOf(await production())).toBe(0.1);
    for (const share of [0, 0.25, 1])
      expect(shareOf(await production({ LOG_SAMPLE: String(share) }))).toBe(share);
    for (const bad of ['-0.1', '1.1', '10%', 'all'])
      expect(named(await environment({ LOG_SAMPLE: bad }))).toEqual(['LOG_SAMPLE']);
  });

  it('takes issuer and audience from the URL, without its last slash, unless they are set', async () => {
    expect(parseConfig(await environment({ APP_URL: 'https://auth.example.com//' }))).toMatchObject(
      {
        appUrl: 'https://auth.example.com',
        issuer: 'https://auth.example.com',
      },
    );
    expect(
      parseConfig(await environment({ JWT_ISSUER: 'issuer', JWT_AUDIENCE: 'audience' })),
    ).toMatchObject({
      issuer: 'issuer',
      audience: 'audience',
    });
  });

  it('rejects kinds of password hashes that could never be verified', async () => {
    const problemOf = async (value: string) =>
      named(await environment({ IMPORTED_PASSWORD_HASHES: value }));
    for (const right of ['', '{}', '{"bcrypt:12": 40, "own": 60}'])
      expect(await problemOf(right)).toEqual([]);
    for (const wrong of ['bcrypt:12', '{"bcrypt:15": 1}', '{"md5": 1}', '{"own": 0}', '[]'])
      expect(await problemOf(wrong), wrong).toEqual(['IMPORTED_PASSWORD_HASHES']);
  });

  it('knows where guards may live, which the local runtime cannot tell apart', async () => {
    const placeOf = async (value?: string) =>
      parseConfig(await production({ GUARD_JURISDICTION: value })).guardJurisdiction;
    expect(await Promise.all(['eu', 'fedramp', 'us', '', undefined].map(placeOf))).toEqual([
      'eu',
      'fedramp',
      'us',
      null,
      null,
    ]);
    for (const env of [
      await production({ GUARD_JURISDICTION: 'EU' }),
      await production({ GUARD_JURISDICTION: 'none' }),
      await environment({ GUARD_JURISDICTION: 'eu' }),
    ])
      expect(named(env)).toEqual(['GUARD_JURISDICTION']);
  });

  it('has one sentence for every setting', () => {
    for (const [name, rule] of Object.entries(settings))
      expect(rule.description, name).toMatch(/^.*\.$/);
  });

  it('reports errors only where it is told to, and all of them by default', async () => {
    expect(parseConfig(await environment()).sentry).toBeNull();
    const dsn = 'https://key@sentry.example.com/1';
    expect(parseConfig(await environment({ SENTRY_DSN: dsn })).sentry).toEqual({
      dsn,
      sampleRate: 1,
    });
    expect(named(await environment({ SENTRY_DSN: 'sentry', SENTRY_SAMPLE_RATE: '2' }))).toEqual([
      'SENTRY_DSN',
      'SENTRY_SAMPLE_RATE',
    ]);
  });

  it('lists everything wrong or missing at once', async () => {
    expect(named({})).toEqual(['APP_URL', 'AUTH_SECRET', 'ENVIRONMENT', 'JWT_KEYS']);
    expect(
      named({
        ...DEVELOPMENT,
        AUTH_SECRET: 'short',
        ACCESS_TOKEN_TTL: 'soon',
        OTP_TTL: '59',
        EMAIL_PROVIDER: 'pigeon',
        APP_URL: 'auth',
      }),
    ).toEqual([
      'ACCESS_TOKEN_TTL',
      'APP_URL',
      'AUTH_SECRET',
      'EMAIL_PROVIDER',
      'JWT_KEYS',
      'OTP_TTL',
    ]);
  });

  it('lists what only production forbids together with what is missing', async () => {
    const env = await production({
      EMAIL_PROVIDER: 'mailbox',
      APP_URL: 'http://auth.example.com',
      AUTH_SECRET: 'change-me-change-me-change-me-change-me',
    });
    expect(named(env)).toEqual(['APP_URL', 'AUTH_SECRET', 'EMAIL_PROVIDER']);
    expect(named({ ...env, JWT_KEYS: undefined })).toEqual([
      'APP_URL',
      'AUTH_SECRET',
      'EMAIL_PROVIDER',
      'JWT_KEYS',
    ]);
  });

  it.each(['generate', 'changeme', 'CHANGE_ME', 'placeholder', 'secret', 'example', 'xxxx'])(
    'rejects a secret that begins with %o outside development',
    async (start) => {
      const secret = start.padEnd(40, '-0123456789');
      expect(named(await environment({ AUTH_SECRET: secret }))).toEqual([]);
      for (const ENVIRONMENT of ['staging', 'production'])
        for (const name of ['AUTH_SECRET', 'AUTH_SECRET_PREVIOUS'])
          expect(named(await production({ [name]: secret, ENVIRONMENT }))).toEqual([name]);
    },
  );

  it('accepts production settings in production', async () => {
    expect(complaint(await production())).toBe('');
  });

  it('accepts in development what it rejects in production', async () => {
    const loose = {
      AUTH_SECRET: 'change-me-change-me-change-me-change-me',
      EMAIL_PROVIDER: 'mailbox',
      APP_URL: 'http://auth.test',
    };
    expect(complaint(await environment(loose))).toBe('');
    for (const [name, value] of Object.entries(loose))
      expect(named(await production({ [name]: value }))).toEqual([name]);
  });

  it.each(['resend', 'sendgrid'])(
    'requires its own key and sender for %s, in every environment',
    async (EMAIL_PROVIDER) => {
      const sender = { EMAIL_FROM: 'Ada <ada@example.com>' };
      for (const base of [environment, production]) {
        expect(named(await base({ EMAIL_PROVIDER }))).toEqual(['EMAIL_API_KEY', 'EMAIL_FROM']);
        expect(named(await base({ EMAIL_PROVIDER, ...sender, EMAIL_API_KEY: '' }))).toEqual([
          'EMAIL_API_KEY',
        ]);
        for (const EMAIL_API_KEY of [
          'generate',
          'changeme',
          'xxxx',
          'two words',
          'line\nbreak',
          'naïve',
        ])
          expect(
            named(await base({ EMAIL_PROVIDER, ...sender, EMAIL_API_KEY })),
            EMAIL_API_KEY,
          ).toEqual(['EMAIL_API_KEY']);
        expect(
          named(await base({ EMAIL_PROVIDER, ...sender, EMAIL_API_KEY: 're_0123456789' })),
        ).toEqual([]);
      }
    },
  );

  it('requires a server for smtp, and in deployments a sender and TLS too', async () => {
    const smtp = { EMAIL_PROVIDER: 'smtp' };
    const SMTP_URL = 'smtps://ada:hunter2@mail.example.com';
    const sender = { EMAIL_FROM: 'Ada <ada@example.com>' };
    const staging = (overrides: object) => production({ ...overrides, ENVIRONMENT: 'staging' });
    expect(named(await environment(smtp))).toEqual(['SMTP_URL']);
    expect(named(await production(smtp))).toEqual(['EMAIL_FROM', 'SMTP_URL']);
    expect(
      parseConfig(await environment({ ...smtp, SMTP_URL: 'smtp://localhost:1025' })),
    ).toMatchObject({
      smtp: { requireTls: false, server: { host: 'localhost', port: 1025, login: null } },
    });
    for (const deployed of [staging, production]) {
      const { smtp: read } = parseConfig(await deployed({ ...smtp, ...sender, SMTP_URL }));
      expect(read).toEqual({
        requireTls: true,
        server: {
          host: 'mail.example.com',
          port: 465,
          implicitTls: true,
          login: { user: 'ada', pass: 'hunter2' },
        },
      });
      const changeMe = 'smtps://ada:change-me@mail.example.com';
      expect(named(await deployed({ ...smtp, ...sender, SMTP_URL: changeMe }))).toEqual([
        'SMTP_URL',
      ]);
    }
    expect(parseConfig(await production()).smtp).toBeNull();
  });

  it('says once what is wrong with the server of smtp, without its password', async () => {
    const sender = { EMAIL_FROM: 'Ada <ada@example.com>' };
    for (const SMTP_URL of [
      'smtp://ada:hunter2@mail.example.com:25',
      'smtps://ada:hunt#er2@mail.example.com',
      'https://ada:hunter2@mail.example.com',
    ]) {
      const said = complaint(await production({ EMAIL_PROVIDER: 'smtp', ...sender, SMTP_URL }));
      expect(said).toMatch(/^SMTP_URL: [^;]+$/);
      expect(said).not.toMatch(/hunt|er2@/);
    }
  });

  it('rejects a mailbox without a secret, and any mailbox in production', async () => {
    const secret = 'MAILBOX-0123456789-0123456789-0123';
    const staging = (overrides: Record<string, unknown>) =>
      production({ ENVIRONMENT: 'staging', EMAIL_PROVIDER: 'mailbox', ...overrides });
    expect(named(await staging({}))).toEqual(['MAILBOX_SECRET']);
    expect(named(await staging({ EMAIL_PROVIDER: undefined }))).toEqual(['MAILBOX_SECRET']);
    for (const MAILBOX_SECRET of ['short', 'generate'.padEnd(40, '-'), `${secret} with a space`])
      expect(named(await staging({ MAILBOX_SECRET })), MAILBOX_SECRET).toEqual(['MAILBOX_SECRET']);
    expect(complaint(await staging({ MAILBOX_SECRET: secret }))).toBe('');
    expect(named(await production({ EMAIL_PROVIDER: 'mailbox', MAILBOX_SECRET: secret }))).toEqual([
      'EMAIL_PROVIDER',
    ]);
    expect(complaint(await environment())).toBe('');
  });

  it('requires https for mail keys, except in development', async () => {
    const EMAIL_API_URL = 'http://127.0.0.1:8025/';
    expect(named(await environment({ EMAIL_API_URL }))).toEqual([]);
    expect(named(await production({ EMAIL_API_URL }))).toEqual(['EMAIL_API_URL']);
  });

  it.each([
    ['ENVIRONMENT', 'Production'],
    ['EMAIL_FROM', 'Ada'],
    ['EMAIL_FROM', 'Ada <ada>'],
    ['EMAIL_API_URL', 'ftp://example.com'],
    ['APP_URL', 'javascript:alert(1)'],
    ['JWT_KEYS', '{'],
    ['JWT_KEYS', '{"keys":[]}'],
    ['AUTH_SECRET', 'x'.repeat(31)],
    ['ACCESS_TOKEN_TTL', '0'],
    ['ACCESS_TOKEN_TTL', '1.5'],
    ['REFRESH_GRACE_SECONDS', '-1'],
    ['EMAIL_VERIFICATION', 'maybe'],
    ['PASSWORD_MIN_LENGTH', '7'],
    ['PASSWORD_POLICY', 'none'],
    ['ARGON2_MEMORY_KIB', '70000'],
    ['ARGON2_ITERATIONS', '1'],
    ['LOCKOUT_THRESHOLD', '0'],
    ['AUTH_SECRET_PREVIOUS', 'x'.repeat(31)],
    ['AUTH_SECRET_PREVIOUS', `${'x'.repeat(40)},short`],
    ['AUTH_SECRET_PREVIOUS', `["${'x'.repeat(40)}"`],
    ['AUTH_SECRET_PREVIOUS', '[1]'],
    ['FIRST_PARTY_CLIENT_ID', 'ünï'],
  ])('rejects %s=%o', async (name, value) => {
    expect(named(await environment({ [name]: value }))).toEqual([name]);
  });

  it.each([
    ['https://App.Example.com/', 'https://app.example.com'],
    ['https://app.example.com:443', 'https://app.example.com'],
    ['https://app.example.com:8443', 'https://app.example.com:8443'],
    ['https://münchen.de', 'https://xn--mnchen-3ya.de'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['tauri://localhost/', 'tauri://localhost'],
    ['ionic://localhost', 'ionic://localhost'],
    ['http://tauri.localhost', 'http://tauri.localhost'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['chrome-extension://Abc', 'chrome-extension://abc'],
  ])('accepts the origin %o, which browsers send as %o', async (origin, known) => {
    const settings = { CORS_ALLOWED_ORIGINS: ` ${origin} ,` };
    for (const env of [await environment(settings), await production(settings)]) {
      const { allowedOrigins, trustedOrigins } = parseConfig(env);
      expect(allowedOrigins).toEqual([known]);
      expect(trustedOrigins).toContain(known);
    }
  });

  it.each([
    '*',
    'null',
    'localhost:5173',
    'app.example.com',
    'https://*.example.com',
    'https://app.example.com/path',
    'https://app.example.com?x',
    'https://ada:secret@app.example.com',
    'https://',
    'https://app.example.com https://b.example.com',
    'https://exa mple.com',
    'file:///',
    'capacitor:localhost',
    'javascript:alert(1)',
  ])('names the entry of CORS_ALLOWED_ORIGINS that is no origin: %o', async (bad) => {
    const env = await environment({ CORS_ALLOWED_ORIGINS: `https://a.example.com,${bad}` });
    expect(named(env)).toEqual(['CORS_ALLOWED_ORIGINS']);
    expect(complaint(env)).toContain('entry 2 ');
  });

  it.each(['http://app.example.com', 'http://10.0.0.1:3000', 'http://localhost.example.com'])(
    'accepts the origin %o outside production only',
    async (origin) => {
      const settings = { CORS_ALLOWED_ORIGINS: origin };
      expect(named(await environment(settings))).toEqual([]);
      expect(named(await production(settings))).toEqual(['CORS_ALLOWED_ORIGINS']);
    },
  );

  it.each([
    [{ APP_RETURN_URL: 'http://app.example.com/' }, 'APP_RETURN_URL'],
    [{ RETURN_ORIGINS: 'https://a.example.com,http://app.example.com' }, 'RETURN_ORIGINS'],
  ])('accepts the way back %j outside production only', async (settings, name) => {
    expect(named(await environment(settings))).toEqual([]);
    expect(named(await production(settings))).toEqual([name]);
  });

  it('lets pages lead to the app and to listed origins', async () => {
    const settings = {
      APP_RETURN_URL: 'https://app.example.com/home',
      RETURN_ORIGINS: 'https://shop.example.com/, fernhill://callback',
    };
    expect(parseConfig(await production(settings)).pages).toMatchObject({
      returnUrl: 'https://app.example.com/home',
      returnOrigins: ['https://shop.example.com', 'fernhill://callback', 'https://app.example.com'],
    });
  });

  it.each([
    ['RETURN_ORIGINS', 'javascript://x'],
    ['RETURN_ORIGINS', 'data://x'],
    ['RETURN_ORIGINS', 'https://app.example.com/path'],
    ['APP_RETURN_URL', 'app.example.com'],
    ['BRAND_COLOR', 'red; } body { display: none'],
    ['BRAND_COLOR', 'url(https://evil.example)'],
    ['BRAND_COLOR', 'var(--x)'],
    ['BRAND_LOGO_URL', 'javascript:alert(1)'],
    ['SUPPORT_URL', 'javascript:alert(1)'],
    ['TERMS_URL', '/terms'],
    ['PRIVACY_URL', 'ftp://example.com/'],
  ])('refuses %s=%s', async (name, value) => {
    expect(named(await environment({ [name]: value }))).toEqual([name]);
  });

  it.each(['#fb0', '#1d4ed8', 'oklch(50% 0.2 260)', 'rgb(29, 78, 216)'])(
    'takes the colour %s',
    async (color) => {
      expect(parseConfig(await environment({ BRAND_COLOR: color })).pages.color).toBe(color);
    },
  );

  const HASH = `android:apk-key-hash:${'a-_'.repeat(14)}b`;

  it('takes the domain and the origin of passkeys from APP_URL, and adds others', async () => {
    expect(parseConfig(await production()).relyingParty).toEqual({
      id: 'auth.example.com',
      name: 'Latchkey',
      origins: ['https://auth.example.com'],
    });
    const set = await production({
      PASSKEY_RP_ID: 'Example.com',
      PASSKEY_ORIGINS: ` https://app.example.com/ ,https://auth.example.com,${HASH}`,
    });
    expect(parseConfig(set).relyingParty).toMatchObject({
      id: 'example.com',
      origins: ['https://auth.example.com', 'https://app.example.com', HASH],
    });
  });

  it.each([
    ['PASSKEY_RP_ID', 'https://example.com'],
    ['PASSKEY_RP_ID', 'example.com.'],
    ['PASSKEY_RP_ID', '203.0.113.7'],
    ['PASSKEY_RP_ID', 'beispiél.example'],
    ['PASSKEY_RP_ID', 'other.example'],
    ['PASSKEY_RP_ID', 'h.example.com'],
    ['PASSKEY_ORIGINS', 'app.example.com'],
    ['PASSKEY_ORIGINS', 'https://app.example.com/path'],
    ['PASSKEY_ORIGINS', 'capacitor://localhost'],
    ['PASSKEY_ORIGINS', 'http://app.example.com'],
    ['PASSKEY_ORIGINS', 'android:apk-key-hash:short'],
    ['PASSKEY_ORIGINS', `${HASH}=`],
  ])('rejects %s=%s in production', async (name, value) => {
    expect(named(await production({ [name]: value }))).toEqual([name]);
  });

  it.each(['REFRESH_GRACE_SECONDS', 'PASSWORD_HISTORY'])(
    'does not read an empty %s as zero',
    async (name) => {
      const usual = parseConfig(await environment());
      const empty = await environment({ [name]: '' });
      if (complaint(empty) === '')
        expect(parseConfig(empty)).toMatchObject({
          refreshGrace: usual.refreshGrace,
          passwordHistory: usual.passwordHistory,
        });
      else expect(named(empty)).toEqual([name]);
    },
  );

  it('accepts password hash parameters no weaker than the weakest that OWASP lists', async () => {
    expect(named(await environment({ ARGON2_MEMORY_KIB: '7168', ARGON2_ITERATIONS: '5' }))).toEqual(
      [],
    );
    expect(named(await environment({ ARGON2_MEMORY_KIB: '7168', ARGON2_ITERATIONS: '4' }))).toEqual(
      ['ARGON2_ITERATIONS'],
    );
  });

  it('never repeats a value', async () => {
    const marker = 'hunter2-0123456789';
    const everything = Object.fromEntries(Object.keys(settings).map((name) => [name, marker]));
    const { d, ...publicHalf } = await makeKey('ES256');
    for (const env of [
      everything,
      {
        ...everything,
        ...(await production({ AUTH_SECRET: `change-${marker}-${marker}` })),
        APP_URL: `http://${marker}.example.com`,
      },
      await environment({
        JWT_KEYS: JSON.stringify({ keys: [{ kty: 'oct', kid: marker, k: marker }] }),
      }),
      await environment({ JWT_KEYS: JSON.stringify({ keys: [publicHalf], [marker]: marker }) }),
      await environment({
        JWT_KEYS: JSON.stringify({ keys: [{ ...publicHalf, d, kty: marker, alg: marker }] }),
      }),
      await environment({ JWT_KEYS: `{"keys":"${marker}` }),
    ]) {
      expect(complaint(env)).not.toBe('');
      expect(complaint(env)).not.toContain('hunter2');
    }
  });

  it('tells callers only that something is wrong', () => {
    expect(() => parseConfig({ AUTH_SECRET })).toThrow('The service is not configured');
  });

  it('derives unrelated keys from the secret, and different ones from another', async () => {
    const one = parseConfig(await environment());
    const other = parseConfig(await environment({ AUTH_SECRET: `${AUTH_SECRET}!` }));
    expect(new Set([...keysOf(one), ...keysOf(other)]).size).toBe(18);
  });

  it('lists the keys of former secrets after the current ones', async () => {
    const former = Array.from({ length: 2 }, (_, index) => `${AUTH_SECRET}-${index}`);
    const [present, ...past] = [
      parseConfig(await environment()),
      ...(await Promise.all(
        former.map(async (secret) => parseConfig(await environment({ AUTH_SECRET: secret }))),
      )),
    ];
    for (const AUTH_SECRET_PREVIOUS of [
      former.join(),
      ` ${former.join(' , ')},`,
      JSON.stringify(former),
      // The state between the two commands that rotate a secret.
      [AUTH_SECRET, ...former, AUTH_SECRET].join(),
    ]) {
      const { secretDigestKeys, tokenKeys } = parseConfig(
        await environment({ AUTH_SECRET_PREVIOUS }),
      );
      expect(secretDigestKeys).toEqual(
        [present, ...past].flatMap((config) => config?.secretDigestKeys ?? []),
      );
      expect(tokenKeys['rt+jwt']).toEqual(
        [present, ...past].flatMap((config) => config?.tokenKeys['rt+jwt'] ?? []),
      );
    }
    const odd = ['a secret, with commas and "quotes" in it 0123456789'];
    expect(
      parseConfig(await environment({ AUTH_SECRET_PREVIOUS: JSON.stringify(odd) })).csrfKeys,
    ).toHaveLength(2);
  });

  it('is parsed once while the values stay the same, and again when one changes', async () => {
    const env = await environment();
    expect(parseConfig({ ...env })).toBe(parseConfig({ ...env, SOMETHING_ELSE: 1 }));
    expect(parseConfig({ ...env, APP_NAME: 'Other' }).appName).toBe('Other');
    expect(parseConfig(env).appName).toBe('Latchkey');
  });
});

describe('two factors of staff', () => {
  it.each([
    ['development', {}, 'optional'],
    ['production', {}, 'required'],
    ['production', { STAFF_SECOND_FACTOR: 'optional' }, 'optional'],
    ['development', { STAFF_SECOND_FACTOR: 'required' }, 'required'],
  ] as const)('are wanted in %s with %o: %s', async (where, given, wanted) => {
    const values = where === 'production' ? await production(given) : await environment(given);
    expect(parseConfig(values as unknown as Cloudflare.Env).staffSecondFactor).toBe(wanted);
  });
});
