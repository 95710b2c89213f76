import { describe, expect, it } from 'vitest';
import { findDoubts } from '../../src/cli/deploy/find-problems.ts';
import { describeUnknown } from '../../src/cli/unknown-settings.ts';

describe('a name that is no setting', () => {
  it('is said to have no effect, once', () => {
    expect(describeUnknown(['RATE_LIMIT', 'APP_URL', 'RATE_LIMIT'])).toEqual([
      expect.stringContaining('RATE_LIMIT is no setting and has no effect'),
    ]);
  });

  it('is not the secret of a provider', () => {
    expect(describeUnknown(['SOCIAL_GOOGLE_SECRET', 'SOCIAL_OUR_IDP_SECRET'])).toEqual([]);
    expect(describeUnknown(['SOCIAL_GOOGLE_SECRETS'])).toHaveLength(1);
  });

  it('is noted before a deployment, with its place', () => {
    const vars = { APP_URL: 'https://auth.example.org', LOGIN_2ND_FACTOR: 'always' };
    const target = {
      environment: 'production',
      configPath: 'wrangler.toml',
      hosts: ['auth.example.org'],
      vars,
    };
    expect(findDoubts(target as unknown as Parameters<typeof findDoubts>[0])).toEqual([
      expect.stringContaining(
        'in [env.production] of wrangler.toml, LOGIN_2ND_FACTOR is no setting',
      ),
    ]);
  });
});
