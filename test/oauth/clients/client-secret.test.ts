import { describe, expect, it } from 'vitest';
import { AUTH_METHODS } from '../../../src/oauth/clients/client.ts';
import {
  digestOfSecret,
  hasSecret,
  isSecretOf,
  makeClientSecret,
  withSecret,
} from '../../../src/oauth/clients/client-secret.ts';
import { systemRandom } from '../../../src/shared/random.ts';

const known = (secret: string, id = 'c-1') => ({
  digest: digestOfSecret(id, secret),
  createdAt: 1,
});

describe('a secret of a client', () => {
  it('is 256 random bits in characters that no encoding changes', () => {
    const bytes = (length: number) => new Uint8Array(length).fill(0xfb);
    const secret = makeClientSecret({ ...systemRandom, bytes });
    expect(Uint8Array.fromBase64(secret, { alphabet: 'base64url' })).toEqual(bytes(32));
    expect(secret).toMatch(/^[\w-]{43}$/);
  });

  it('is stored as a digest, which is another for each client', () => {
    expect(digestOfSecret('c-1', 'a-secret')).toMatch(/^[\w-]{43}$/);
    expect(digestOfSecret('c-1', 'a-secret')).toBe(digestOfSecret('c-1', 'a-secret'));
    expect(digestOfSecret('c-2', 'a-secret')).not.toBe(digestOfSecret('c-1', 'a-secret'));
    expect(digestOfSecret('c-1', 'b-secret')).not.toBe(digestOfSecret('c-1', 'a-secret'));
  });

  it('is any of those that it has now, and no other', () => {
    const secrets = [known('newer'), known('older'), known('of another', 'c-2')];
    for (const secret of ['newer', 'older']) expect(isSecretOf('c-1', secrets, secret)).toBe(true);
    for (const secret of ['', 'newe', 'of another', secrets[0]?.digest ?? ''])
      expect(isSecretOf('c-1', secrets, secret)).toBe(false);
    expect(isSecretOf('c-1', [], 'newer')).toBe(false);
  });

  it('belongs to clients of two methods', () => {
    const having = AUTH_METHODS.filter(hasSecret);
    expect(having).toEqual(['client_secret_basic', 'client_secret_post']);
  });
});

describe('a new secret of a client', () => {
  const [added, newest, oldest] = [known('added'), known('newest'), known('oldest')];

  it.each([
    ['the newest stays', true, [newest, oldest], [added, newest]],
    ['the oldest stays', 'oldest', [newest, oldest], [added, oldest]],
    ['none stays', false, [newest, oldest], [added]],
    ['the only one stays', true, [newest], [added, newest]],
    ['the only one, the oldest too, stays', 'oldest', [newest], [added, newest]],
    ['there is none before it', true, [], [added]],
  ] as const)('where %s', (_what, keep, former, kept) => {
    expect(withSecret([...former], added, { keep })).toEqual(kept);
  });
});
