import { exportPKCS8, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../src/cli/make-key.ts';
import { viewSettings } from '../src/config/view-settings.ts';
import { findWarnings } from '../src/config/warnings.ts';
import { parseConfig } from '../src/config.ts';
import { AppError } from '../src/shared/errors.ts';

const pem = generateKeyPair('ES256', { extractable: true }).then(({ privateKey }) =>
  exportPKCS8(privateKey),
);
const ourKey = makeKey('ES256');

async function environment(providers: unknown, more: Record<string, string> = {}) {
  return {
    ENVIRONMENT: 'production',
    APP_URL: 'https://auth.example.com',
    EMAIL_PROVIDER: 'cloudflare',
    JWT_KEYS: JSON.stringify({ keys: [await ourKey] }),
    AUTH_SECRET: 'kept-out-of-every-message-0123456789',
    SOCIAL_PROVIDERS: typeof providers === 'string' ? providers : JSON.stringify(providers),
    ...more,
  };
}

/** The complaints for the operator; none for sound settings. */
function complaints(env: object): string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || !(error.cause instanceof Error)) throw error;
    return error.cause.message.split('; ');
  }
}

const GOOGLE = { id: 'google', client_id: 'g.apps.googleusercontent.com' };
const APPLE = { id: 'apple', client_id: 'com.example.web', team_id: 'T', key_id: 'K' };
const OURS = { id: 'our-idp', client_id: 'us', issuer: 'https://id.example.com/realms/x' };

