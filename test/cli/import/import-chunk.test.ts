import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createAuditStore } from '../../../src/audit/audit-store.ts';
import { createImportChunk } from '../../../src/cli/import/import-chunk.ts';
import type { SourceRow } from '../../../src/cli/import/to-user.ts';
import { createDatabase } from '../../../src/shared/database.ts';
import { systemRandom } from '../../../src/shared/random.ts';
import { createImportStore } from '../../../src/users/import-store.ts';
import { register, signIn } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { signUp } from '../../support/unproved.ts';
import django from '../../vectors/django.json';

const HASH = django.vectors[0]?.hash ?? '';
let position = 0;

function row(email: string, fields: Record<string, unknown> = {}): SourceRow {
  position++;
  const own = {
    email,
    password: HASH,
    is_active: true,
    date_joined: '2020-01-02T03:04:05Z',
    ...fields,
  };
  return { position, pk: String(position), model: 'auth.user', fields: own };
}

type Options = { dryRun?: boolean; now?: number; verified?: 'all' | 'none' };

function create({ dryRun = false, now = Date.UTC(2026, 0, 1), verified = 'all' }: Options = {}) {
  const db = createDatabase(env.DB);
  const rules = { verified, keepStaff: false, dropRefusedPasswords: false, now } as const;
  const importChunk = createImportChunk({
    db,
    users: createImportStore(db),
    audit: createAuditStore(db, systemRandom),
    rules,
    dryRun,
  });
  return async (rows: SourceRow[]) =>
    (await importChunk(rows)).map(({ outcome, notes }) => [outcome, ...notes].join(': '));
}

const stored = async () => {
  const tables = await env.DB.batch([
    env.DB.prepare('select * from users order by id'),
    env.DB.prepare('select * from audit_events order by id'),
  ]);
  return tables.map(({ results }) => results as Record<string, unknown>[]) as [
    Record<string, unknown>[],
    Record<string, unknown>[],
  ];
};

