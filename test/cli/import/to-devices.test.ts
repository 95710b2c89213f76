import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createAuditStore } from '../../../src/audit/audit-store.ts';
import { createImportChunk } from '../../../src/cli/import/import-chunk.ts';
import { createDeviceCollector } from '../../../src/cli/import/to-devices.ts';
import type { SourceRow } from '../../../src/cli/import/to-user.ts';
import { factorKeys } from '../../../src/config/derived-keys.ts';
import { codeAt, stepAt } from '../../../src/second-step/totp/one-time-passwords.ts';
import { sealSecret } from '../../../src/second-step/totp/sealed-secret.ts';
import { createDatabase } from '../../../src/shared/database.ts';
import { systemRandom } from '../../../src/shared/random.ts';
import { createImportStore } from '../../../src/users/import-store.ts';
import { createTestApp } from '../../support/test-app.ts';
import { prove } from '../../support/totp.ts';
import django from '../../vectors/django.json';

const VECTOR = django.vectors[0] ?? { hash: '', password: '' };
/** The secret of RFC 6238, appendix B: `12345678901234567890`. */
const RFC = new TextEncoder().encode('12345678901234567890');
const KEY = '3132333435363738393031323334353637383930';

let position = 0;
const row = (model: string, pk: string, fields: object): SourceRow => ({
  position: ++position,
  pk,
  model,
  fields: fields as SourceRow['fields'],
});
const device = (pk: string, fields: object = {}) =>
  row('otp_totp.totpdevice', pk, {
    ...{ user: 7, name: 'phone', confirmed: true, key: KEY, step: 30, t0: 0, digits: 6 },
    ...{ tolerance: 1, drift: 0, last_t: -1, ...fields },
  });
const person = row('auth.user', '7', {
  ...{ email: 'ada@example.com', username: 'ada', password: VECTOR.hash, is_active: true },
  date_joined: '2020-01-02T03:04:05Z',
});

function collect(...rows: SourceRow[]) {
  const collector = createDeviceCollector();
  for (const one of rows) collector.see(one);
  return collector;
}

describe('devices of django-otp', () => {
  it.each([
    ['it was never confirmed', { confirmed: false }],
    ['its codes last 60 seconds, not 30', { step: 60 }],
    ['its codes have 8 digits, not 6', { digits: 8 }],
    ['it counts from another time than 1970', { t0: 5 }],
    ['its clock is -4 codes off', { drift: -4 }],
    ['its key is not hexadecimal, or too short', { key: 'xyz' }],
    ['its key is not hexadecimal, or too short', { key: '' }],
  ])('are left behind by name where %s', (reason, fields) => {
    const { devices, notes } = collect(device('1', fields)).of(person);
    expect([devices, notes]).toEqual([[], [`without the authenticator app phone: ${reason}`]]);
  });

  it('are five at most, and static tokens none', () => {
    const rows = Array.from({ length: 6 }, (_, i) => device(String(i)));
    const tokens = row('otp_static.staticdevice', '1', { user: 7, name: 'backup' });
    const { devices, notes } = collect(...rows, tokens).of(person);
    expect([devices.length, notes.length]).toEqual([5, 2]);
  });

  it('are found by a natural key', () => {
    expect(collect(device('1', { user: ['ada'] })).of(person).devices).toHaveLength(1);
  });

  it('sign in at the service that imported them, and are in no table in clear', async () => {
    const app = createTestApp();
    const db = createDatabase(env.DB);
    const keys = factorKeys([env.AUTH_SECRET]);
    const importChunk = createImportChunk({
      db,
      users: createImportStore(db),
      audit: createAuditStore(db, systemRandom),
      rules: { verified: 'all', keepStaff: false, dropRefusedPasswords: false, now: app.clock() },
      dryRun: false,
      apps: {
        of: collect(device('1')).of,
        seal: (secrets) => Promise.all(secrets.map((one) => sealSecret(keys, one))),
      },
    });
    expect((await importChunk([person])).map(({ outcome }) => outcome)).toEqual(['imported']);
    const json = { email: 'ada@example.com', password: VECTOR.password };
    const answer = await app.auth.login.$post({ json: { ...json, token_delivery: 'body' } });
    const pending = (await answer.json()) as { mfa_token: string; methods: string[] };
    expect(pending.methods).toEqual(['totp']);
    const otp = await codeAt(RFC, stepAt(app.clock()));
    expect((await prove(app, pending.mfa_token, { otp })).status).toBe(200);
    const { results } = await env.DB.prepare('select * from user_factors').all();
    expect(results).toHaveLength(1);
    expect(JSON.stringify(results)).not.toContain(KEY);
    // Once more changes nothing.
    expect((await importChunk([{ ...person, position: 99 }]))[0]?.outcome).not.toBe('imported');
    expect((await env.DB.prepare('select id from user_factors').all()).results).toHaveLength(1);
  });
});
