import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { parseConfig, settings } from '../src/config.ts';

const good = { ...env } as Record<string, unknown>;

function complaints(change: Record<string, unknown>): string {
  try {
    parseConfig({ ...good, ...change });
    return '';
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  }
}

describe('the configuration', () => {
  it('names everything that is wrong or missing at once, and repeats no value', () => {
    const message = complaints({ AUTH_SECRET: 'short-secret', JWT_KEYS: undefined, OTP_TTL: 'soon', EMAIL_VERIFICATION: 'maybe' });
    for (const name of ['AUTH_SECRET', 'JWT_KEYS', 'OTP_TTL', 'EMAIL_VERIFICATION']) expect(message).toContain(`${name}: `);
    expect(message).not.toMatch(/short-secret|soon|maybe/);
  });

  it.each([
    ['a placeholder for a secret', { AUTH_SECRET: 'change-me-change-me-change-me-change-me' }, 'AUTH_SECRET'],
    ['a mailbox that sends nothing', { EMAIL_PROVIDER: 'mailbox' }, 'EMAIL_PROVIDER'],
    ['links over plain http', { APP_URL: 'http://auth.test' }, 'APP_URL'],
  ])('takes %s in development and refuses it in production', (_, change, name) => {
    const production = { ENVIRONMENT: 'production', EMAIL_PROVIDER: 'cloudflare' };
    expect(complaints(production)).toBe('');
    expect(complaints(change)).toBe('');
    expect(complaints({ ...production, ...change })).toContain(name);
  });

  it('refuses hashes cheaper than OWASP’s', () => {
    expect(complaints({ ARGON2_MEMORY_KIB: '7168', ARGON2_ITERATIONS: '4' })).toContain('ARGON2_ITERATIONS');
    expect(complaints({ ARGON2_MEMORY_KIB: '7168', ARGON2_ITERATIONS: '5' })).toBe('');
  });

  it('is what the example file holds, once its secrets are generated', () => {
    const names = [...env.TEST_EXAMPLE.matchAll(/^(\w+)=/gm)].map((match) => match[1] ?? '');
    expect(names.every((name) => name in settings)).toBe(true);
    const without = Object.fromEntries(names.map((name) => [name, undefined]));
    for (const name of names) expect(complaints(without)).toContain(`${name}: `);
  });

  it('is told of in the README, every name of it', () => {
    for (const name of Object.keys(settings)) expect(env.TEST_README).toContain(`\`${name}\``);
  });
});
