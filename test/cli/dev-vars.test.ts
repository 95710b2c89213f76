import { describe, expect, it } from 'vitest';
import { findMissingSecrets, namesIn, withSecrets } from '../../src/cli/dev-vars.ts';

const EXAMPLE = `# A comment.
JWT_KEYS=generate
# FORMER=
AUTH_SECRET=generate
`;

describe('the secrets of development', () => {
  it('are all made where there is no file', () => {
    expect(findMissingSecrets(EXAMPLE, null)).toEqual(['JWT_KEYS', 'AUTH_SECRET']);
    expect(withSecrets(null, { JWT_KEYS: '{}', AUTH_SECRET: 'x' })).toBe(
      "JWT_KEYS='{}'\nAUTH_SECRET='x'\n",
    );
  });

  it('are kept where the file has them', () => {
    const present = "JWT_KEYS='{}'\nAUTH_SECRET=mine\n";
    expect(findMissingSecrets(EXAMPLE, present)).toEqual([]);
  });

  it('are added where a newer example has more', () => {
    expect(findMissingSecrets(EXAMPLE, "JWT_KEYS='{}'")).toEqual(['AUTH_SECRET']);
    expect(withSecrets("JWT_KEYS='{}'", { AUTH_SECRET: 'x' })).toBe(
      "JWT_KEYS='{}'\nAUTH_SECRET='x'\n",
    );
  });

  it('are made in place where somebody copied the example by hand', () => {
    expect(findMissingSecrets(EXAMPLE, EXAMPLE)).toEqual(['JWT_KEYS', 'AUTH_SECRET']);
    expect(withSecrets(EXAMPLE, { JWT_KEYS: '{}', AUTH_SECRET: 'x' })).toBe(
      "# A comment.\nJWT_KEYS='{}'\n# FORMER=\nAUTH_SECRET='x'\n",
    );
  });

  it('are known by name', () => {
    expect(namesIn(EXAMPLE)).toEqual(['JWT_KEYS', 'AUTH_SECRET']);
  });
});
