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

/** What an admin sees of the console. */
export const consoleStates: State[] = [
  { name: 'console-users', open: (visitor, site) => open(visitor, site, USERS) },
  {
    name: 'console-users-none',
    open: (visitor, site) => open(visitor, site, `${USERS}?query=nobody-is-called-this`),
  },
  { name: 'console-events', open: (visitor, site) => open(visitor, site, '/admin/events') },
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
];