describe('the setting of providers', () => {
  it('is empty unless it is set', async () => {
    expect(parseConfig(await environment('')).socialProviders).toEqual([]);
  });

  it('knows the large ones by their names', async () => {
    const env = await environment(
      [GOOGLE, APPLE, { id: 'github', client_id: 'gh' }, { id: 'microsoft', client_id: 'ms' }],
      {
        SOCIAL_GOOGLE_SECRET: 'g-secret',
        SOCIAL_APPLE_SECRET: (await pem).replaceAll('\n', '\\n'),
        SOCIAL_GITHUB_SECRET: 'gh-secret',
        SOCIAL_MICROSOFT_SECRET: 'ms-secret',
      },
    );
    const { socialProviders, unusedSocialSecrets } = parseConfig(env);
    expect(unusedSocialSecrets).toEqual([]);
    expect(socialProviders.map(({ kind, label, issuer }) => [kind, label, issuer])).toEqual([
      ['google', 'Google', 'https://accounts.google.com'],
      ['apple', 'Apple', 'https://appleid.apple.com'],
      ['github', 'GitHub', 'https://github.com'],
      ['microsoft', 'Microsoft', 'https://login.microsoftonline.com/common/v2.0'],
    ]);
    expect(socialProviders[1]).toMatchObject({
      secret: await pem,
      appleKey: { teamId: 'T', keyId: 'K' },
    });
  });

  it('takes any other, with a secret or as a public client', async () => {
    const full = {
      ...OURS,
      label: 'Example Inc.',
      scopes: ['openid', 'email'],
      authority_for: ['Example.ORG', 'bücher.example'],
      trust_amr: ['hwk', 'phrh'],
    };
    const env = await environment([full, { ...OURS, id: 'other', trust_amr: true }], {
      SOCIAL_OUR_IDP_SECRET: 's3cret',
    });
    expect(parseConfig(env).socialProviders).toMatchObject([
      {
        id: 'our-idp',
        kind: 'openid',
        label: 'Example Inc.',
        issuer: OURS.issuer,
        secret: 's3cret',
        scopes: ['openid', 'email'],
        authorityFor: ['example.org', 'xn--bcher-kva.example'],
        trustAmr: ['hwk', 'phrh'],
      },
      { id: 'other', label: 'other', secret: null, trustAmr: ['mfa'] },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '[', 'SOCIAL_PROVIDERS: is not JSON'],
    ['no list', {}, 'SOCIAL_PROVIDERS: '],
    ['an unknown field', [{ ...OURS, secret: 'x' }], 'SOCIAL_PROVIDERS: 0 Unrecognized key'],
    ['no client', [{ id: 'x', issuer: OURS.issuer }], 'SOCIAL_PROVIDERS: 0.client_id'],
    ['no issuer', [{ id: 'x', client_id: 'x' }], 'SOCIAL_PROVIDERS: 0.issuer is missing'],
    ['an id in capitals', [{ ...OURS, id: 'Ours' }], 'SOCIAL_PROVIDERS: 0.id takes'],
    ['an id like a path', [{ ...OURS, id: '../x' }], 'SOCIAL_PROVIDERS: 0.id takes'],
    ['a long id', [{ ...OURS, id: 'x'.repeat(33) }], 'SOCIAL_PROVIDERS: 0.id takes'],
    ['an id twice', [OURS, OURS], 'SOCIAL_PROVIDERS: 1.id is there twice'],
    [
      'plain http',
      [{ ...OURS, issuer: 'http://id.example.com' }],
      'SOCIAL_PROVIDERS: 0.issuer is http',
    ],
    [
      'a query',
      [{ ...OURS, issuer: 'https://id.example.com?x' }],
      'SOCIAL_PROVIDERS: 0.issuer has more',
    ],
    [
      'a user',
      [{ ...OURS, issuer: 'https://u:p@id.example.com' }],
      'SOCIAL_PROVIDERS: 0.issuer has more',
    ],
    [
      'this machine',
      [{ ...OURS, issuer: 'http://localhost:1' }],
      'SOCIAL_PROVIDERS: the issuer of our-idp must be https',
    ],
    ['no openid', [{ ...OURS, scopes: ['email'] }], 'SOCIAL_PROVIDERS: 0.scopes lacks openid'],
    [
      'a scope with spaces',
      [{ ...OURS, scopes: ['openid', 'a b'] }],
      'SOCIAL_PROVIDERS: 0.scopes.1',
    ],
    [
      'no domain',
      [{ ...OURS, authority_for: ['*.example.org'] }],
      'SOCIAL_PROVIDERS: 0.authority_for.0 is no domain',
    ],
    [
      'a key of Apple',
      [{ ...OURS, team_id: 'x' }],
      'SOCIAL_PROVIDERS: 0.team_id is for apple only',
    ],
    ['Google without a secret', [GOOGLE], 'SOCIAL_GOOGLE_SECRET: is missing'],
  ])('refuses %s', async (_, providers, complaint) => {
    expect(complaints(await environment(providers))).toEqual([expect.stringContaining(complaint)]);
  });

  it('names everything that is wrong at once, and no value', async () => {
    const { team_id: _, key_id: __, ...apple } = APPLE;
    const broken = [apple, { ...OURS, id: 'Ours' }];
    expect(complaints(await environment(broken))).toEqual([
      'SOCIAL_PROVIDERS: 0.team_id is missing',
      'SOCIAL_PROVIDERS: 0.key_id is missing',
      expect.stringContaining('SOCIAL_PROVIDERS: 1.id takes'),
    ]);
    const secrets = { SOCIAL_GOOGLE_SECRET: 'change-me', SOCIAL_APPLE_SECRET: 'value-of-no-key' };
    expect(complaints(await environment([GOOGLE, APPLE], secrets))).toEqual([
      'SOCIAL_GOOGLE_SECRET: is a placeholder',
      'SOCIAL_APPLE_SECRET: is no private key: take the text of the .p8 file',
    ]);
  });

  it('lets a provider on this machine be, in development', async () => {
    const here = [{ ...OURS, issuer: 'http://127.0.0.1:4444/x' }];
    const env = await environment(here, { ENVIRONMENT: 'development' });
    expect(complaints(env)).toEqual([]);
  });

  it('warns of a secret that no provider has', async () => {
    const env = await environment([GOOGLE], {
      SOCIAL_GOOGLE_SECRET: 'x',
      SOCIAL_GOOGEL_SECRET: 'y',
      SOCIAL_GITHUB_SECRET: '',
    });
    expect(findWarnings(parseConfig(env)).map(({ setting }) => setting)).toContain(
      'SOCIAL_GOOGEL_SECRET',
    );
    expect(parseConfig(env).unusedSocialSecrets).toEqual(['SOCIAL_GOOGEL_SECRET']);
  });

  it('follows a secret that is renewed', async () => {
    const secretOf = async (secret: string) =>
      parseConfig(await environment([GOOGLE], { SOCIAL_GOOGLE_SECRET: secret })).socialProviders[0]
        ?.secret;
    expect([await secretOf('old'), await secretOf('new')]).toEqual(['old', 'new']);
  });

  it('shows which secrets are set, and none of them', async () => {
    const env = await environment([GOOGLE], { SOCIAL_GOOGLE_SECRET: 'never-shown' });
    const shown = viewSettings(env).flatMap(({ settings }) => settings);
    expect(shown.find(({ name }) => name === 'SOCIAL_GOOGLE_SECRET')).toMatchObject({
      isSecret: true,
      origin: 'set',
      value: null,
    });
    expect(JSON.stringify(shown)).not.toContain('never-shown');
  });
});
