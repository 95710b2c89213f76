import { describe, expect, it } from 'vitest';
import { makeKeys } from '../../../src/cli/make-key.ts';
import { viewSettings } from '../../../src/config/view-settings.ts';
import { findWarnings } from '../../../src/config/warnings.ts';
import { settings } from '../../../src/config.ts';
import { createCanaries } from '../../support/canaries.ts';
import { official } from '../../support/console-people.ts';
import { createTestApp } from '../../support/test-app.ts';

const SETTINGS = '/admin/settings';

/** A value for every secret, with secrets inside of those that have a structure. */
async function everySecret(seed: string) {
  const random = `${seed}-kJ8dW2pQx7Lm4Tz9vB1c-${seed}`;
  const keys = await makeKeys('ES256');
  const values: Record<string, string> = {
    JWT_KEYS: JSON.stringify({ keys: [...keys, ...(await makeKeys('HS256')).slice(0, 1)] }),
    AUTH_SECRET: `${random}-auth-secret-value`,
    AUTH_SECRET_PREVIOUS: `${random}-former-secret-value,${random}-older-secret-value`,
    INTROSPECTION_CLIENTS: `orders:${random}-orders,billing:${random}-billing`,
    EMAIL_API_KEY: `${random}-api-key`,
    SMTP_URL: `smtps://postman:${random}-smtp@mail.example.com:465`,
    MAILBOX_SECRET: `${random}-mailbox-secret-value`,
    CRON_SECRET: `${random}-cron-secret-value-0123456`,
    METRICS_SECRET: `${random}-metrics-secret-value-0123`,
    SENTRY_DSN: `https://${random}@o0.ingest.example.com/1`,
    SOCIAL_GOOGLE_SECRET: `${random}-google-secret-value`,
  };
  return values;
}

/** Not secret by name, but with credentials inside. */
const urlsWith = (seed: string) => ({
  EMAIL_API_URL: `https://proxy-${seed}:pass-${seed}-word@mail.example.com/api?token=query-${seed}-token`,
  BREACH_CHECK_URL: `https://breach-${seed}:a,b"c${seed}-breach-pass@breach.example.com/range/`,
  SUPPORT_URL: `https://help.example.com/?key=help-${seed}-key#frag-${seed}-ment`,
});

