import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { MAIL_KINDS } from '../../../src/mail/mail-kind.ts';
import { official, somebody } from '../../support/console-people.ts';
import type { OpenPage } from '../../support/page-client.ts';
import { createTestApp } from '../../support/test-app.ts';

const HOUR = 3_600_000;

const panelOf = ({ html }: OpenPage) => {
  const from = html.indexOf('id="mails"');
  expect(from).toBeGreaterThan(html.indexOf('id="history"'));
  return html.slice(from);
};
const rowsOf = (page: OpenPage) =>
  panelOf(page)
    .match(/<tr [^>]*>.*?<\/tr>/gs)
    ?.slice(1) ?? [];
const put = (userId: string, id: string, row: { kind: string; outcome: string; at: number }) =>
  env.DB.prepare('insert into mails values (?, ?, ?, ?, 3, ?, ?)')
    .bind(userId, id, row.kind, row.outcome, row.at, row.at)
    .run();

async function opened(role: 'staff' | 'admin' = 'staff', env_: Record<string, unknown> = {}) {
  const app = createTestApp({ env: env_ });
  const { browser } = await official(app, role);
  const user = await somebody(app);
  await app.deliverJobs();
  await env.DB.prepare('delete from mails').run();
  return { app, browser, user };
}

describe('the mails on a person’s page', () => {
  it('tell staff what was sent by the queue, and nobody else’s', async () => {
    const { app, browser, user } = await opened();
    const other = await somebody(app);
    expect(panelOf(await browser.open(user.path))).toContain('None in the last 90 days.');
    await app.post('/api/v1/auth/password/reset', { email: user.email });
    await app.post('/api/v1/auth/otp/request', { email: other.email });
    await app.deliverJobs();
    const page = await browser.open(user.path);
    expect(rowsOf(page)).toHaveLength(1);
    expect(rowsOf(page)[0]).toContain('Link to set a new password');
    expect(rowsOf(page)[0]).toContain('Sent');
    const mail = app.mails.find(({ to, links }) => to === user.email && links.length > 0);
    expect(page.html).not.toContain(mail?.links[0]?.split('token=')[1]);
  });

  it('have words for each kind and each outcome, and show text as text', async () => {
    const { app, browser, user } = await opened();
    const outcomes = ['sent', 'retried', 'refused', 'given_up'];
    const at = app.clock();
    for (const [index, outcome] of outcomes.entries())
      await put(user.id, `mail-${index}`, { kind: 'locked', outcome, at: at - index });
    await put(user.id, 'old', { kind: 'locked', outcome: 'retried', at: at - 3 * HOUR });
    await put(user.id, 'odd', { kind: '<b>&"x', outcome: 'sent', at: at - 4 * HOUR });
    const page = await browser.open(user.path);
    const said = ['Sent', 'Being tried again', 'Refused', 'Given up', 'Not known', 'Sent'];
    expect(rowsOf(page).map((row) => said.find((words) => row.includes(`>${words}<`)))).toEqual(
      said,
    );
    expect(rowsOf(page).at(-1)).toContain('&lt;b&gt;&amp;');
    expect(page.html).not.toContain('<b>&');
  });

  it.each([MAIL_KINDS.slice(0, 16), MAIL_KINDS.slice(16)])(
    'have words for %s …',
    async (...kinds) => {
      const { app, browser, user } = await opened();
      for (const kind of kinds)
        await put(user.id, kind, { kind, outcome: 'sent', at: app.clock() });
      const shown = rowsOf(await browser.open(user.path));
      expect(shown).toHaveLength(kinds.length);
      for (const kind of kinds) expect(shown.join()).not.toContain(`>${kind}<`);
    },
  );

  it('are the latest twenty', async () => {
    const { app, browser, user } = await opened();
    for (let index = 0; index < 25; index++)
      await put(user.id, `mail-${index}`, {
        kind: `n${index}.`,
        outcome: 'sent',
        at: app.clock() - index,
      });
    const page = await browser.open(user.path);
    expect(rowsOf(page).map((row) => /n\d+\./.exec(row)?.[0])).toEqual(
      Array.from({ length: 20 }, (_, index) => `n${index}.`),
    );
  });

  it('that cannot be read leave the rest of the page', async () => {
    let isAway = false;
    const { DB } = env;
    const lame = new Proxy(DB, {
      get: (db, name) => {
        if (name === 'prepare')
          return (query: string) => {
            if (isAway && query.includes('from "mails"')) throw new Error('D1 is away');
            return db.prepare(query);
          };
        const value: unknown = Reflect.get(db, name);
        return typeof value === 'function' ? value.bind(db) : value;
      },
    });
    const { app, browser, user } = await opened('admin', { DB: lame });
    isAway = true;
    const page = await browser.open(user.path);
    expect(page.status).toBe(200);
    expect(panelOf(page)).toContain('Not known at the moment');
    expect(page.text).toContain('Account created');
    expect(app.logs.map(({ event }) => event)).toContain('mails_not_read');
  });
});
