import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, runBatch } from '../../src/shared/database.ts';
import { createAddressStore } from '../../src/users/address-store.ts';
import { createFactorStore, type NewFactor } from '../../src/users/factor-store.ts';
import { createRecoveryCodeStore } from '../../src/users/recovery-code-store.ts';
import { createRemovedFactorStore } from '../../src/users/removed-factor-store.ts';
import { createUserDirectoryStore } from '../../src/users/user-directory-store.ts';
import { createUserStore } from '../../src/users/user-store.ts';
import { createVersionStore } from '../../src/users/version-store.ts';
import { newcomer } from '../support/people.ts';
import { createTestApp } from '../support/test-app.ts';

const db = createDatabase(env.DB);
const users = createUserStore(db);
const versions = createVersionStore(db);
const store = createFactorStore(db);
const removed = createRemovedFactorStore(db);
const codes = createRecoveryCodeStore(db);

let userId = '';
let email = '';
let other = '';
beforeEach(async () => {
  const app = createTestApp();
  const owner = await newcomer(app);
  [userId, email] = [owner.user.id, owner.email];
  other = (await newcomer(app)).user.id;
});

const factor = (change: Partial<NewFactor> = {}): NewFactor => ({
  id: crypto.randomUUID(),
  userId,
  kind: 'email_otp',
  label: null,
  secret: null,
  sealedBy: null,
  createdAt: 1_000,
  ...change,
});
const add = (change?: Partial<NewFactor>) => runBatch(db, [store.addStatement(factor(change))]);
const kindsOf = async (id: string) => (await users.findById(id))?.factors;

describe('second factors', () => {
  it('are listed oldest first, without their secrets', async () => {
    await add({ kind: 'totp', label: 'Phone', secret: 'sealed', createdAt: 2_000 });
    await add();
    const found = await store.list(userId);
    expect(found).toEqual([
      { id: found[0]?.id, kind: 'email_otp', label: null, createdAt: 1_000, lastUsedAt: null },
      { id: found[1]?.id, kind: 'totp', label: 'Phone', createdAt: 2_000, lastUsedAt: null },
    ]);
    const kept = await env.DB.prepare('select secret from user_factors order by created_at').all();
    expect(kept.results).toEqual([{ secret: null }, { secret: 'sealed' }]);
  });

  it('are loaded with their user only, each kind once', async () => {
    expect(await kindsOf(userId)).toEqual([]);
    await add({ kind: 'totp' });
    await add({ kind: 'totp', createdAt: 2_000 });
    await add();
    expect((await kindsOf(userId))?.sort()).toEqual(['email_otp', 'totp']);
    expect(await kindsOf(other)).toEqual([]);
    const { registrations, owner } = await createAddressStore(db).listHolders(email);
    expect([owner?.factors.length, registrations]).toEqual([2, []]);
    const change = { firstName: 'Ada', consent: { terms: false, privacyPolicy: false } };
    const update = async (id: string) => {
      const changing = users.updateProfileStatement(id, change, 3_000);
      const [, raised] = await runBatch(db, [changing, versions.raiseStatement(id, 0)]);
      return raised;
    };
    expect(await update(userId)).toMatchObject([
      { id: userId, firstName: 'Ada', factors: await kindsOf(userId) },
    ]);
    expect(await update(other)).toMatchObject([{ id: other, factors: [] }]);
  });

  it('count a recovery code while one is left, and only beside what it makes up for', async () => {
    const digests = ['one', 'two'];
    const addFirst = () => codes.addFirstStatement({ userId, digests, createdAt: 1_000 });
    expect(await runBatch(db, [addFirst()])).toEqual([[{ digest: 'one' }, { digest: 'two' }]]);
    expect(await runBatch(db, [addFirst()])).toEqual([[]]);
    expect(await kindsOf(userId)).toEqual([]);
    await add();
    expect(await kindsOf(userId)).toEqual(['email_otp']);
    await add({ kind: 'totp' });
    await add({ kind: 'passkey' });
    const all = ['email_otp', 'passkey', 'recovery_code', 'totp'];
    expect((await kindsOf(userId))?.sort()).toEqual(all);
    const change = { firstName: 'Ada', consent: { terms: false, privacyPolicy: false } };
    await runBatch(db, [users.updateProfileStatement(userId, change, 3_000)]);
    expect((await kindsOf(userId))?.sort()).toEqual(all);
    expect(await codes.findUnused(userId, 'one')).toBe(1_000);
    expect(await codes.findUnused(other, 'one')).toBeNull();
    await env.DB.prepare("update recovery_codes set used_at = 1 where code_digest = 'one'").run();
    expect([await codes.findUnused(userId, 'one'), await codes.countUnused(userId)]).toEqual([
      null,
      1,
    ]);
    expect((await kindsOf(userId))?.sort()).toEqual(all);
    await env.DB.prepare('update recovery_codes set used_at = 1').run();
    expect((await kindsOf(userId))?.sort()).toEqual(['email_otp', 'passkey', 'totp']);
    await runBatch(db, [
      store.removeStatement(userId, 'totp'),
      codes.removeOrphansStatement(userId),
    ]);
    expect(await runBatch(db, [addFirst()])).toEqual([[]]);
    await runBatch(db, [
      store.removeStatement(userId, 'passkey'),
      codes.removeOrphansStatement(userId),
    ]);
    expect(await runBatch(db, [addFirst()])).toEqual([[{ digest: 'one' }, { digest: 'two' }]]);
    expect(await kindsOf(userId)).toEqual(['email_otp']);
  });

  it('contain the mailed code once, however often it is added at once, and keep its first time', async () => {
    await add();
    await Promise.all(Array.from({ length: 10 }, () => add({ createdAt: 9_000 })));
    expect(await store.list(userId)).toMatchObject([{ createdAt: 1_000 }]);
    await add({ userId: other });
    expect(await kindsOf(other)).toEqual(['email_otp']);
  });

  it('are not added to a deleted user, and are deleted with theirs', async () => {
    await add();
    await runBatch(db, [createUserDirectoryStore(db).deleteStatement(userId)]);
    await add();
    expect(await store.list(userId)).toEqual([]);
  });

  it('are removed by kind, or since a moment when the condition holds', async () => {
    await env.DB.prepare('insert into user_factors (id, user_id, kind) values (?1, ?2, ?3)')
      .bind(crypto.randomUUID(), userId, 'email_otp')
      .run();
    for (const createdAt of [1_000, 2_000, 3_000]) await add({ kind: 'totp', createdAt });
    await add({ userId: other, createdAt: 3_000 });
    const times = async () => (await store.list(userId)).map(({ createdAt }) => createdAt);
    const gone = users.existsCondition(crypto.randomUUID());
    await runBatch(db, [removed.removeAddedStatement({ userId, since: 2_000 }, gone)]);
    expect(await times()).toEqual([null, 1_000, 2_000, 3_000]);
    const there = users.existsCondition(userId);
    await runBatch(db, [removed.removeAddedStatement({ userId, since: 2_000 }, there)]);
    expect(await times()).toEqual([null, 1_000]);
    await runBatch(db, [store.removeStatement(userId, 'totp')]);
    expect([await kindsOf(userId), await kindsOf(other)]).toEqual([['email_otp'], ['email_otp']]);
  });
});
