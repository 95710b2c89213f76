import { describe, expect, it } from 'vitest';
import { needsFactor } from '../../src/second-step/needs-factor.ts';
import type { SecondStepPolicy } from '../../src/second-step/policy.ts';
import type { Role } from '../../src/shared/role.ts';

type Row = [
  policy: SecondStepPolicy,
  forStaff: boolean,
  roles: Role[],
  has: string,
  needs: boolean,
];
const STAFF: Role[] = ['user', 'staff'];
const ROWS: Row[] = [
  ['off', true, ['user'], '', false],
  ['enrolled', true, ['user'], '', false],
  ['enrolled', false, STAFF, 'password', false],
  ['enrolled', true, STAFF, 'password', true],
  ['enrolled', true, STAFF, 'password email_otp', false],
  ['enrolled', true, STAFF, 'email_otp', true],
  ['off', true, ['user', 'admin'], 'password email_otp', true],
  ['always', false, ['user'], 'email_otp', true],
  ['always', false, ['user'], 'password', false],
  ['always', true, STAFF, 'password', false],
  ['always', true, STAFF, '', true],
];

describe('the last factor of an account', () => {
  it.each(ROWS)('under %s, staff %s, %j with "%s": needed %s', (...row) => {
    const [policy, isForStaff, roles, has, needs] = row;
    const user = { roles, hasPassword: has.includes('password'), factors: has.split(' ') };
    expect(needsFactor(user, { policy, isForStaff })).toBe(needs);
  });
});
