import { readFileSync } from 'node:fs';
import type { Checks } from '../checks.ts';
import { CLIENTS, registerClient } from '../pages/console-team.ts';
import type { Site } from '../pages/site.ts';
import { fill, go } from '../pages/state.ts';
import type { Visitor } from '../pages/visitor.ts';
import { eventually } from '../until.ts';
import { saidOn } from './acts.ts';
import { newcomer, USERS } from './team.ts';

const CSV = `main a[href^="${USERS}.csv"]`;

/** A job ends the sessions of somebody who is ticked in the list, and says when it is done. */
export async function checkJob(site: Site, visitor: Visitor, { check }: Checks): Promise<void> {
  const { email } = await newcomer(site, { name: 'Eve Many' });
  await go(visitor, `${USERS}?query=${email}`);
  await visitor.page.check('input[name^="pick-"]');
  await visitor.page.selectOption('#act', 'terminate-sessions');
  await fill(visitor, {}, 'button[value="picked"]');
  const asked = await visitor.page.locator('main').innerText();
  const isAsked = asked.includes('1 user') && asked.includes(email);
  check('a job asks first, with who it is for', isAsked, asked);
  await fill(visitor, { reason: 'A leak elsewhere' }, 'main form .btn.go, main form .btn.bad');
  const done = visitor.page.locator('main a', { hasText: 'Done (1)' });
  await eventually(async () => {
    if ((await done.count()) > 0) return true;
    await visitor.page.reload();
    return undefined;
  }, 500);
  const told = await visitor.page.locator('main').innerText();
  check('and is done, for one', told.includes('Done (1)') && told.includes('Eve Many'), told);
}

/** A client is registered from the page, whose history says by whom. */
export async function checkClient(visitor: Visitor, { check }: Checks): Promise<void> {
  await registerClient(visitor);
  const said = await saidOn(visitor);
  check('a client is registered', said.includes('Copy the secret now'), said);
  const path = (await visitor.page.getAttribute('main a.btn.go', 'href')) ?? CLIENTS;
  await go(visitor, path);
  const history = await visitor.page.locator('section:has(#history)').innerText();
  check('its history says by whom', /registered\s+You/.test(history), history);
}

/** Presses the link to the file of users; returns what it brings, or null for a page instead. */
export async function download(visitor: Visitor, search: string): Promise<string | null> {
  const { page } = visitor;
  await go(visitor, `${USERS}?query=${search}`);
  const file = page.waitForEvent('download').catch(() => null);
  // A download breaks the way to another page off.
  const led = page.waitForURL('**/account/step-up**').then(
    () => null,
    () => file,
  );
  await page.click(CSV);
  const came = await Promise.race([file, led]);
  return came === null ? null : readFileSync(await came.path(), 'utf8');
}
