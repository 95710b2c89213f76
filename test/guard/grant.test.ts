import { describe, expect, it } from 'vitest';
import { coversScope, isOffline, scopesOf } from '../../src/guard/grant.ts';

describe('a list of scopes', () => {
  it.each([
    ['', []],
    [' ', []],
    ['openid', ['openid']],
    ['openid email', ['openid', 'email']],
    [' openid  email ', ['openid', 'email']],
  ])('of “%s” has %j', (scope, scopes) => {
    expect(scopesOf(scope)).toEqual(scopes);
  });

  it.each([
    ['openid email', 'email', true],
    ['openid email', 'email openid', true],
    ['openid email', '', true],
    ['openid', 'openid email', false],
    ['openid', 'email', false],
    ['openid', 'open', false],
    ['', 'openid', false],
  ])('of “%s”: covers “%s”: %s', (held, asked, covers) => {
    expect(coversScope(held, asked)).toBe(covers);
  });

  it.each([
    ['openid offline_access', true],
    ['openid', false],
    ['openid offline_access_too', false],
    ['', false],
  ])('of “%s”: outlives the session: %s', (scope, outlives) => {
    expect(isOffline({ scope })).toBe(outlives);
  });
});
