import { env } from 'cloudflare:workers';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow } from '../../../src/admin/csv.ts';
import { official } from '../../support/console-people.ts';
import { newcomer } from '../../support/people.ts';
import { seedUsers } from '../../support/seed-users.ts';
import { createTestApp } from '../../support/test-app.ts';

const CSV = '/admin/users.csv';
const events = async () =>
  (
    await env.DB.prepare(
      "select actor_id, risk_level, metadata from audit_events where type = 'admin.users_exported'",
    ).all<{ actor_id: string; risk_level: string; metadata: string }>()
  ).results;

describe('users as a file', () => {
  it('has everyone of the search once, and is recorded', async () => {
    const app = createTestApp();
    const { browser, id } = await official(app, 'admin');
    await seedUsers(6000);
    const page = await browser.open(`${CSV}?verified=no&order=asc`);
    expect([page.status, page.headers.get('Content-Type')]).toEqual([
      200,
      'text/csv; charset=utf-8',
    ]);
    expect(page.headers.get('Content-Disposition')).toBe('attachment; filename="users.csv"');
    expect(page.headers.get('Cache-Control')).toContain('no-store');
    const rows: Record<string, string>[] = parse(page.html, { columns: true });
    expect([rows.length, new Set(rows.map((row) => row.id)).size]).toEqual([1200, 1200]);
    await app.deliverLedger();
    const [event] = await events();
    expect(event).toMatchObject({ actor_id: id, risk_level: 'critical' });
    expect(JSON.parse(event?.metadata ?? '')).toMatchObject({ verified: false, order: 'asc' });
  });

  it('is recorded without the text that was searched, which may be somebody’s address', async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    const somebody = await newcomer(app);
    const page = await browser.open(`${CSV}?query=${encodeURIComponent(somebody.email)}`);
    expect(parse(page.html, { columns: true })).toHaveLength(1);
    await app.deliverLedger();
    const [event] = await events();
    expect(JSON.parse(event?.metadata ?? '')).toMatchObject({ searched: true });
    expect(event?.metadata).not.toContain(somebody.email);
    expect(JSON.stringify(app.logs)).not.toContain(somebody.email);
  });

  it('is not of everybody where the search cannot be read', async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    for (const query of ['status=nonsense', `query=${'a'.repeat(255)}`, 'verified=perhaps']) {
      const page = await browser.open(`${CSV}?${query}`, { follow: false });
      expect([query, page.status, page.headers.get('Location')]).toEqual([
        query,
        303,
        '/admin/users',
      ]);
    }
    await app.deliverLedger();
    expect(await events()).toEqual([]);
  });

  it('is made by no link of another site', async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    const foreign = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'null' },
    ];
    for (const headers of foreign) {
      const page = await browser.open(CSV, { headers, follow: false });
      expect([page.status, page.headers.get('Location')]).toEqual([303, '/admin/users']);
    }
    await app.deliverLedger();
    expect(await events()).toEqual([]);
  });

  it('is for admins, with a fresh proof, from our own pages', async () => {
    const app = createTestApp();
    const staff = await official(app, 'staff');
    const refused = await staff.browser.open(CSV);
    expect([refused.status, refused.h1]).toEqual([403, 'Only admins may download users']);
    const { browser } = await official(app, 'admin');
    expect((await browser.open('/admin/users')).text).toContain('Download as CSV');
    app.advance(11 * 60_000);
    const page = await browser.open(`${CSV}?status=active`, { follow: false });
    const back = encodeURIComponent('/admin/users?status=active');
    expect([page.status, page.headers.get('Location')]).toEqual([
      303,
      `/account/step-up?return_to=${back}`,
    ]);
    await app.deliverLedger();
    expect(await events()).toEqual([]);
  });

  it('has no cell that is a formula, and reads back as it was written', () => {
    const evil = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '＝',
      '＠',
      '"',
      ',',
      ' ',
      "'",
      'a',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.array(evil).map((it) => it.join('')),
          { minLength: 1 },
        ),
        (cells) => {
          const [read] = parse(csvRow(cells)) as string[][];
          expect(read).toHaveLength(cells.length);
          read?.forEach((cell, i) => {
            expect(cell).not.toMatch(/^[ ",;]*[=+\-@\t\r＝＠]/);
            expect([cells[i], `'${cells[i]}`]).toContain(cell);
          });
        },
      ),
    );
    expect(csvRow(['=1+1', 'Ada', 'say "hi"'])).toBe('"\'=1+1","Ada","say ""hi"""\r\n');
  });
});
