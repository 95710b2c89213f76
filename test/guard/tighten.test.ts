import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pending, type Tightening, tighten } from '../../src/guard/versions.ts';
import { ROLES } from '../../src/shared/role.ts';
import type { AccountView } from '../../src/users/user.ts';

const roles = fc.subarray([...ROLES]);
const factors = fc.subarray(['email_otp', 'totp', 'passkey']);
const time = fc.nat({ max: 1_000 });
const view = fc
  .record({
    status: fc.constantFrom('active' as const, 'disabled' as const),
    roles,
    factors,
    lockedUntil: fc.option(time),
  })
  .map((fields) => fields as AccountView);
const tightening: fc.Arbitrary<Tightening> = fc.record(
  { status: fc.constant('disabled' as const), lockedUntil: time, roles, factors },
  { requiredKeys: [] },
);
const toPending = (tightens: Tightening, index: number): Pending => ({
  nonce: String(index),
  deadline: index,
  since: 0,
  tightens,
  ends: [],
});
const summary = ({ status, lockedUntil, ...kept }: AccountView) => ({
  status,
  lockedUntil,
  roles: kept.roles.toSorted(),
  factors: kept.factors.toSorted(),
});

describe('what pending changes take away', () => {
  it('is taken by each of them, whatever their order, and never given back by another', () => {
    fc.assert(
      fc.property(view, fc.array(tightening, { maxLength: 4 }), (known, changes) => {
        const seen = tighten(known, changes.map(toPending));
        for (const { status, lockedUntil, roles: left, factors: added } of [known, ...changes]) {
          if (status === 'disabled') expect(seen.status).toBe('disabled');
          expect(seen.lockedUntil ?? 0).toBeGreaterThanOrEqual(lockedUntil ?? 0);
          for (const role of seen.roles) if (left !== undefined) expect(left).toContain(role);
          expect(seen.factors).toEqual(expect.arrayContaining(added ?? []));
        }
        const backwards = tighten(known, changes.toReversed().map(toPending));
        expect(summary(backwards)).toEqual(summary(seen));
      }),
    );
  });

  it('is nothing without them', () => {
    fc.assert(
      fc.property(view, (known) => {
        expect(tighten(known, [])).toEqual(known);
      }),
    );
  });
});
