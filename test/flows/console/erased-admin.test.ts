import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { bulkAdmin, deliverAll, started } from '../../support/bulk.ts';
import { official, somebody } from '../../support/console-people.ts';
import { press } from '../../support/press-act.ts';

const CALLBACK = 'https://app.example.com/callback';

it('leaves a pseudonym in whatever an erased admin did: to users, clients, jobs and files', async () => {
  const { app, browser, email, id } = await bulkAdmin();
  const users = [await somebody(app), await somebody(app)];
  await press(browser, await browser.open(users[0]?.path ?? ''), 'lock');
  await browser.submit(await browser.open('/admin/clients/new'), {
    ...{ client_name: 'Shop', redirect_uris: CALLBACK, reason: 'For the shop' },
  });
  await started(browser, 'terminate-sessions', [users[1]?.id ?? '']);
  await deliverAll(app);
  await browser.open('/admin/users.csv');
  await app.deliverLedger();
  const trail = async () =>
    JSON.stringify((await env.DB.prepare('select * from audit_events').all()).results);
  expect((await trail()).split(id).length).toBeGreaterThan(8);
  const other = await official(app, 'admin');
  const page = await other.browser.open(`/admin/users/${id}`);
  await press(other.browser, page, 'erase', { address: email });
  await app.deliverLedger();
  expect(await trail()).not.toContain(id);
  const client = await env.DB.prepare('select id from oauth_clients').first<string>('id');
  const history = await other.browser.open(`/admin/clients/${client}`);
  expect(history.text).toContain('An erased account');
  expect(history.text).toContain('For the shop');
});
