import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuditStore } from '../../src/audit/audit-store.ts';
import { createImportChunk } from '../../src/cli/import/import-chunk.ts';
import { createLookAhead } from '../../src/cli/import/look-ahead.ts';
import type { SourceRow } from '../../src/cli/import/to-user.ts';
import { erasureKeys } from '../../src/config/derived-keys.ts';
import { createDatabase } from '../../src/shared/database.ts';
import { systemRandom } from '../../src/shared/random.ts';
import { createErasureMarks } from '../../src/users/erasure-marks.ts';
import { createImportStore } from '../../src/users/import-store.ts';
import { createServices } from '../../src/wiring/services.ts';
import { editUsers } from '../support/edit-users.ts';
import { as, newcomer, PASSWORD, register, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** The hash of "password" (P-H-C/phc-winner-argon2, src/test.c). */
const HASH = 'argon2$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY';
const rules = {
  verified: 'all',
  keepStaff: false,
  dropRefusedPasswords: false,
  now: Date.UTC(2026, 0, 1),
} as const;
let position = 0;

function row(email: string): SourceRow {
  position++;
  const fields = { email, password: HASH, date_joined: '2020-01-02T03:04:05Z' };
  return { position, pk: String(position), model: 'auth.user', fields };
}

const erasureMarks = (secret = env.AUTH_SECRET) =>
  createErasureMarks({ kv: env.KV, keys: erasureKeys([secret]) });

/** The addresses of rows that an import would restore after an erasure. */
async function wouldBringBack(rows: SourceRow[], secret?: string): Promise<unknown[]> {
  const { findErased } = erasureMarks(secret);
  const users = createImportStore(createDatabase(env.DB));
  const found = await createLookAhead({ users, findErased, rules })(rows);
  return found.map(({ fields }) => fields.email);
}

async function importRows(rows: SourceRow[], leftOut?: ReadonlySet<number>): Promise<string[]> {
  const db = createDatabase(env.DB);
  const stores = { users: createImportStore(db), audit: createAuditStore(db, systemRandom) };
  const importChunk = createImportChunk({
    db,
    ...stores,
    rules,
    dryRun: false,
    ...(leftOut === undefined ? {} : { leftOut }),
  });
  return (await importChunk(rows)).map(({ outcome }) => outcome);
}

async function erase(app: TestApp, token: string, password = PASSWORD): Promise<number> {
  const answer = await app.auth.account.$delete({ json: { password } }, as(token));
  app.advance(61_000);
  await app.deliverJobs();
  return answer.status;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an import of erased users', () => {
  it('recognizes only them, by address in any spelling', async () => {
    const app = createTestApp();
    const [ada, grace] = [await newcomer(app), await newcomer(app)];
    const rows = [row(grace.email), row(ada.email.toUpperCase()), row('nobody@example.com')];
    expect(await wouldBringBack(rows)).toEqual([]);
    expect(await erase(app, ada.access_token)).toBe(200);
    expect(await wouldBringBack(rows)).toEqual([ada.email.toUpperCase()]);
  });

  it('recognizes imported users by their address in the file after a change', async () => {
    const app = createTestApp();
    const rows = [row('old@example.com'), row('other@example.com')];
    expect(await importRows(rows)).toEqual(['imported', 'imported']);
    await editUsers(
      "email = 'new@example.com', email_normalized = 'new@example.com' where email = 'old@example.com'",
    );
    const { access_token: token } = await signIn(app, 'new@example.com', { password: 'password' });
    expect(await erase(app, token, 'password')).toBe(200);
    expect(await wouldBringBack(rows)).toEqual(['old@example.com']);
    expect(await wouldBringBack([row('new@example.com')])).toEqual(['new@example.com']);
  });

  it('ignores users who registered again themselves', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    await erase(app, ada.access_token);
    await register(app, ada.email);
    expect(await wouldBringBack([row(ada.email)])).toEqual([]);
  });

  it('skips them if told to', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    await erase(app, ada.access_token);
    const rows = [row(ada.email), row('grace@example.com')];
    expect(await importRows(rows, new Set([rows[0]?.position ?? 0]))).toEqual([
      'left_out',
      'imported',
    ]);
    const { results } = await env.DB.prepare('select email from users').all();
    expect(results).toEqual([{ email: 'grace@example.com' }]);
  });

  it('asks the operator’s entrypoint if it has no key', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    await erase(app, ada.access_token);
    const { operator } = createServices({ env: app.env, defer: () => undefined });
    const people = [
      { id: 'one', emailNormalized: 'nobody@example.com' },
      { id: 'two', emailNormalized: ada.email },
    ];
    expect(await operator.erased(JSON.stringify(people))).toEqual(['two']);
    for (const wrong of ['', '{}', '[1]', JSON.stringify(Array(501).fill(people[0]))])
      await expect(operator.erased(wrong)).rejects.toMatchObject({ code: 'validation_error' });
  });

  it('checks many rows at once', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    await erase(app, ada.access_token);
    const others = Array.from({ length: 260 }, (_, at) => row(`other${at}@example.com`));
    expect(await wouldBringBack([...others, row(ada.email)])).toEqual([ada.email]);
  });
});

describe('the record of an erasure', () => {
  it('is two marks that are meaningless without the key and expire after two years', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    await erase(app, ada.access_token);
    const { keys } = await env.KV.list({ prefix: 'erased:' });
    expect(keys).toHaveLength(2);
    for (const { name, expiration = 0 } of keys) {
      expect(name).toMatch(/^erased:[\w-]{43}$/);
      expect(await env.KV.get(name)).toBe('1');
      expect((expiration * 1000 - Date.now()) / 86_400_000).toBeCloseTo(730, 0);
    }
    const another = 'another-secret-that-nobody-knows-0123456789';
    expect(await wouldBringBack([row(ada.email)], another)).toEqual([]);
    expect(await erasureMarks(another).exist()).toBe(true);
  });

  it('does not link the remaining events to the user', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    await erase(app, ada.access_token);
    const { keys } = await env.KV.list({ prefix: 'erased:' });
    const { results } = await env.DB.prepare('select * from audit_events').all();
    expect(results).not.toHaveLength(0);
    for (const { name } of keys)
      expect(JSON.stringify(results)).not.toContain(name.slice('erased:'.length));
  });

  it('is not written if the erasure failed', async () => {
    const app = createTestApp();
    const ada = await newcomer(app);
    const broken = createTestApp({
      env: {
        DB: {
          prepare: (query: string) => env.DB.prepare(query),
          batch: () => Promise.reject(new Error('down')),
        },
      },
    });
    expect(await erase(broken, ada.access_token)).toBe(503);
    expect(await erasureMarks().exist()).toBe(false);
  });
});
