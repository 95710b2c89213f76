import type { Checks } from '../checks.ts';
import { addTotp, signUp } from '../pages/people.ts';
import type { Site } from '../pages/site.ts';
import { fill, go } from '../pages/state.ts';
import type { Visitor } from '../pages/visitor.ts';
import { newcomer, type Official, USERS } from './team.ts';

/** An act as its form has it: its title, what it asks for, and what is said once it is done. */
type Act = { act: string; title: string; fields?: Record<string, string>; done: string };

/** In an order in which each is offered. */
const ACTS: Act[] = [
  { act: 'lock', title: 'Lock for a while', done: 'The account is locked.' },
  { act: 'unlock', title: 'Unlock', done: 'The account is unlocked.' },
  { act: 'terminate-sessions', title: 'End all sessions', done: 'All sessions have ended.' },
  {
    act: 'remove-factors',
    title: 'Remove all second steps',
    fields: { identified: 'tick' },
    done: 'Their second steps are removed.',
  },
  { act: 'force-reset', title: 'Ask for a new password', done: 'The password is gone.' },
  {
    act: 'roles',
    title: 'Change roles',
    fields: { staff: 'tick' },
    done: 'The roles are changed.',
  },
  {
    act: 'disable',
    title: 'Disable account',
    fields: { sure: 'tick' },
    done: 'The account is disabled.',
  },
  { act: 'enable', title: 'Enable account', done: 'The account is enabled.' },
];

/** Opens the form of an act on the open page of a user, fills it in and presses its button. */
export async function doAct(
  visitor: Visitor,
  { act, title, fields = {} }: Pick<Act, 'act' | 'title' | 'fields'>,
  reason?: string,
): Promise<void> {
  const { page } = visitor;
  const form = page.locator(`#act-${act}`);
  if (!(await form.isVisible())) await page.click(`summary:text-is("${title}")`);
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`);
    if (value === 'tick') await field.check();
    else await field.fill(value);
  }
  if (reason !== undefined) await form.locator('[name=reason]').fill(reason);
  await fill(visitor, {}, `#act-${act} button`);
}

/** What the page tells of the latest act. */
export const saidOn = ({ page }: Visitor) =>
  page
    .locator('main .note')
    .first()
    .innerText()
    .catch(() => 'nothing');

/** The row of the history that has a reason. */
export async function rowOf({ page }: Visitor, reason: string): Promise<string> {
  const row = page.locator('section:has(#history) tr');
  const rows = await row.filter({ hasText: reason }).allInnerTexts();
  return rows.join(' | ').replace(/\s+/g, ' ');
}

async function checkAct({ visitor }: Official, check: Checks['check'], path: string, act: Act) {
  const reason = `Ticket 4417, ${act.act}`;
  await go(visitor, path);
  await doAct(visitor, act, reason);
  const said = await saidOn(visitor);
  check(`an admin may ${act.act}`, said.includes(act.done), said);
  const row = await rowOf(visitor, reason);
  check(`and the history tells who and why: ${act.act}`, / You /.test(row), row);
}

/** Every act of the contract, by an admin, in the browser. */
export async function checkActs(site: Site, admin: Official, { check }: Checks): Promise<void> {
  const carl = await newcomer(site, { name: 'Carl <b>Subject</b>' });
  await addTotp(site, carl.email);
  for (const act of ACTS) await checkAct(admin, check, carl.path, act);

  const { visitor } = admin;
  await go(visitor, carl.path);
  await doAct(visitor, { act: 'erase', title: 'Erase account', fields: { address: 'no' } });
  const asked = await saidOn(visitor);
  check('an erasure wants the address typed', asked.includes('Type the address'), asked);
  await doAct(
    visitor,
    { act: 'erase', title: 'Erase account', fields: { address: carl.email } },
    'Asked for it',
  );
  const gone = await saidOn(visitor);
  check('and then erases', gone.includes('The account was erased'), gone);

  const { email } = await signUp(site, { verified: false });
  await go(visitor, `${USERS}?query=${email}`);
  await visitor.page.click(`main a[href^="${USERS}/"]`);
  const path = new URL(visitor.page.url()).pathname;
  const act = { act: 'verify-email', title: 'Confirm the email address' };
  await checkAct(admin, check, path, { ...act, done: 'The email address is confirmed.' });
}
