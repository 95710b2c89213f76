import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createExportUsers } from '../../src/admin/export-users.ts';
import { NOW, seedUsers } from '../support/seed-users.ts';
import { createTestApp } from '../support/test-app.ts';

const ALL = {
  query: undefined,
  status: undefined,
  role: undefined,
  verified: undefined,
  secondFactor: undefined,
  lastSeen: undefined,
  sort: 'created',
  order: 'desc',
} as const;
const BY = {
  sessionId: 'session',
  client: { ipAddress: null, userAgent: null, requestId: null },
};

/** The export with what its stores were asked, in order; a page numbered `broken` fails. */
async function exporting(broken = Number.POSITIVE_INFINITY) {
  const { stores } = createTestApp().servicesWith(() => undefined);
  const asked: string[] = [];
  const actorId = await env.DB.prepare(
    `update users set roles = '["user","admin"]' where id = (select min(id) from users) returning id`,
  ).first<string>('id');
  const stream = await createExportUsers({
    ...stores,
    clock: () => NOW,
    audit: { ...stores.audit, record: async ({ type }) => void asked.push(type) },
    directory: {
      ...stores.directory,
      list: (query) => {
        asked.push(`page of ${query.limit}`);
        if (asked.length > broken) throw new Error('D1 is gone');
        return stores.directory.list(query);
      },
    },
  })({ asked: ALL, actorId: actorId ?? '', ...BY });
  return { reader: stream.getReader(), asked };
}

it('is recorded before its first byte, and reads no further than its reader', async () => {
  await seedUsers(10_000);
  const { reader, asked } = await exporting();
  expect(asked).toEqual(['admin.users_exported']);
  let largest = 0;
  let rows = -1;
  for (let read = 0; ; read++) {
    const { done, value } = await reader.read();
    if (done) break;
    largest = Math.max(largest, value.length);
    rows += new TextDecoder().decode(value).split('\r\n').length - 1;
    // What is ahead of the reader is one page at most: memory does not grow with the file.
    expect(asked.length).toBeLessThanOrEqual(read + 2);
  }
  expect(rows).toBe(10_000);
  expect(largest).toBeLessThan(500 * 300);
});

it('breaks where a page fails, so that no half looks whole', async () => {
  await seedUsers(2000);
  const { reader } = await exporting(3);
  const all = async () => {
    while (!(await reader.read()).done);
  };
  await expect(all()).rejects.toThrow('D1 is gone');
});