describe('an imported chunk', () => {
  it('is written with one event per user', async () => {
    expect(
      await create()([
        row('ada@example.com', { username: 'ada' }),
        row('grace@example.com', { is_active: false }),
      ]),
    ).toEqual(['imported', 'imported']);
    const [users, events] = await stored();
    expect(users).toHaveLength(2);
    expect(users.find(({ email }) => email === 'ada@example.com')).toMatchObject({
      username_normalized: 'ada',
      password_hash: HASH,
      status: 'active',
      roles: '["user"]',
      timezone: 'UTC',
      terms_accepted_at: null,
      created_at: Date.UTC(2020, 0, 2, 3, 4, 5),
      password_changed_at: Date.UTC(2020, 0, 2, 3, 4, 5),
    });
    expect(events.map(({ user_id }) => user_id).sort()).toEqual(users.map(({ id }) => id).sort());
    for (const event of events)
      expect(event).toMatchObject({ type: 'user.imported', risk_level: 'low', actor_id: null });
    expect(JSON.parse(String(events[0]?.metadata))).toEqual({
      source: 'django',
      pk: expect.any(String),
    });
  });

  it('changes nothing when it is repeated, alone or among other rows', async () => {
    const rows = [row('ada@example.com', { username: 'ada' }), row('grace@example.com')];
    await create()(rows);
    const before = await stored();
    expect(await create({ now: Date.UTC(2027, 0, 1) })(rows)).toEqual([
      'already_there',
      'already_there',
    ]);
    expect(await stored()).toEqual(before);
    expect(await create()([...rows, row('alan@example.com')])).toEqual([
      'already_there',
      'already_there',
      'imported',
    ]);
  });

  it('recognises a user who has changed their address here', async () => {
    const rows = [row('ada@example.com')];
    await create()(rows);
    await env.DB.prepare(
      `update users set email = 'new@example.com', email_normalized = 'new@example.com'`,
    ).run();
    expect(await create()(rows)).toEqual(['already_there']);
  });

  it('rejects an address that belongs to another user, here or earlier in the file', async () => {
    await register(createTestApp(), 'ada@example.com');
    const before = await stored();
    const importChunk = create();
    expect(await importChunk([row('ADA@example.com')])).toEqual([
      'refused: its address belongs to another account here',
    ]);
    expect(await stored()).toEqual(before);
    const first = row('g.race@gmail.com');
    expect(await importChunk([first, row('grace+tag@googlemail.com')])).toEqual([
      'imported',
      `refused: it has the same address as row ${first.position}`,
    ]);
    expect(await importChunk([row('grace@gmail.com')])).toEqual([
      `refused: it has the same address as row ${first.position}`,
    ]);
  });

  it('gives a verified user an address and username that were only registered', async () => {
    const app = createTestApp();
    const { id } = await signUp(app, 'ada@example.com', { username: 'ada' });
    const rows = [row('ada@example.com', { username: 'Ada' })];
    expect(await create({ dryRun: true })(rows)).toEqual(['imported']);
    expect(await create()(rows)).toEqual(['imported']);
    expect(await create()(rows)).toEqual(['already_there']);
    const [users] = await stored();
    expect(users).toMatchObject([{ username: 'Ada' }]);
    expect(users.map((user) => user.id)).not.toContain(id);
  });

  it('rejects an unverified user whose address is registered, and any user while a session is open', async () => {
    const app = createTestApp({ env: { EMAIL_VERIFICATION: 'optional' } });
    const refused = ['refused: its address belongs to another account here'];
    await signUp(app, 'ada@example.com');
    expect(await create({ verified: 'none' })([row('ada@example.com')])).toEqual(refused);
    await signIn(app, 'ada@example.com');
    expect(await create()([row('ada@example.com')])).toEqual(refused);
    expect((await stored())[0]).toHaveLength(1);
  });

  it('imports unverified users once, and rejects an existing address', async () => {
    const rows = [row('ada@example.com'), row('grace@example.com')];
    const importChunk = () => create({ verified: 'none' })(rows);
    expect(await importChunk()).toEqual(['imported', 'imported']);
    expect(await importChunk()).toEqual(['already_there', 'already_there']);
    await Promise.all([importChunk(), importChunk()]);
    expect((await stored())[0]).toHaveLength(2);
    const later = row('ADA@example.com', { date_joined: '2021-01-02T03:04:05Z' });
    expect(await create({ verified: 'none' })([later])).toEqual([
      'refused: its address belongs to another account here',
    ]);
  });

  it('drops a username that belongs to another user, here or earlier in the file', async () => {
    const importChunk = create();
    const note = 'imported: without a username: it is taken';
    expect(
      await importChunk([
        row('a@example.com', { username: 'ada' }),
        row('b@example.com', { username: 'ADA' }),
      ]),
    ).toEqual(['imported', note]);
    expect(await create()([row('c@example.com', { username: 'Ada' })])).toEqual([note]);
    const [users] = await stored();
    expect(users.filter(({ username }) => username !== null)).toHaveLength(1);
  });

  it('reports the same in a dry run and writes nothing', async () => {
    const rows = [
      row('a@example.com', { username: 'ada' }),
      row('b@example.com', { username: 'ADA' }),
      row('A@example.com'),
      row('nobody'),
      row('c@example.com', { password: 'md5$salt$5d41402abc4b2a76b9719d911017c592' }),
    ];
    const dry = create({ dryRun: true });
    const told = [...(await dry(rows.slice(0, 1))), ...(await dry(rows.slice(1)))];
    expect(await stored()).toEqual([[], []]);
    expect(await create()(rows)).toEqual(told);
    expect((await stored())[0]).toHaveLength(2);
  });

  it('may hold five hundred of the longest rows', async () => {
    const long = 'ä'.repeat(150);
    const rows = Array.from({ length: 500 }, (_, index) =>
      row(`${'x'.repeat(60)}${index}@${'y'.repeat(60)}.${'z'.repeat(60)}.example.com`, {
        first_name: long,
        last_name: long,
        display_name: long,
      }),
    );
    expect(new Set(await create()(rows))).toEqual(new Set(['imported']));
  });

  it('is written once by two concurrent runs', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => row(`racer${index}@example.com`));
    await Promise.all([1, 2].map((now) => create({ now })(rows)));
    const [users, events] = await stored();
    expect([users.length, events.length]).toEqual([20, 20]);
  });
});
