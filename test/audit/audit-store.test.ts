import { env } from 'cloudflare:workers';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { createAuditStore } from '../../src/audit/audit-store.ts';
import { createDatabase } from '../../src/shared/database.ts';
import { systemRandom } from '../../src/shared/random.ts';

describe('the table of audit events', () => {
  it('is read through an index by every query, in the order that the query asks for', async () => {
    const asked = new Set<string>();
    const watched = {
      prepare: (query: string) => {
        asked.add(query);
        return env.DB.prepare(query);
      },
      batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
    };
    const db = createDatabase(watched as unknown as D1Database);
    const audit = createAuditStore(db, systemRandom);
    for (const type of [undefined, 'session.started'] as const)
      for (const riskLevel of [undefined, 'low'] as const)
        for (const [from, to] of [
          [undefined, undefined],
          [1, 2],
        ])
          for (const cursor of [undefined, 'x'])
            await audit.list({ userId: 'u', type, riskLevel, from, to, cursor, limit: 50 });
    await audit.listAll('u');
    await audit.countBefore(0);
    await audit.deleteBefore(0, 10);
    await db.batch(audit.forgetStatements('u', 'p', sql`1`));

    expect(asked.size).toBeGreaterThanOrEqual(20);
    for (const query of asked) {
      const values = Array.from(query.matchAll(/\?/g), () => 0);
      const { results } = await env.DB.prepare(`explain query plan ${query}`)
        .bind(...values)
        .all<{ detail: string }>();
      const slow = results.filter(({ detail }) => /^SCAN audit_events|ORDER BY/.test(detail));
      expect(slow, query).toEqual([]);
    }
  });
});