/** Every part of the values that could give something away. */
function partsOf(values: Record<string, string>): string[] {
  const private_ = (JSON.parse(values.JWT_KEYS ?? '{"keys":[]}') as { keys: object[] }).keys
    .flatMap((key) => Object.entries(key))
    .filter(([name]) => !['kid', 'alg', 'kty', 'crv', 'e'].includes(name))
    .map(([, value]) => String(value));
  const others = Object.entries(values)
    .filter(([name]) => name !== 'JWT_KEYS')
    .flatMap(([, value]) => [value, ...value.split(/[,:@/?#=&]/)]);
  return [...private_, ...others].filter((part) => part.length >= 8);
}

describe('the settings', () => {
  it('has a value here for every secret that there is', async () => {
    const secrets = viewSettings(await everySecret('a'))
      .flatMap(({ settings: listed }) => listed)
      .filter(({ isSecret }) => isSecret);
    expect(Object.keys(await everySecret('a')).sort()).toEqual(
      secrets.map(({ name }) => name).sort(),
    );
  });

  it('shows each by its name, what is in force, and what it means', async () => {
    const app = createTestApp({ env: { LOCKOUT_SECONDS: '600', LOGIN_SECOND_FACTOR: 'off' } });
    const { browser } = await official(app, 'staff');
    const page = await browser.open(SETTINGS);
    expect([page.status, page.h1]).toEqual([200, 'Settings']);
    for (const name of Object.keys(settings)) expect(page.html).toContain(`id="${name}"`);
    expect(page.text).toMatch(/LOCKOUT_SECONDS\s*600\s* seconds\s*Set\s*How long a lock lasts/);
    expect(page.text).toMatch(/OTP_TTL\s*300\s* seconds\s*Default\s*Life of a mailed code/);
    expect(page.text).toMatch(/STAFF_SECOND_FACTOR\s*optional\s*Default/);
    expect(page.text).toMatch(/EMAIL_FROM\s*Latchkey <no-reply@localhost>\s*Default/);
    expect(page.text).toMatch(/JWT_ISSUER\s*https:\/\/auth\.test\s*Default/);
    expect(page.text).toMatch(/AUTH_SECRET\s*Set\s*Random/);
    expect(page.text).toMatch(/SMTP_URL\s*Not set/);
    expect(page.text).toMatch(/BRAND_LOGO_URL\s*Not set/);
    expect(page.html).toMatch(/<code class="mono">mailbox<\/code> sends nothing/);
  });

  it('tells nothing of a secret: not what it is, not how long, not whether it is another', async () => {
    const mains: string[] = [];
    for (const seed of ['q7', 'a-much-longer-seed-w4']) {
      const secrets = await everySecret(seed);
      const values = { ...secrets, ...urlsWith(seed) };
      const app = createTestApp({ env: { ...values, LOGIN_SECOND_FACTOR: 'off' } });
      const { browser } = await official(app, 'admin');
      const { html, status } = await browser.open(SETTINGS);
      expect(status).toBe(200);
      const canaries = createCanaries();
      for (const part of partsOf({ ...secrets, ...urlsWith(seed) }))
        if (!/example\.com|^https?$|mail\.|postman/.test(part)) canaries.plant(part);
      expect(canaries.count()).toBeGreaterThan(30);
      expect(canaries.leaksIn(html)).toEqual([]);
      for (const part of [`pass-${seed}`, `query-${seed}`, `help-${seed}`, `frag-${seed}`])
        expect(html).not.toContain(part);
      const [main = ''] = html.match(/<main.*<\/main>/s) ?? [];
      mains.push(main);
    }
    expect(mains[0]).toBe(mains[1]);
    expect(mains[0]).toContain('https://(hidden)@mail.example.com/api?(hidden)');
    expect(mains[0]).not.toContain('postman');
  });

  it('escapes what is configured', async () => {
    const app = createTestApp({ env: { APP_NAME: '<img src=x onerror=alert(1)>' } });
    const { browser } = await official(app, 'staff');
    expect((await browser.open(SETTINGS)).html).not.toContain('<img');
  });

  it('warns on the page, with the way to the setting', async () => {
    const app = createTestApp({
      env: { JWT_ISSUER: 'https://former.example.com', LOGIN_SECOND_FACTOR: 'off' },
    });
    const { browser } = await official(app, 'staff');
    const page = await browser.open(SETTINGS);
    expect(page.text).toContain('Tokens are issued in another name');
    expect(page.links).toContainEqual({ href: '#JWT_ISSUER', text: 'JWT_ISSUER' });
  });
});

describe('the providers of the settings', () => {
  const providers = [
    { id: 'google', client_id: 'the-google-client' },
    { id: 'acme-id', client_id: 'acme', label: '<b>Acme</b>', issuer: 'https://id.acme.example' },
    { id: 'open', client_id: 'public', issuer: 'https://open.example/realms/x' },
  ];
  const env = {
    SOCIAL_PROVIDERS: JSON.stringify(providers),
    SOCIAL_GOOGLE_SECRET: 'a-secret-of-google-w8',
    SOCIAL_ACME_ID_SECRET: 'a-secret-of-acme-w9',
    LOGIN_SECOND_FACTOR: 'off',
  };
  const panelOf = (html: string) =>
    (html.split('id="providers"')[1] ?? '').split('</section>')[0] ?? '';

  it('are shown with the URL to register at each and whether its secret is set, for staff', async () => {
    const app = createTestApp({ env });
    const { browser } = await official(app, 'staff');
    const { html } = await browser.open(SETTINGS);
    const panel = panelOf(html);
    for (const id of ['google', 'acme-id', 'open'])
      expect(panel).toContain(`>https://auth.test/sign-in/with/${id}/callback<`);
    for (const says of [
      'the-google-client',
      'https://accounts.google.com',
      '&lt;b&gt;Acme&lt;/b&gt;',
    ])
      expect(panel).toContain(says);
    const secrets = [...panel.matchAll(/>(Set|Not set)<\/span> <span[^>]*>(\w+)</g)];
    expect(secrets.map(([, state, name]) => [name, state])).toEqual([
      ['SOCIAL_GOOGLE_SECRET', 'Set'],
      ['SOCIAL_ACME_ID_SECRET', 'Set'],
      ['SOCIAL_OPEN_SECRET', 'Not set'],
    ]);
    expect(html).not.toMatch(/a-secret-of/);
  });

  it('are none where none is configured', async () => {
    const app = createTestApp({ env: { LOGIN_SECOND_FACTOR: 'off' } });
    const { browser } = await official(app, 'staff');
    const page = await browser.open(SETTINGS);
    expect(page.links).toContainEqual({ href: '#SOCIAL_PROVIDERS', text: 'SOCIAL_PROVIDERS' });
  });
});

describe('warnings', () => {
  const sound = {
    environment: 'production',
    appUrl: 'https://auth.example.com',
    issuer: 'https://auth.example.com',
    emailProvider: 'cloudflare',
    emailFrom: 'Us <us@example.com>',
    staffSecondFactor: 'required',
    secondFactor: 'enrolled',
    metricsSecret: 'x',
    rateLimits: {},
    sentry: {},
    unusedSocialSecrets: [],
  } as const;

  it('has none for sound settings', () => {
    expect(findWarnings(sound)).toEqual([]);
  });

  it.each([
    ['ENVIRONMENT', { environment: 'development' }],
    ['STAFF_SECOND_FACTOR', { staffSecondFactor: 'optional' }],
    ['LOGIN_SECOND_FACTOR', { secondFactor: 'off' }],
    ['RATE_LIMITS', { rateLimits: 'off' }],
    ['EMAIL_PROVIDER', { emailProvider: 'mailbox' }],
    ['EMAIL_FROM', { emailFrom: 'Latchkey <no-reply@localhost>' }],
    ['JWT_ISSUER', { issuer: 'latchkey' }],
    ['METRICS_SECRET', { metricsSecret: null }],
    ['SENTRY_DSN', { sentry: null }],
  ] as const)('warns of %s', (name, change) => {
    expect(findWarnings({ ...sound, ...change }).map(({ setting }) => setting)).toEqual([name]);
  });

  it.each(['http://localhost:8787', 'http://127.0.0.1:8787', 'https://localhost'])(
    'lets a developer develop at %s',
    (appUrl) => {
      const here = { ...sound, environment: 'development', appUrl, issuer: appUrl } as const;
      expect(findWarnings(here)).toEqual([]);
    },
  );
});
