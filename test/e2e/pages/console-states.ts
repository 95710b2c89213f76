import { spawnSync } from 'node:child_process';
import { decodeJwt } from 'jose';
import { enter, signUp, tokenOf } from './people.ts';
import type { Site } from './site.ts';
import { fill, go, LONG_NAME, type State } from './state.ts';
import type { Visitor } from './visitor.ts';

const USERS = '/admin/users';

/**
 * Somebody whom the command line has made an admin, at a page of the console. In development they
 * need no second step.
 */
async function open(visitor: Visitor, site: Site, path: string): Promise<void> {
  const { email } = await signUp(site);
  const args = ['run', '--silent', 'admin', '--', 'create', email, '--persist-to', site.state];
  const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run admin: ${stderr}`);
  await enter(visitor, email);
  await go(visitor, path);
}

/** The page of somebody with a session and a name that no screen has room for. */
async function openSomebody(visitor: Visitor, site: Site): Promise<void> {
  const { email } = await signUp(site, { name: LONG_NAME });
  const { sub } = decodeJwt(await tokenOf(site, email, 'Maya’s laptop'));
  await open(visitor, site, `${USERS}/${sub}`);
}

const act = (name: string) => `#act-${name} button`;

const JOBS = '/admin/jobs';

/** The page that asks to confirm an act on somebody new. */
async function openDraft(visitor: Visitor, site: Site, name: string): Promise<void> {
  const { email } = await signUp(site, { name: LONG_NAME });
  await open(visitor, site, `${USERS}?query=${email}`);
  await visitor.page.check('input[name^="pick-"]');
  await visitor.page.selectOption('#act', name);
  await fill(visitor, {}, 'button[value="picked"]');
}

/** What an admin sees of the console. */
export const consoleStates: State[] = [
  { name: 'console-users', open: (visitor, site) => open(visitor, site, USERS) },
  {
    name: 'console-users-none',
    open: (visitor, site) => open(visitor, site, `${USERS}?query=nobody-is-called-this`),
  },
  { name: 'console-user', open: openSomebody },
  {
    name: 'console-user-acted',
    async open(visitor, site) {
      await openSomebody(visitor, site);
      await visitor.page.click('summary:text-is("Lock for a while")');
      await fill(visitor, {}, act('lock'));
    },
  },
  {
    name: 'console-user-unsure',
    wrong: true,
    async open(visitor, site) {
      await openSomebody(visitor, site);
      await visitor.page.click('summary:text-is("Disable account")');
      await fill(visitor, {}, act('disable'));
    },
  },
  {
    name: 'console-jobs-none',
    open: (visitor, site) => open(visitor, site, JOBS),
  },
  { name: 'console-job-draft', open: (visitor, site) => openDraft(visitor, site, 'disable') },
  {
    name: 'console-job-unread',
    wrong: true,
    async open(visitor, site) {
      await open(visitor, site, USERS);
      await fill(visitor, {}, 'button[value="picked"]');
    },
  },
  {
    name: 'console-job',
    async open(visitor, site) {
      await openDraft(visitor, site, 'terminate-sessions');
      await fill(visitor, { reason: 'A leak of passwords elsewhere' }, 'main form .btn.go');
    },
  },
];
