import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { hashSettingOf, tellHashSetting } from '../../../src/cli/import/tell-hashes.ts';
import { parseConfig } from '../../../src/config.ts';
import { createDatabase } from '../../../src/shared/database.ts';
import { createImportStore } from '../../../src/users/import-store.ts';
import { importUser } from '../../support/import-user.ts';
import { PASSWORD, register, WRONG } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import django from '../../vectors/django.json';

const hashes = django.vectors.filter(({ cost }) => cost === 'cheap');
const store = createImportStore(createDatabase(env.DB));
const hashOf = (format: string) => {
  const vector = hashes.find((candidate) => candidate.format === format);
  if (vector === undefined) throw new Error(`no vector of ${format}`);
  return vector;
};

describe('the setting suggested by an import', () => {
  it('is absent while every hash is native', async () => {
    expect(await hashSettingOf(store)).toBeNull();
    await register(createTestApp());
    await importUser(createTestApp(), null);
    expect(await hashSettingOf(store)).toBeNull();
  });

  it('counts the supported kinds in use, and follows users who sign in', async () => {
    const app = createTestApp();
    const { hash, password } = hashOf('bcrypt');
    const email = await importUser(app, hash);
    await importUser(app, hash);
    await importUser(app, hashOf('pbkdf2_sha256').hash);
    await register(app);
    const setting = (await hashSettingOf(store)) ?? '';
    expect(JSON.parse(setting)).toEqual({ 'bcrypt:4': 2, 'pbkdf2_sha256:100': 1, own: 1 });
    const { hashShares } = parseConfig({ ...app.env, IMPORTED_PASSWORD_HASHES: setting });
    expect(hashShares.map(({ kind }) => kind)).toEqual(['bcrypt:4', 'pbkdf2_sha256:100', 'own']);
    expect(tellHashSetting(setting)).toContain(`IMPORTED_PASSWORD_HASHES='${setting}'`);

    const logIn = (typed: string) =>
      app.post('/api/v1/auth/login', { email, password: typed, token_delivery: 'body' });
    for (const [typed, status] of [
      [WRONG, 401],
      [password, 200],
    ] as const)
      expect((await logIn(typed)).status).toBe(status);
    const later = (await hashSettingOf(store)) ?? '';
    expect(JSON.parse(later)).toEqual({ 'bcrypt:4': 1, 'pbkdf2_sha256:100': 1, own: 2 });
  });

  it('is estimated from a sample of many hashes', async () => {
    const few = { own: 50, foreign: 3000, sample: Array(9).fill(hashOf('scrypt').hash) };
    const sample = [...few.sample, hashOf('bcrypt').hash, 'unreadable', PASSWORD];
    const setting = await hashSettingOf({ sampleHashes: async () => ({ ...few, sample }) });
    expect(JSON.parse(setting ?? '')).toEqual({ 'bcrypt:4': 300, 'scrypt:16:8:2': 2700, own: 50 });
  });
});
