import { describe, expect, it } from 'vitest';
import type { Pending } from '../../src/guard/versions.ts';
import { DAY, HOUR } from '../../src/shared/clock.ts';
import { viewOf } from '../support/views.ts';
import { NOW, overStorage } from './over-storage.ts';

const COLUMNS = 'select roles, roles_changed_at, email_verified, expires_at from account';

describe('what the guard knows of its user', () => {
  it('is nothing before it is told, nor from an epoch alone', async () => {
    await overStorage(({ versions, epochs }) => {
      expect([versions.readKnown(), versions.readVersion()]).toEqual([null, null]);
      epochs.raiseEpoch(3, NOW);
      expect([versions.readKnown(), versions.readVersion()]).toEqual([null, null]);
    });
  });

  it('is the latest view that it was told, kept for the longest time asked for', async () => {
    await overStorage(({ versions, select }) => {
      versions.writeKnown(viewOf({ version: 1 }), NOW + HOUR);
      const view = viewOf({ version: 2, roles: ['user', 'staff'], rolesChangedAt: 7 });
      versions.writeKnown({ ...view, emailVerifiedAt: 1 }, NOW);
      expect(versions.readKnown()).toEqual({ version: 2, view: { ...view, emailVerifiedAt: 1 } });
      expect(versions.readVersion()).toBe(2);
      const row = { roles: '["user","staff"]', roles_changed_at: 7, email_verified: 1 };
      expect(select(COLUMNS)).toEqual([{ ...row, expires_at: NOW + HOUR }]);
      versions.writeKnown(viewOf({ version: 3 }), NOW + DAY);
      expect(select(COLUMNS)).toMatchObject([{ email_verified: 0, expires_at: NOW + DAY }]);
    });
  });

  it('is only what tokens say of the user while the view has to be learned', async () => {
    await overStorage(({ versions, select }) => {
      versions.writeKnown(viewOf({ version: 1 }), NOW);
      versions.writePrincipal(viewOf({ version: 2, roles: ['staff'] }), NOW);
      expect([versions.readKnown(), versions.readVersion()]).toEqual([null, null]);
      expect(select(COLUMNS)).toMatchObject([{ roles: '["staff"]', email_verified: 0 }]);
    });
  });

  it('is nothing by a version alone', async () => {
    await overStorage(({ versions, tables }) => {
      versions.writeKnown(viewOf({ version: 1 }), NOW);
      tables.change('update account set view = null');
      expect([versions.readKnown(), versions.readVersion()]).toEqual([null, null]);
    });
  });
});

describe('pending changes', () => {
  const change = (nonce: string, deadline: number): Pending => ({
    ...{ nonce, deadline, since: 4, tightens: { roles: ['user'] }, ends: [`${nonce}-session`] },
  });

  it('are listed by their deadline until they are taken out', async () => {
    await overStorage(({ versions }) => {
      expect(versions.listPending()).toEqual([]);
      const [first, last] = [change('a', NOW + 1), change('b', NOW + 2)];
      versions.insertPending(last, NOW);
      versions.insertPending(first, NOW);
      expect(versions.listPending()).toEqual([first, last]);
      expect(versions.takePending('b')).toEqual(last);
      expect(versions.takePending('b')).toBeNull();
      expect(versions.listPending()).toEqual([first]);
    });
  });

  it('are kept for a month if nobody settles them', async () => {
    await overStorage(({ versions, select }) => {
      versions.insertPending(change('a', NOW + 1), NOW);
      expect(select('select expires_at as until from pending')).toEqual([
        { until: NOW + 30 * DAY },
      ]);
    });
  });
});

describe('revoked access tokens', () => {
  it('are known until they expire, however often they are named', async () => {
    await overStorage(({ versions, select }) => {
      expect(versions.isRevoked('a')).toBe(false);
      versions.insertRevoked('a', NOW + HOUR);
      versions.insertRevoked('a', NOW + HOUR);
      expect([versions.isRevoked('a'), versions.isRevoked('b')]).toEqual([true, false]);
      const until = 'select jti, expires_at as until from revoked_tokens';
      expect(select(until)).toEqual([{ jti: 'a', until: NOW + HOUR }]);
    });
  });
});
