import { describe, expect, it } from 'vitest';
import { official } from '../../support/console-people.ts';
import { giveRoles } from '../../support/edit-users.ts';
import { createTestApp } from '../../support/test-app.ts';

const hrefsOf = ({ links }: { links: { href: string }[] }) => links.map(({ href }) => href);

describe('the pages of an account', () => {
  it.each(['staff', 'admin'] as const)('lead %s to the console', async (role) => {
    const { browser } = await official(createTestApp(), role);
    for (const path of ['/account', '/account/security', '/account/sessions'])
      expect(hrefsOf(await browser.open(path))).toContain('/admin');
    const german = await browser.open('/account/profile?ui_locales=de');
    expect((await browser.follow(german, 'Konsole')).url).toBe('/admin');
  });

  it('have no word of it for others, by the role as stored now', async () => {
    const app = createTestApp();
    const { browser } = await official(app, 'user');
    expect(hrefsOf(await browser.open('/account'))).not.toContain('/admin');
    const staff = await official(app, 'staff');
    expect(hrefsOf(await staff.browser.open('/account'))).toContain('/admin');
    await giveRoles(['user'], { id: staff.id });
    expect(hrefsOf(await staff.browser.open('/account'))).not.toContain('/admin');
  });
});
