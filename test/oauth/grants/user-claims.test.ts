import { describe, expect, it } from 'vitest';
import { claimsOfUser } from '../../../src/oauth/grants/user-claims.ts';
import { VIEW } from './parts.ts';

describe('claims about a user', () => {
  it.each([
    ['openid', {}],
    ['', {}],
    ['profiles emails', {}],
    ['openid email', { email: 'ada@example.com', email_verified: true }],
    ['roles', { roles: ['user'] }],
    [
      'profile',
      {
        ...{ name: 'Countess', given_name: 'Ada', family_name: 'Lovelace' },
        ...{ preferred_username: 'ada', zoneinfo: 'Europe/London', locale: 'en-GB' },
      },
    ],
  ])('of the scopes “%s” are %o', (scope, expected) => {
    expect(claimsOfUser(VIEW, scope)).toEqual(expected);
  });

  it('are those of every granted scope together', () => {
    const claims = claimsOfUser(VIEW, 'openid roles email');
    expect(Object.keys(claims).toSorted()).toEqual(['email', 'email_verified', 'roles']);
  });

  it('leave out what is unknown, and keep what is false or an empty list', () => {
    const unknown = { displayName: '', firstName: '', lastName: '', username: null, locale: null };
    const user = { ...VIEW, ...unknown, timezone: '', emailVerifiedAt: null, roles: [] };
    expect(claimsOfUser(user, 'profile email roles')).toEqual({
      ...{ email: 'ada@example.com', email_verified: false, roles: [] },
    });
  });

  it.each([
    ['Ada', 'Lovelace', 'Ada Lovelace'],
    ['Ada', '', 'Ada'],
    ['', 'Lovelace', 'Lovelace'],
  ])('make the name of “%s” and “%s” where none is chosen', (firstName, lastName, name) => {
    const user = { ...VIEW, displayName: '', firstName, lastName };
    expect(claimsOfUser(user, 'profile').name).toBe(name);
  });
});
