import { describe, expect, it } from 'vitest';
import { official } from '../../support/console-people.ts';
import { editUsers, giveRoles } from '../../support/edit-users.ts';
import type { PageClient } from '../../support/page-client.ts';
import { seedUsers } from '../../support/seed-users.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const CSV = '/admin/users.csv';

/** A download that is read chunk by chunk. */
async function downloading(app: TestApp, browser: PageClient) {
  const response = await app.fetch(CSV, {
    headers: { Cookie: browser.cookies() },
    ip: '203.0.113.7',
  });
  expect(response.status).toBe(200);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  return {
    /** Reads on to the end; returns the number of lines. */
    async rest(): Promise<number> {
      let lines = 0;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return lines;
        lines += new TextDecoder().decode(value).split('\r\n').length - 1;
      }
    },
    first: () => reader.read(),
  };
}

describe('a download that is under way', () => {
  it.each([
    ['demoted', (id: string) => giveRoles(['staff'], { id })],
    ['disabled', (id: string) => editUsers("status = 'disabled' where id = ?", id)],
    [
      'signed out everywhere',
      (id: string) => editUsers('sign_in_epoch = sign_in_epoch + 1 where id = ?', id),
    ],
  ])('breaks once its admin is %s', async (_, end) => {
    const app = createTestApp();
    const { browser, id } = await official(app, 'admin');
    await seedUsers(10_000);
    const download = await downloading(app, browser);
    await download.first();
    await end(id);
    await expect(download.rest()).rejects.toThrow();
  });

  it('goes on to its end otherwise', async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'admin');
    await seedUsers(3000);
    const download = await downloading(app, browser);
    expect(await download.rest()).toBeGreaterThan(3000);
  });
});
